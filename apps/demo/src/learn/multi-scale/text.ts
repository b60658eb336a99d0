import { defineText } from '../../i18n/define-text.ts';

/** Texts of the section about several scales. */
export const useScalesText = defineText({
  en: {
    intro: `A picture has neighbours, and many variables. Both papers add a third idea. A **squeeze** turns each block of 2 × 2 pixels into one pixel of four times the channels, so that a mixing of channels mixes neighbours. After some steps a **split** sends half of the channels to the latent at once; the rest goes on at a coarser scale.

Neither computes anything: both only reorder the variables, and their log-determinant is 0. Follow the numbers 1 to 16, a picture of 4 × 4 pixels with one channel.`,
    next: 'Next step',
    again: 'From the picture again',
    step: (at: number, of: number) => `Step ${at} of ${of}`,
    order: 'Order of the channels',
    orders: { glow: 'Glow', spaceToDepth: 'Space to depth' },
    follow: 'Follow the number',
    logDet: '$\\log|\\det|$ of all these steps',
    picture: 'The picture, $4 {\\times} 4 {\\times} 1$. Colours mark the place within a block of 2 × 2.',
    squeezed: '**Squeeze:** $2 {\\times} 2 {\\times} 4$. Each channel holds one place of every block.',
    stays: '**Split:** half of the channels stay, $2 {\\times} 2 {\\times} 2$.',
    leaves: 'The other half leaves for the latent, $2 {\\times} 2 {\\times} 2$.',
    coarsest: '**Squeeze** what stayed: $1 {\\times} 1 {\\times} 8$, the coarsest scale.',
    latent:
      'The **latent**, flat, the coarsest level first, as the multi-scale flow of the library gives it.',
    level: (level: number) => `Level ${level}`,
    channel: (channel: number, values: string) => `channel ${channel}: ${values}`,
    parts: {
      picture: 'The picture',
      squeezed: 'After the squeeze',
      stays: 'What stays',
      leaves: 'What leaves',
      coarsest: 'After the second squeeze',
      latent: 'Latent of level',
    },
    digits: `With steps of flow between the squeezes this is Glow. The density becomes a product over the scales, and a level that leaves is normalised by what stays:

$$\\log p(\\data{x}) = \\sum_{l} \\log \\pi\\big(\\latent{z^{(l)}} \\mid \\text{coarser}\\big) + \\log|\\det J_{f^{-1}}(\\data{x})|$$

What do the levels hold? Below, a small Glow of three levels with four steps each trains in your browser on 1400 handwritten digits of 8 × 8 pixels (grey levels 0 to 15). It has never seen the digit drawn large. Its latent is computed, **one level of it is drawn anew from the normal distribution**, the others are kept, and the whole is turned back into a picture. Before training, drawing the finest level anew changes most, since half of all variables are its own. As the flow learns, the coarsest takes over *which* digit it is, and the finer ones are left with how it is written.`,
    digit: 'Next digit',
    redraw: 'Draw anew',
    temperature: 'Temperature',
    steps: 'Steps',
    bits: 'Held-out bits per pixel',
    uniform: 'without a model, $\\log_2 16$',
    parameters: 'Parameters',
    original: 'A held-out digit',
    latentOf: (level: number) => `Its latent at level ${level}`,
    version: (level: number, version: number) => `Version ${version} with level ${level} drawn anew`,
    change: 'change',
    changeOf: (level: number) => `How much each pixel changes when level ${level} is drawn anew`,
    levelTitles: ['Level 0, the coarsest', 'Level 1', 'Level 2, the finest'],
    meanChange: 'mean change',
    note: 'Latents: green above 0, purple below. Change: root mean square over the six versions, in grey levels.',
    source:
      'Dinh, Sohl-Dickstein and Bengio, *Density estimation using Real NVP* (2017), section 3.6; Kingma and Dhariwal, *Glow* (2018), figure 2. Digits: Alpaydin and Kaynak, UCI 1998, CC BY 4.0.',
  },
  zh: {
    intro: `图像有相邻的像素，也有很多变量。两篇论文还有第三个想法。**压缩**（squeeze）把每个 2 × 2 的像素块变成一个有四倍通道的像素，于是混合通道就是混合相邻像素。走过若干步之后，**分裂**（split）让一半通道直接进入隐变量，其余的在更粗的尺度上继续。

它们都不计算什么，只是重排变量，对数行列式为 0。请跟踪数字 1 到 16：一幅 4 × 4 像素、一个通道的图像。`,
    next: '下一步',
    again: '从图像重新开始',
    step: (at: number, of: number) => `第 ${at} 步，共 ${of} 步`,
    order: '通道的次序',
    orders: { glow: 'Glow', spaceToDepth: '空间到深度' },
    follow: '跟踪数字',
    logDet: '所有这些步骤的 $\\log|\\det|$',
    picture: '图像，$4 {\\times} 4 {\\times} 1$。颜色表示在 2 × 2 块中的位置。',
    squeezed: '**压缩：**$2 {\\times} 2 {\\times} 4$。每个通道保存所有块的同一位置。',
    stays: '**分裂：**一半通道留下，$2 {\\times} 2 {\\times} 2$。',
    leaves: '另一半离开，进入隐变量，$2 {\\times} 2 {\\times} 2$。',
    coarsest: '**压缩**留下的部分：$1 {\\times} 1 {\\times} 8$，最粗的尺度。',
    latent: '展平的**隐变量**，最粗的一级在前，由本库的多尺度流给出。',
    level: (level: number) => `第 ${level} 级`,
    channel: (channel: number, values: string) => `通道 ${channel}：${values}`,
    parts: {
      picture: '图像',
      squeezed: '压缩之后',
      stays: '留下的',
      leaves: '离开的',
      coarsest: '第二次压缩之后',
      latent: '隐变量的级',
    },
    digits: `在压缩之间加上流的步骤，就是 Glow。密度成为各尺度之积，离开的一级由留下的部分归一化：

$$\\log p(\\data{x}) = \\sum_{l} \\log \\pi\\big(\\latent{z^{(l)}} \\mid \\text{更粗的级}\\big) + \\log|\\det J_{f^{-1}}(\\data{x})|$$

各级里存着什么？下面是一个小的 Glow，三级，每级四步，在浏览器里用 1400 个 8 × 8 像素的手写数字（灰度 0 到 15）训练。单独画出的那个大数字它从未见过。先算出它的隐变量，**其中一级从正态分布重新抽取**，其余各级保留，再整个变回图像。训练之前，重抽最细的一级引起的变化最大，因为一半的变量在那里。随着学习，最粗的一级接管了*是哪个*数字，留给较细各级的，是它怎样写。`,
    digit: '下一个数字',
    redraw: '重新抽取',
    temperature: '温度',
    steps: '步数',
    bits: '留出数据的每像素比特数',
    uniform: '没有模型时，$\\log_2 16$',
    parameters: '参数个数',
    original: '一个留出的数字',
    latentOf: (level: number) => `它在第 ${level} 级的隐变量`,
    version: (level: number, version: number) => `重新抽取第 ${level} 级的第 ${version} 个版本`,
    change: '变化',
    changeOf: (level: number) => `重新抽取第 ${level} 级时每个像素的变化`,
    levelTitles: ['第 0 级，最粗', '第 1 级', '第 2 级，最细'],
    meanChange: '平均变化',
    note: '隐变量：绿色大于 0，紫色小于 0。变化：六个版本的均方根，以灰度计。',
    source:
      'Dinh、Sohl-Dickstein、Bengio，*Density estimation using Real NVP*（2017），第 3.6 节；Kingma、Dhariwal，*Glow*（2018），图 2。数字：Alpaydin、Kaynak，UCI 1998，CC BY 4.0。',
  },
});
