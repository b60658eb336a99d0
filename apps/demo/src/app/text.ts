import { defineText } from '../i18n/define-text.ts';

/** The frame's own texts. */
export const useAppText = defineText({
  en: {
    title: 'flow: normalizing flows by hand',
    home: 'flow, to the beginning',
    pages: 'Pages',
    learn: 'Learn',
    playground: 'Playground',
    language: 'Language',
    theme: 'Theme',
    auto: 'Auto',
    light: 'Light',
    dark: 'Dark',
    skip: 'Skip to the content',
    loading: 'Loading…',
    failed: 'This part has stopped',
    again: 'Try again',
    noSimd: 'This browser cannot run the computations',
    noSimdHelp:
      'Everything here is computed by WebAssembly with SIMD, and it could not be started. Every current Chrome, Edge, Firefox and Safari (16.4 or newer) has it; some locked-down modes turn it off.',
  },
  zh: {
    title: 'flow：亲手学习归一化流',
    home: 'flow，回到开头',
    pages: '页面',
    learn: '学习',
    playground: '实验场',
    language: '语言',
    theme: '主题',
    auto: '自动',
    light: '浅色',
    dark: '深色',
    skip: '跳到正文',
    loading: '载入中……',
    failed: '这一部分停止了',
    again: '重试',
    noSimd: '此浏览器无法运行计算',
    noSimdHelp:
      '这里的一切都由带 SIMD 的 WebAssembly 计算，而它未能启动。当前版本的 Chrome、Edge、Firefox 和 Safari（16.4 或更新）都支持；某些锁定模式会将其关闭。',
  },
});
