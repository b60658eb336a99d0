import { defineText } from '../../i18n/define-text.ts';

export const useText = defineText({
  en: {
    intro: String.raw`Look closely enough at a smooth map $f$ and it is linear. The matrix of that linear map is its **Jacobian**, the table of all partial derivatives,
$$J_f(\latent{z})_{ij} = \frac{\partial f_i}{\partial z_j}(\latent{z}), \qquad f(\latent{z} + h) \approx f(\latent{z}) + J_f(\latent{z})\, h.$$

Its columns say where a small step along each axis goes. Drag the point $\latent{z}$: the little square beside it becomes the filled shape on the right, and the dashed parallelogram is what the Jacobian alone would make of it. Make the square smaller and the two agree.`,
    map: 'Map',
    from: String.raw`$\latent{z}$, with a little square`,
    to: String.raw`$\data{x} = f(\latent{z})$: the square's true image, and the Jacobian's`,
    fromLabel: 'The z plane with a grid, the point z and a little square',
    toLabel: 'The x plane with the bent grid, the image of the square and the parallelogram of the Jacobian',
    point: 'Point z',
    side: 'Side of the square',
    matrixLabel: 'Jacobian matrix',
    determinant: String.raw`$\det J_f(\latent{z})$`,
    ratio: 'area of the image / area of the square',
    outro: String.raw`One number of the matrix matters most for what follows: $\det J_f$, by which areas near $\latent{z}$ are multiplied. *Bend* and *Swirl* move everything and keep all areas. *Fold* is different: on its crease the determinant is 0 and below it negative. There the sheet is turned over and lies on itself, so no inverse exists. A flow must never do that.`,
  },
  zh: {
    intro: String.raw`把光滑映射 $f$ 放得足够大，它看起来就是线性的。这个线性映射的矩阵叫做**雅可比矩阵**，由所有偏导数组成：
$$J_f(\latent{z})_{ij} = \frac{\partial f_i}{\partial z_j}(\latent{z}), \qquad f(\latent{z} + h) \approx f(\latent{z}) + J_f(\latent{z})\, h.$$

它的每一列说明：沿一条坐标轴走一小步，会到哪里去。拖动点 $\latent{z}$：旁边的小正方形变成右边填色的形状，虚线平行四边形则是只用雅可比矩阵得到的结果。正方形越小，两者越一致。`,
    map: '映射',
    from: String.raw`$\latent{z}$ 与一个小正方形`,
    to: String.raw`$\data{x} = f(\latent{z})$：正方形的真实的像，与雅可比矩阵给出的像`,
    fromLabel: 'z 平面：网格、点 z 和一个小正方形',
    toLabel: 'x 平面：弯曲的网格、正方形的像，以及雅可比矩阵给出的平行四边形',
    point: '点 z',
    side: '正方形边长',
    matrixLabel: '雅可比矩阵',
    determinant: String.raw`$\det J_f(\latent{z})$`,
    ratio: '像的面积 / 正方形面积',
    outro: String.raw`对后面来说，这个矩阵里最要紧的只有一个数：$\det J_f$，即 $\latent{z}$ 附近面积放大的倍数。“弯曲”和“漩涡”移动一切，却保持所有面积。“折叠”不同：在折痕上行列式为 0，折痕以下为负。那里的平面被翻转并叠在自己上面，所以没有逆映射。流模型绝不能这样。`,
  },
});
