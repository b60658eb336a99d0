import { defineText } from '../../i18n/define-text.ts';

export const useText = defineText({
  en: {
    intro: String.raw`Let $\latent{z}$ be random with the density $\pi$, and $\data{x} = f(\latent{z})$ with $f$ rising or falling throughout. Which density $p$ has $\data{x}$? Probability is neither made nor lost: what lies over an interval of $\latent{z}$ lies over its image. Only the width has changed, by the factor $|f'|$, and so must the height,
$$p(\data{x}) = \pi(\latent{z}) \left|\frac{d\latent{z}}{d\data{x}}\right| = \frac{\pi(f^{-1}(\data{x}))}{|f'(f^{-1}(\data{x}))|}.$$

Drag the two ends of the interval. Both shaded areas are the same probability, and they have the same area on your screen.`,
    function: 'Map',
    linear: 'Linear',
    exponential: 'Exponential',
    bumps: 'Two bumps',
    falling: 'Falling',
    own: 'Your own',
    ownHelp: 'Draw a rising curve into the picture, or move its five points.',
    lineLabel: 'The function f, the density π of z below it and the density p of x beside it',
    lineCaption: 'Where $f$ is steep, $p$ is low; where $f$ is flat, probability piles up.',
    from: 'Left end of the interval of z',
    to: 'Right end of the interval of z',
    knot: (number: number) => `Point ${number} of your function`,
    fromTo: String.raw`width in $\latent{z}$`,
    imageWidth: String.raw`width in $\data{x}$`,
    latentMass: String.raw`$\int \pi\, d\latent{z}$`,
    dataMass: String.raw`$\int p\, d\data{x}$`,
    planeText: String.raw`In more dimensions it is the same, with a volume in place of a width: a small box of volume $d\latent{z}$ becomes one of volume $|\det J_f(\latent{z})|\, d\latent{z}$. Hence
$$p(\data{x}) = \pi(\latent{z})\, |\det J_f(\latent{z})|^{-1}, \qquad \log p(\data{x}) = \log \pi(f^{-1}(\data{x})) + \log |\det J_{f^{-1}}(\data{x})|.$$

This one line is the whole of a flow model. Drag the square: its probability and that of its image agree, however $f$ stretches it.`,
    latentCaption: String.raw`$\pi(\latent{z})$, a standard normal density`,
    dataCaption: String.raw`$p(\data{x})$, the density of $f(\latent{z})$`,
    latentPlane: 'The z plane with the normal density and a square',
    dataPlane: 'The x plane with the density of x and the image of the square',
    corner: 'Corner of the square',
    side: 'Side of the square',
    densityZ: String.raw`$\pi(\latent{z})$ at the corner`,
    det: String.raw`$\det J_f(\latent{z})$`,
    densityX: String.raw`$p(\data{x})$ at its image`,
    squareMass: 'probability of the square',
    imageMass: 'probability of the image',
  },
  zh: {
    intro: String.raw`设随机变量 $\latent{z}$ 的密度为 $\pi$，$\data{x} = f(\latent{z})$，其中 $f$ 处处递增或处处递减。$\data{x}$ 的密度 $p$ 是什么？概率既不会产生也不会消失：$\latent{z}$ 的一个区间上有多少，它的像上就有多少。改变的只是宽度，变为 $|f'|$ 倍，高度也必须随之改变：
$$p(\data{x}) = \pi(\latent{z}) \left|\frac{d\latent{z}}{d\data{x}}\right| = \frac{\pi(f^{-1}(\data{x}))}{|f'(f^{-1}(\data{x}))|}.$$

拖动区间的两端。两块阴影是同一个概率，在屏幕上的面积也相等。`,
    function: '映射',
    linear: '线性',
    exponential: '指数',
    bumps: '双峰',
    falling: '递减',
    own: '自己画',
    ownHelp: '在图上画一条上升的曲线，或移动它的五个点。',
    lineLabel: '函数 f，下方是 z 的密度 π，旁边是 x 的密度 p',
    lineCaption: '$f$ 陡的地方，$p$ 低；$f$ 平的地方，概率堆积起来。',
    from: 'z 区间的左端',
    to: 'z 区间的右端',
    knot: (number: number) => `你的函数的第 ${number} 个点`,
    fromTo: String.raw`$\latent{z}$ 中的宽度`,
    imageWidth: String.raw`$\data{x}$ 中的宽度`,
    latentMass: String.raw`$\int \pi\, d\latent{z}$`,
    dataMass: String.raw`$\int p\, d\data{x}$`,
    planeText: String.raw`高维时也一样，只是体积代替了宽度：体积为 $d\latent{z}$ 的小盒子，变成体积为 $|\det J_f(\latent{z})|\, d\latent{z}$ 的小块。因此
$$p(\data{x}) = \pi(\latent{z})\, |\det J_f(\latent{z})|^{-1}, \qquad \log p(\data{x}) = \log \pi(f^{-1}(\data{x})) + \log |\det J_{f^{-1}}(\data{x})|.$$

这一行就是流模型的全部。拖动正方形：无论 $f$ 怎样拉伸它，它的概率和它的像的概率总是一致。`,
    latentCaption: String.raw`$\pi(\latent{z})$：标准正态密度`,
    dataCaption: String.raw`$p(\data{x})$：$f(\latent{z})$ 的密度`,
    latentPlane: 'z 平面：正态密度和一个正方形',
    dataPlane: 'x 平面：x 的密度和正方形的像',
    corner: '正方形的一角',
    side: '正方形边长',
    densityZ: String.raw`角点处的 $\pi(\latent{z})$`,
    det: String.raw`$\det J_f(\latent{z})$`,
    densityX: String.raw`其像处的 $p(\data{x})$`,
    squareMass: '正方形的概率',
    imageMass: '像的概率',
  },
});
