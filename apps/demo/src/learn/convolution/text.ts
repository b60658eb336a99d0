import { defineText } from '../../i18n/define-text.ts';

/** Texts of the section about the invertible 1x1 convolution. */
export const useConvolutionText = defineText({
  en: {
    intro: `Exchanging the roles is a **permutation**, and a permutation is a matrix with a single 1 in each row and column. Why should it be fixed? Glow lets training find the matrix. At every pixel the $c$ channels are mixed by the same $W$:

$$\\latent{z} = W \\data{x},$$
$$\\log|\\det J| = h \\cdot w \\cdot \\log|\\det W|$$

Here the channels are the red, green and blue of a picture of 40 × 40 pixels. Start from one of the six permutations, then turn. After a third of a turn about the grey axis you meet the next permutation: RGB, GBR and BRG are points on a path that $W$ can travel smoothly, and gradient descent travels such paths. The other three have determinant $-1$: no path leads to them without a singular matrix on the way.`,
    original: '$\\data{x}$, the picture',
    mixed: '$\\latent{z} = W\\data{x}$',
    back: '$W^{-1}\\latent{z}$, and back',
    originalLabel: 'The picture: a balloon over hills',
    mixedLabel: 'The picture after its channels were mixed',
    backLabel: 'The picture mixed back',
    channelLabel: (channel: number, what: string) => `Channel ${channel} of: ${what}`,
    clipped: 'Values outside of 0 to 1 are shown as 0 or 1; the numbers themselves are kept.',
    plane: 'Where $W$ sends pure red, green and blue, seen along the grey axis. Drag them.',
    planeLabel: 'Images of the three pure colours, seen along the grey axis',
    handles: ['Image of red', 'Image of green', 'Image of blue'],
    handleNames: ['R', 'G', 'B'],
    order: 'Permutation to start from',
    turn: 'Turn about grey',
    colour: 'Colour',
    brightness: 'Brightness',
    entry: (row: number, column: number) => `W, row ${row}, column ${column}`,
    weight: '$W$, to be edited',
    det: '$\\det W$',
    logDet: '$\\log|\\det W|$',
    times: '$40 \\cdot 40 \\cdot \\log|\\det W|$',
    layer: '$\\log|\\det J|$, from the layer',
    error: 'largest error after the way back',
    singular: 'No way back',
    singularHelp:
      'This W is singular: different colours became the same, and the layer refuses to invert it.',
    noPicture: 'There is no inverse.',
    patch: `**Why once for each pixel?** The Jacobian of the whole picture has 4800 × 4800 entries, and $W$ stands on its diagonal $h \\cdot w$ times. Below is the Jacobian of a patch of 2 × 2 pixels, all 144 entries by automatic differentiation of the layer.

**How is the determinant kept cheap in training?** For three channels it costs nothing, for hundreds it would. Glow trains the factors instead, with $P$ fixed, $L$ lower triangular with ones on its diagonal, and $U$ strictly upper triangular:

$$W = P\\, L\\, \\big(U + \\operatorname{diag}(s)\\big),$$
$$\\log|\\det W| = \\sum_i \\log|s_i|$$`,
    patchCaption: 'The Jacobian of a patch of 2 × 2 pixels: $W$ four times.',
    patchLabel: 'The Jacobian of a patch of two by two pixels',
    patchBrute: '$\\log|\\det|$ of these 144 entries',
    patchFour: '$4 \\cdot \\log|\\det W|$',
    factors: 'The factors of the $W$ above.',
    factorNames: {
      p: 'Permutation P',
      l: 'Lower triangular L',
      u: 'Strictly upper triangular U',
      s: 'The diagonal s',
    },
    sum: '$\\sum_i \\log|s_i|$',
    source:
      'Kingma and Dhariwal, *Glow: Generative Flow with Invertible 1×1 Convolutions* (2018), section 3.2.',
  },
  zh: {
    intro: `交换角色是一种**置换**，而置换就是每行每列只有一个 1 的矩阵。为什么要把它固定下来？Glow 让训练去找这个矩阵。在每个像素上，$c$ 个通道由同一个 $W$ 混合：

$$\\latent{z} = W \\data{x},$$
$$\\log|\\det J| = h \\cdot w \\cdot \\log|\\det W|$$

这里的通道是一幅 40 × 40 像素图像的红、绿、蓝。从六个置换中的一个出发，然后转动。绕灰色轴转过三分之一圈，就遇到下一个置换：RGB、GBR、BRG 是一条路径上的点，$W$ 可以沿着它平滑地移动，而梯度下降走的正是这样的路径。另外三个的行列式是 $-1$：通往它们的路上必有奇异矩阵。`,
    original: '$\\data{x}$，原图',
    mixed: '$\\latent{z} = W\\data{x}$',
    back: '$W^{-1}\\latent{z}$，再回来',
    originalLabel: '原图：山丘上的气球',
    mixedLabel: '通道混合之后的图像',
    backLabel: '混合回来的图像',
    channelLabel: (channel: number, what: string) => `通道 ${channel}：${what}`,
    clipped: '超出 0 到 1 的值显示为 0 或 1，数值本身则保留。',
    plane: '$W$ 把纯红、纯绿、纯蓝送到哪里，沿灰色轴看去。可以拖动。',
    planeLabel: '三种纯色的像，沿灰色轴看去',
    handles: ['红色的像', '绿色的像', '蓝色的像'],
    handleNames: ['R', 'G', 'B'],
    order: '从哪个置换出发',
    turn: '绕灰色轴转动',
    colour: '色彩',
    brightness: '亮度',
    entry: (row: number, column: number) => `W 第 ${row} 行第 ${column} 列`,
    weight: '$W$，可以编辑',
    det: '$\\det W$',
    logDet: '$\\log|\\det W|$',
    times: '$40 \\cdot 40 \\cdot \\log|\\det W|$',
    layer: '$\\log|\\det J|$，由这一层给出',
    error: '回来之后的最大误差',
    singular: '回不来了',
    singularHelp: '这个 W 是奇异的：不同的颜色变成了同一种，这一层拒绝求逆。',
    noPicture: '没有逆。',
    patch: `**为什么每个像素一次？** 整幅图像的雅可比矩阵有 4800 × 4800 个元素，$W$ 在对角线上出现 $h \\cdot w$ 次。下面是一块 2 × 2 像素的雅可比矩阵，全部 144 个元素都由对这一层自动微分得到。

**训练中怎样让行列式始终便于计算？** 三个通道不费什么，几百个通道就不同了。Glow 训练的是它的因子：$P$ 固定，$L$ 是对角线为 1 的下三角矩阵，$U$ 是严格上三角矩阵：

$$W = P\\, L\\, \\big(U + \\operatorname{diag}(s)\\big),$$
$$\\log|\\det W| = \\sum_i \\log|s_i|$$`,
    patchCaption: '一块 2 × 2 像素的雅可比矩阵：$W$ 出现四次。',
    patchLabel: '一块二乘二像素的雅可比矩阵',
    patchBrute: '这 144 个元素的 $\\log|\\det|$',
    patchFour: '$4 \\cdot \\log|\\det W|$',
    factors: '上面的 $W$ 的因子。',
    factorNames: { p: '置换 P', l: '下三角 L', u: '严格上三角 U', s: '对角线 s' },
    sum: '$\\sum_i \\log|s_i|$',
    source: 'Kingma、Dhariwal，*Glow: Generative Flow with Invertible 1×1 Convolutions*（2018），第 3.2 节。',
  },
});
