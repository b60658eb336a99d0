import { defineText } from '../../i18n/define-text.ts';

/** Texts of the section about alternating the roles. */
export const useAlternatingText = defineText({
  en: {
    intro: `One coupling leaves $\\data{x_a} = \\latent{z_a}$ alone. The next one must therefore **exchange the roles**: what passed is now changed, and what was changed now passes. After two couplings every variable has moved, after three each can depend on each. The log-determinants still only add up.

What if we forget? Below, two flows learn from the same batches. Both have eight couplings, networks of the same size and the same first weights. One alternates, the other always passes $x_1$.`,
    data: 'Data',
    names: { 'two-moons': 'Two moons', 'eight-gaussians': 'Eight Gaussians' },
    steps: 'Steps',
    rivals: { alternating: 'Alternating', frozen: 'Frozen: x₁ always passes' },
    nll: {
      alternating: 'held-out $-\\log p$, alternating',
      frozen: 'held-out $-\\log p$, frozen',
    },
    limitAny: 'entropy: the least for any model',
    limitFrozen: 'the least for any frozen flow',
    short: { any: 'entropy', frozen: 'frozen limit' },
    cloudLabel: {
      alternating: 'Points drawn from the alternating flow over the data',
      frozen: 'Points drawn from the frozen flow over the data',
    },
    keyData: 'data',
    keyFlow: 'flow',
    keyNormal: 'standard normal',
    marginalLabel: {
      alternating:
        'Density of the first variable under the alternating flow, in the data and of the standard normal',
      frozen: 'Density of the first variable under the frozen flow, in the data and of the standard normal',
    },
    curve:
      'Mean $-\\log p$ of 4096 held-out points while training, in nats, known to about 0.01. Dashed: the two least values, integrated from the exact density.',
    curveLabel: 'Held-out negative log-likelihood of both flows over the training steps',
    curveX: 'steps',
    why: `The frozen flow gets as far as its limit and stops. Its first variable is still the latent itself: $\\data{x_1} = \\latent{z_1}$, so its density **stays the standard normal**, whatever the data are. And once $x_1$ is known, eight couplings do no more than one: scaled and moved eight times, $\\latent{z_2}$ is still normal,

$$\\data{x_2} \\mid \\data{x_1} \\;\\sim\\; \\mathcal{N}\\big(T(\\data{x_1}),\\, e^{2S(\\data{x_1})}\\big).$$

A column through two modes needs a density with two peaks, and there is none. The best such model has the right mean and variance in each column; its $-\\log p$ is the upper dashed line, and the distance to the entropy is a KL divergence that no amount of training takes away. More couplings or wider networks do not help. Exchanging the roles does.`,
    source: 'Dinh, Sohl-Dickstein and Bengio, *Density estimation using Real NVP* (2017), section 3.5.',
  },
  zh: {
    intro: `一个耦合层不改变 $\\data{x_a} = \\latent{z_a}$，所以下一层必须**交换角色**：原先通过的现在被改变，原先被改变的现在通过。经过两层，每个变量都动过；经过三层，每个变量都可以依赖所有变量。对数行列式仍然只是相加。

如果忘了交换呢？下面两个流用同样的批次学习。它们都有八个耦合层、同样大小的网络和同样的初始权重。一个交替，另一个总让 $x_1$ 通过。`,
    data: '数据',
    names: { 'two-moons': '双月', 'eight-gaussians': '八个高斯' },
    steps: '步数',
    rivals: { alternating: '交替', frozen: '冻结：x₁ 总是通过' },
    nll: {
      alternating: '留出数据的 $-\\log p$，交替',
      frozen: '留出数据的 $-\\log p$，冻结',
    },
    limitAny: '熵：任何模型的最小值',
    limitFrozen: '冻结时，任何模型的最小值',
    short: { any: '熵', frozen: '冻结的极限' },
    cloudLabel: {
      alternating: '从交替的流中抽取的点，叠在数据之上',
      frozen: '从冻结的流中抽取的点，叠在数据之上',
    },
    keyData: '数据',
    keyFlow: '流',
    keyNormal: '标准正态',
    marginalLabel: {
      alternating: '第一个变量的密度：交替的流、数据和标准正态',
      frozen: '第一个变量的密度：冻结的流、数据和标准正态',
    },
    curve:
      '训练中 4096 个留出点的平均 $-\\log p$（奈特，误差约 0.01）。虚线：由精确密度积分得到的两个最小值。',
    curveLabel: '两个流在训练各步的留出负对数似然',
    curveX: '步数',
    why: `冻结的流走到它的极限就停下了。它的第一个变量仍是隐变量本身：$\\data{x_1} = \\latent{z_1}$，所以无论数据如何，其密度**始终是标准正态**。而一旦知道了 $x_1$，八个耦合层并不比一个做得更多：$\\latent{z_2}$ 缩放、平移八次之后依然是正态的，

$$\\data{x_2} \\mid \\data{x_1} \\;\\sim\\; \\mathcal{N}\\big(T(\\data{x_1}),\\, e^{2S(\\data{x_1})}\\big).$$

穿过两个峰的一列需要双峰的密度，而这里没有。这类模型中最好的，在每一列上均值和方差都正确；它的 $-\\log p$ 就是上面的虚线，它与熵之差是一个 KL 散度，再怎么训练也去不掉。加更多的层、用更宽的网络都没有用，交换角色才有用。`,
    source: 'Dinh、Sohl-Dickstein、Bengio，*Density estimation using Real NVP*（2017），第 3.5 节。',
  },
});
