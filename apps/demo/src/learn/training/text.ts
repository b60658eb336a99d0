import { defineText } from '../../i18n/define-text.ts';

/** Texts around every training in a section. */
export const useTrainingText = defineText({
  en: {
    train: (steps: number) => `Train ${steps} steps`,
    pause: 'Pause',
    reset: 'From the start',
    failed: 'The training has stopped',
    again: 'Start it again',
  },
  zh: {
    train: (steps: number) => `训练 ${steps} 步`,
    pause: '暂停',
    reset: '从头开始',
    failed: '训练停止了',
    again: '重新开始',
  },
});
