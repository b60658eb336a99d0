import { defineText } from '../../i18n/define-text.ts';

/** Texts of the section about affine coupling. */
export const useCouplingText = defineText({
  en: {
    intro: `A general map of $n$ variables has a Jacobian of $n^2$ entries and a determinant that costs about $n^3$ operations. An **affine coupling** is built so that half of that matrix stays empty. Split the variables in two, $\\latent{z} = (\\latent{z_a}, \\latent{z_b})$. One part passes as it is, and decides how the other is scaled and moved:

$$\\data{x_a} = \\latent{z_a}, \\qquad \\data{x_b} = \\latent{z_b} \\odot e^{\\,s(\\latent{z_a})} + t(\\latent{z_a})$$

$s$ and $t$ are two outputs of one network. Move the sliders, then press *Scramble*: it throws the network away and draws a new one.`,
    wires: 'One point on its way: what passes, and what is scaled and moved.',
    jacobian:
      'All 16 entries of $J$, by automatic differentiation of the layer. Hatched: the block that stays empty whatever $s$ and $t$ are.',
    jacobianLabel: 'The Jacobian of the coupling',
    passes: 'passes',
    mask: 'What passes',
    masks: { firstHalf: 'z₁ z₂', even: 'z₁ z₃', odd: 'z₂ z₄' },
    order: 'Order in the matrix',
    orders: { sorted: 'Passing first', plain: '1 2 3 4' },
    network: 'What computes s and t',
    networks: { tanh: 'tanh net', relu: 'ReLU net', waves: 'sin and square' },
    strength: 'Reach of $s$ and $t$',
    strengthSpoken: 'Reach of s and t',
    scramble: 'Scramble the network',
    seed: 'Network',
    sum: '$\\sum_j s_j$, from the layer',
    brute: '$\\log|\\det J|$, from all 16 entries',
    terms: 'Leibniz terms that are not 0, of 24',
    error: 'largest $|f^{-1}(f(\\latent{z})) - \\latent{z}|$',
    why: `With the passing variables first, the matrix falls into four blocks:

$$J = \\begin{pmatrix} I & 0 \\\\ \\dfrac{\\partial \\data{x_b}}{\\partial \\latent{z_a}} & \\operatorname{diag}(e^{s}) \\end{pmatrix},$$
$$\\log|\\det J| = \\sum_j s_j(\\latent{z_a})$$

The upper right block is empty because $\\data{x_a}$ never looks at $\\latent{z_b}$. A product of Leibniz's sum that takes an entry of the lower left block must take one of the empty block as well, so it is 0; of all 24 only the product of the diagonal is left. The determinant never reads the lower left block, the only one that holds derivatives of $s$ and $t$: they need no Jacobian of their own.

Nor do they need an inverse. Going back, $\\data{x_a}$ *is* $\\latent{z_a}$, so the same $s$ and $t$ are computed again and undone: $\\latent{z_b} = (\\data{x_b} - t) \\odot e^{-s}$. Choose *sin and square*, two functions that nobody can invert: the coupling still comes back.`,
    many: 'Forty networks drawn at random, at the point above: across, what the layer says; upwards, the log-determinant of the whole matrix. They stay on the line.',
    manyButton: 'Draw forty networks',
    manyLabel: 'The sum of s against the brute-force log-determinant of forty random networks',
    manyX: 'Σ s',
    manyY: 'log |det J|',
    manyGap: 'largest distance from the line',
    source: 'Dinh, Sohl-Dickstein and Bengio, *Density estimation using Real NVP* (2017), equations 4 to 8.',
  },
  zh: {
    intro: `一般的 $n$ 元映射，雅可比矩阵有 $n^2$ 个元素，行列式大约需要 $n^3$ 次运算。**仿射耦合**的构造让这个矩阵的一半始终为空。把变量分成两部分，$\\latent{z} = (\\latent{z_a}, \\latent{z_b})$。一部分原样通过，并决定另一部分怎样缩放和平移：

$$\\data{x_a} = \\latent{z_a}, \\qquad \\data{x_b} = \\latent{z_b} \\odot e^{\\,s(\\latent{z_a})} + t(\\latent{z_a})$$

$s$ 和 $t$ 是同一个网络的两组输出。先拖动滑块，再按“打乱”：旧网络被丢弃，再随机抽取一个新的。`,
    wires: '一个点的旅程：哪些原样通过，哪些被缩放和平移。',
    jacobian: '$J$ 的全部 16 个元素，由对这一层自动微分得到。斜线部分：无论 $s$ 和 $t$ 是什么都为空的块。',
    jacobianLabel: '耦合层的雅可比矩阵',
    passes: '通过',
    mask: '哪些通过',
    masks: { firstHalf: 'z₁ z₂', even: 'z₁ z₃', odd: 'z₂ z₄' },
    order: '矩阵中的次序',
    orders: { sorted: '通过的在前', plain: '1 2 3 4' },
    network: '用什么计算 s 和 t',
    networks: { tanh: 'tanh 网络', relu: 'ReLU 网络', waves: '正弦与平方' },
    strength: '$s$ 和 $t$ 的幅度',
    strengthSpoken: 's 和 t 的幅度',
    scramble: '打乱网络',
    seed: '网络编号',
    sum: '$\\sum_j s_j$，由这一层给出',
    brute: '$\\log|\\det J|$，由全部 16 个元素算出',
    terms: '莱布尼茨 24 项中不为 0 的项数',
    error: '最大的 $|f^{-1}(f(\\latent{z})) - \\latent{z}|$',
    why: `把通过的变量排在前面，矩阵就分成四块：

$$J = \\begin{pmatrix} I & 0 \\\\ \\dfrac{\\partial \\data{x_b}}{\\partial \\latent{z_a}} & \\operatorname{diag}(e^{s}) \\end{pmatrix},$$
$$\\log|\\det J| = \\sum_j s_j(\\latent{z_a})$$

右上角为空，因为 $\\data{x_a}$ 从不看 $\\latent{z_b}$。莱布尼茨公式中，凡是取了左下角元素的乘积，必定也取到右上角的一个零，因而为 0；24 个乘积里只剩下对角线上的那一个。行列式从不读取左下角的块，而 $s$ 和 $t$ 的导数只出现在这一块里：它们不需要自己的雅可比行列式。

它们也不需要可逆。往回走时 $\\data{x_a}$ *就是* $\\latent{z_a}$，于是可以重新算出同样的 $s$ 和 $t$，再把它们撤销：$\\latent{z_b} = (\\data{x_b} - t) \\odot e^{-s}$。选择“正弦与平方”，这两个函数谁也无法求逆，耦合层却照样回得来。`,
    many: '在上面的点随机抽取四十个网络：横轴是这一层给出的值，纵轴是整个矩阵的对数行列式。它们都留在直线上。',
    manyButton: '抽取四十个网络',
    manyLabel: '四十个随机网络：s 之和与硬算的对数行列式',
    manyX: 'Σ s',
    manyY: 'log |det J|',
    manyGap: '离直线的最大距离',
    source: 'Dinh、Sohl-Dickstein、Bengio，*Density estimation using Real NVP*（2017），式 4 至 8。',
  },
});
