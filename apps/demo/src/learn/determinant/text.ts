import { defineText } from '../../i18n/define-text.ts';

export const useText = defineText({
  en: {
    intro: String.raw`By how much does a matrix change areas? It takes the unit square to the parallelogram of its columns $u$ and $v$, and the **determinant** is that parallelogram's area with a sign,
$$\det \begin{pmatrix} u_1 & v_1 \\ u_2 & v_2 \end{pmatrix} = u_1 v_2 - u_2 v_1.$$

Drag the two arrows. The sign is positive while $v$ lies to the left of $u$, as the second axis lies to the left of the first. Move $v$ across the line of $u$ and the area passes through 0: the sheet is turned over.`,
    areaLabel: 'The parallelogram of two vectors u and v, and the unit square',
    areaCaption: 'The unit square and its image. Stripes: the other side of the sheet.',
    u: 'Tip of u',
    v: 'Tip of v',
    matrixLabel: 'The matrix with columns u and v',
    det: String.raw`$\det A$`,
    swap: 'Exchange u and v',
    leibniz: String.raw`In $n$ dimensions only one function of the columns is linear in each of them, zero where two are equal, and 1 for the unit cube. It is **Leibniz's sum** over all permutations $p$ of the columns,
$$\det A = \sum_p (-1)^{\tau(p)} \prod_{i=1}^n a_{i\,p(i)},$$
where $\tau(p)$ counts **inversions**: pairs that $p$ puts in the wrong order. Draw a wire from each row to its column, and each inversion is a crossing. For two columns these are the two terms above; for three there are six. Choose a term to see its entries in the matrix.`,
    tableLabel: 'The terms of the Leibniz sum',
    permutation: 'p',
    inversions: 'τ',
    sign: 'sign',
    product: 'product',
    term: 'term',
    sum: 'sum',
    show: (permutation: string) => `Show the entries of the permutation ${permutation}`,
    presets: 'Matrix',
    box: 'Box',
    sheared: 'Sheared',
    mirrored: 'Mirrored',
    flat: 'Flat',
    volumeLabel: 'The parallelepiped of the three columns, seen in perspective of your choice',
    volumeCaption: 'The unit cube becomes the body spanned by the columns $u, v, w$. Drag to turn it.',
    turn: 'Turn',
    tilt: 'Tilt',
    entry: (row: number, column: number) => `Entry in row ${row}, column ${column}`,
    matrix3Label: 'The three by three matrix',
    volume: 'signed volume',
    byElimination: String.raw`$\det A$ by elimination`,
    outro: String.raw`*Sheared* has other columns than *Box* but the same volume: a multiple of one column was added to another. *Flat* has columns in one plane, so the cube is crushed and nobody can undo that.

The sum has $n!$ terms; a picture of $64 \times 64$ pixels in colour would need $12288!$ of them. Elimination needs about $n^3/3$ steps, still too many at every step of training. But look at the table: where the matrix is triangular, every term but one holds a zero, and the determinant is the product of the diagonal. A flow is built so that this is always so.`,
  },
  zh: {
    intro: String.raw`矩阵把面积放大多少倍？它把单位正方形变成由两列 $u$、$v$ 张成的平行四边形，而**行列式**就是这个平行四边形带符号的面积：
$$\det \begin{pmatrix} u_1 & v_1 \\ u_2 & v_2 \end{pmatrix} = u_1 v_2 - u_2 v_1.$$

拖动两个箭头。只要 $v$ 在 $u$ 的左侧，符号就为正，正如第二条坐标轴在第一条的左侧。把 $v$ 移过 $u$ 所在的直线，面积经过 0：这张纸被翻了过来。`,
    areaLabel: '两个向量 u、v 张成的平行四边形，以及单位正方形',
    areaCaption: '单位正方形和它的像。条纹表示纸的背面。',
    u: 'u 的端点',
    v: 'v 的端点',
    matrixLabel: '以 u、v 为列的矩阵',
    det: String.raw`$\det A$`,
    swap: '交换 u 和 v',
    leibniz: String.raw`在 $n$ 维中，对每一列都线性、两列相同则为零、对单位立方体取 1 的函数只有一个。它就是**莱布尼茨公式**，对列的所有排列 $p$ 求和：
$$\det A = \sum_p (-1)^{\tau(p)} \prod_{i=1}^n a_{i\,p(i)},$$
其中 $\tau(p)$ 是**逆序数**：被 $p$ 排错先后的数对有多少。从每一行向它的列连一条线，每个逆序就是一个交叉。两列时，就是上面的两项；三列时有六项。选一项，看看它取了矩阵中的哪些元素。`,
    tableLabel: '莱布尼茨公式的各项',
    permutation: 'p',
    inversions: 'τ',
    sign: '符号',
    product: '乘积',
    term: '项',
    sum: '总和',
    show: (permutation: string) => `显示排列 ${permutation} 所取的元素`,
    presets: '矩阵',
    box: '长方体',
    sheared: '剪切',
    mirrored: '镜像',
    flat: '压扁',
    volumeLabel: '三列张成的平行六面体，可从任意方向观看',
    volumeCaption: '单位立方体变成由三列 $u, v, w$ 张成的立体。拖动可以旋转。',
    turn: '旋转',
    tilt: '倾斜',
    entry: (row: number, column: number) => `第 ${row} 行第 ${column} 列的元素`,
    matrix3Label: '三阶矩阵',
    volume: '有向体积',
    byElimination: String.raw`用消元法求 $\det A$`,
    outro: String.raw`“剪切”的列与“长方体”不同，体积却一样：只是把一列的倍数加到了另一列上。“压扁”的三列在同一平面内，立方体被压成一片，再也无法还原。

这个和有 $n!$ 项；一张 $64 \times 64$ 像素的彩色图片就需要 $12288!$ 项。消元法大约需要 $n^3/3$ 步，放在训练的每一步里仍然太多。但请看上表：如果矩阵是三角形的，除一项之外每一项都含有零，行列式就是对角线元素的乘积。流模型的构造保证了总是如此。`,
  },
});
