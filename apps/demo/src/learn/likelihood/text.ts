import { defineText } from '../../i18n/define-text.ts';

export const useText = defineText({
  en: {
    intro: String.raw`How far is a model $p$ from the distribution $q$ of the data? The **Kullback-Leibler divergence** says it,
$$\KL(q \,\|\, p) = \mathbb{E}_q\!\left[\log \frac{q(\data{x})}{p(\data{x})}\right] = \underbrace{-\mathbb{E}_q[\log p(\data{x})]}_{\text{cross-entropy}} - H(q) \;\ge\; 0.$$

The entropy $H(q)$ belongs to the data. All that a model can lower is the cross-entropy, and the data give an estimate of it without knowing $q$: the mean **negative log-likelihood**, $-\frac1N \sum_k \log p(\data{x}_k)$. The likeliest model is the nearest one.

Here is the smallest flow there is, $\data{x} = \mu + e^{s}\,\latent{z}$. Fit it by hand, then let it descend.`,
    source: 'Data',
    one: 'One hill',
    two: 'Two hills',
    densityCaption: 'Bars: the data. Dashed: $q$, from which they were drawn. Solid: the model $p$.',
    densityLabel: 'Histogram of the data, the density q of the data and the density p of the model',
    mapCaption: String.raw`The loss over $\mu$ and $s$, strongest in colour where it is lowest. The arrow points downhill.`,
    mapLabel: 'Contours of the loss over mean and log-scale, with the way down',
    point: 'Model: mean and log-scale',
    mean: String.raw`$\mu$`,
    meanSpoken: 'Mean',
    logScale: String.raw`$s = \log \sigma$`,
    logScaleSpoken: 'Log-scale',
    rate: 'Step size',
    step: 'One step',
    descend: 'Descend',
    stop: 'Stop',
    again: 'Start again',
    nll: String.raw`$-\frac1N \sum_k \log p(\data{x}_k)$`,
    entropy: '$H(q)$',
    kl: String.raw`$\KL(q \,\|\, p)$`,
    cross: 'cross-entropy, their sum',
    steps: 'steps',
    barLabel: 'The cross-entropy as the sum of entropy and divergence',
    outro: String.raw`With *one hill* the divergence can fall to nearly 0: the flow can be what the data are. (Not quite: two hundred data points know $q$ only roughly.) With *two hills* it stops far above. No $\mu$ and $s$ help, since a straight line $f$ only moves and stretches one hill. What is needed is a richer $f$ whose determinant is still cheap. The next section stacks simple ones.`,
  },
  zh: {
    intro: String.raw`模型 $p$ 离数据的分布 $q$ 有多远？**KL 散度**给出答案：
$$\KL(q \,\|\, p) = \mathbb{E}_q\!\left[\log \frac{q(\data{x})}{p(\data{x})}\right] = \underbrace{-\mathbb{E}_q[\log p(\data{x})]}_{\text{交叉熵}} - H(q) \;\ge\; 0.$$

熵 $H(q)$ 属于数据。模型能降低的只有交叉熵，而且不必知道 $q$，用数据就能估计它：平均**负对数似然** $-\frac1N \sum_k \log p(\data{x}_k)$。似然最大的模型，就是最近的模型。

这里是最小的流：$\data{x} = \mu + e^{s}\,\latent{z}$。先用手拟合，再让它自己下降。`,
    source: '数据',
    one: '单峰',
    two: '双峰',
    densityCaption: '柱：数据。虚线：数据所来自的 $q$。实线：模型 $p$。',
    densityLabel: '数据的直方图、数据的密度 q 和模型的密度 p',
    mapCaption: String.raw`损失随 $\mu$ 和 $s$ 的变化，颜色越浓损失越低。箭头指向下坡。`,
    mapLabel: '损失关于均值和对数尺度的等高线，以及下降的路径',
    point: '模型：均值和对数尺度',
    mean: String.raw`$\mu$`,
    meanSpoken: '均值',
    logScale: String.raw`$s = \log \sigma$`,
    logScaleSpoken: '对数尺度',
    rate: '步长',
    step: '走一步',
    descend: '下降',
    stop: '停止',
    again: '重新开始',
    nll: String.raw`$-\frac1N \sum_k \log p(\data{x}_k)$`,
    entropy: '$H(q)$',
    kl: String.raw`$\KL(q \,\|\, p)$`,
    cross: '交叉熵，即两者之和',
    steps: '步数',
    barLabel: '交叉熵等于熵与散度之和',
    outro: String.raw`数据为“单峰”时，散度几乎可以降到 0：这个流能够成为数据的样子。（不完全是 0，因为两百个数据点只能大致反映 $q$。）数据为“双峰”时，它停在高得多的地方。无论 $\mu$ 和 $s$ 取什么都没有用，因为一条直线 $f$ 只能移动和拉伸一座山峰。需要的是表达能力更强的 $f$，而它的行列式依然便于计算。下一节把简单的映射叠起来。`,
  },
});
