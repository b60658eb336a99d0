import { defineText } from '../i18n/define-text.ts';

/** Texts around the sections. */
export const useLearnText = defineText({
  en: {
    title: 'Normalizing flows, by hand',
    lead: 'A flow turns simple noise into data by a map that can be undone, and so it knows the exact density of every point. Nine steps lead from the slope of a map to Glow. Drag, slide and break things: every number is computed by the library while you watch.',
    latent: 'z, the latent space',
    data: 'x, the data space',
    contents: 'Sections',
  },
  zh: {
    title: '亲手学习归一化流',
    lead: '流模型用一个可以撤销的映射，把简单的噪声变成数据，因此知道每一点的精确密度。九步之内，从映射的斜率走到 Glow。请拖动、滑动、打乱：每个数都由这个库当场算出。',
    latent: 'z：隐空间',
    data: 'x：数据空间',
    contents: '目录',
  },
});
