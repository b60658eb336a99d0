import { defineText } from '../../i18n/define-text.ts';

export const useText = defineText({
  en: {
    intro: String.raw`One simple map is not enough, so a flow applies many, one after the other. The Jacobian of a composition is the product of the Jacobians, its determinant the product of the determinants, and so their logarithms add up:
$$f = f_K \circ \dots \circ f_1, \qquad \log|\det J_f(\latent{z})| = \sum_{k=1}^K \log|\det J_{f_k}(\latent{z}_{k-1})|.$$

These are real layers of the library with random weights. Drag $\latent{z}$ and follow it with the slider; add layers, move them, take them out. The last line computes the whole Jacobian by brute force, knowing nothing of the layers.`,
    from: String.raw`$\latent{z}_0 = \latent{z}$`,
    after: (k: number, of: number) => `$\\data{z}_${k}${k === of ? ' = \\data{x}' : ''}$, after layer ${k}`,
    fromLabel: 'The z plane with a grid and the point z',
    toLabel: 'Grid and point after the chosen layer',
    point: 'Point z',
    through: 'Through the layers',
    tableLabel: 'Layers with their log-determinants',
    layer: 'layer',
    logDet: 'log|det|',
    running: 'sum',
    add: 'Add a layer',
    remove: (name: string, k: number) => `Remove layer ${k}, ${name}`,
    up: (name: string, k: number) => `Move layer ${k}, ${name}, up`,
    total: String.raw`$\sum_k \log|\det J_{f_k}|$`,
    brute: String.raw`$\log|\det J_f|$, brute force`,
    coupling: 'Coupling of z₂',
    otherCoupling: 'Coupling of z₁',
    affine: 'Affine',
    mixing: 'Rotation',
    swap: 'Swap',
    kink: 'Kink',
    outro:
      'Rotations and swaps turn the grid without changing volumes: their log-determinant is 0. The order matters for where the point goes, and hence for each term, but the sum is always the log-determinant of the whole. So one only needs layers that are *invertible*, *cheap in their determinant* and *rich together*. The next section is the layer that made this possible.',
  },
  zh: {
    intro: String.raw`一个简单的映射还不够，所以流模型把许多映射依次作用。复合映射的雅可比矩阵是各雅可比矩阵的乘积，行列式是各行列式的乘积，因此它们的对数相加：
$$f = f_K \circ \dots \circ f_1, \qquad \log|\det J_f(\latent{z})| = \sum_{k=1}^K \log|\det J_{f_k}(\latent{z}_{k-1})|.$$

这里是库中真正的层，权重随机。拖动 $\latent{z}$，用滑块跟随它；增加、移动、去掉层。最后一行对各层一无所知，直接硬算整个雅可比矩阵。`,
    from: String.raw`$\latent{z}_0 = \latent{z}$`,
    after: (k: number, of: number) => `$\\data{z}_${k}${k === of ? ' = \\data{x}' : ''}$，第 ${k} 层之后`,
    fromLabel: 'z 平面：网格和点 z',
    toLabel: '所选的层之后的网格和点',
    point: '点 z',
    through: '穿过各层',
    tableLabel: '各层及其对数行列式',
    layer: '层',
    logDet: 'log|det|',
    running: '累计',
    add: '增加一层',
    remove: (name: string, k: number) => `去掉第 ${k} 层“${name}”`,
    up: (name: string, k: number) => `上移第 ${k} 层“${name}”`,
    total: String.raw`$\sum_k \log|\det J_{f_k}|$`,
    brute: String.raw`硬算的 $\log|\det J_f|$`,
    coupling: '耦合 z₂',
    otherCoupling: '耦合 z₁',
    affine: '仿射',
    mixing: '旋转',
    swap: '交换',
    kink: '折线',
    outro:
      '旋转和交换转动网格而不改变体积：它们的对数行列式为 0。顺序决定点走到哪里，因而影响每一项，但总和始终是整体的对数行列式。所以只需要这样的层：*可逆*、*行列式便于计算*、*叠起来有很强的表达能力*。下一节就是使这一切成为可能的层。',
  },
});
