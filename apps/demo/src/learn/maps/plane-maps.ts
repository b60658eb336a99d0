import { add, cos, exp, log1p, mul, sin, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { type Domain, type InvertiblePlaneMap, onColumns, type PlaneMap } from './plane-map.ts';

const SIDE: Domain = [-2, 2];
const SQUARE = [SIDE, SIDE] as const;
const around = (centre: number, reach: number): Domain => [centre - reach, centre + reach];

/** A matrix: the same everywhere. */
export const shear: InvertiblePlaneMap = {
  id: 'shear',
  name: { en: 'Linear', zh: '线性' },
  tex: String.raw`f(z) = \begin{pmatrix} 1.2 z_1 + 0.6 z_2 \\ -0.3 z_1 + 0.9 z_2 \end{pmatrix}`,
  f: onColumns((a, b) => [add(mul(a, 1.2), mul(b, 0.6)), add(mul(a, -0.3), mul(b, 0.9))]),
  inverse: onColumns((a, b) => [
    mul(sub(mul(a, 0.9), mul(b, 0.6)), 1 / 1.26),
    mul(add(mul(a, 0.3), mul(b, 1.2)), 1 / 1.26),
  ]),
  z: SQUARE,
  x: [around(0, 3.75), around(0, 3.75)],
  start: [0.5, 0.5],
};

/** Columns slide up and down: no area changes. */
export const bend: InvertiblePlaneMap = {
  id: 'bend',
  name: { en: 'Bend', zh: '弯曲' },
  tex: String.raw`f(z) = \begin{pmatrix} z_1 \\ z_2 + \tfrac12 z_1^2 - 1 \end{pmatrix}`,
  f: onColumns((a, b) => [a, add(b, sub(mul(square(a), 0.5), 1))]),
  inverse: onColumns((a, b) => [a, sub(b, sub(mul(square(a), 0.5), 1))]),
  z: SQUARE,
  x: [around(0, 3.25), around(0, 3.25)],
  start: [1, 0.25],
};

/** Each circle turns, by more the wider it is: no area changes here either. */
export const swirl: InvertiblePlaneMap = {
  id: 'swirl',
  name: { en: 'Swirl', zh: '漩涡' },
  tex: String.raw`f(z) = R\big(\tfrac12 \lVert z \rVert^2\big)\, z`,
  f: onColumns((a, b) => turned(a, b, 0.5)),
  inverse: onColumns((a, b) => turned(a, b, -0.5)),
  z: SQUARE,
  x: [around(0, 3), around(0, 3)],
  start: [0.75, 0.5],
};

/** Stretches to the right, shrinks to the left. */
export const fan: InvertiblePlaneMap = {
  id: 'fan',
  name: { en: 'Fan', zh: '扇形' },
  tex: String.raw`f(z) = \begin{pmatrix} 2(e^{z_1/2} - 1) \\ z_2\, e^{z_1/3} \end{pmatrix}`,
  f: onColumns((a, b) => [mul(sub(exp(mul(a, 0.5)), 1), 2), mul(b, exp(mul(a, 1 / 3)))]),
  inverse: onColumns((a, b) => {
    const first = mul(log1p(mul(a, 0.5)), 2);
    return [first, mul(b, exp(mul(first, -1 / 3)))];
  }),
  z: SQUARE,
  x: [around(1, 4), around(0, 4)],
  start: [1, 0.5],
};

/** Radius and angle. */
const polar: PlaneMap = {
  id: 'polar',
  name: { en: 'Polar', zh: '极坐标' },
  tex: String.raw`f(r, \varphi) = \begin{pmatrix} r \cos\varphi \\ r \sin\varphi \end{pmatrix}`,
  f: onColumns((r, angle) => [mul(r, cos(angle)), mul(r, sin(angle))]),
  z: [
    [0, 3],
    [-1.5, 1.5],
  ],
  x: [around(1, 3), around(0, 3)],
  start: [1.75, 0.4],
};

/** Folds the lower half onto the upper one: at the crease the determinant is 0, below it is negative. */
const fold: PlaneMap = {
  id: 'fold',
  name: { en: 'Fold', zh: '折叠' },
  tex: String.raw`f(z) = \begin{pmatrix} z_1 + \tfrac14 z_2 \\ z_2^2 - 2 \end{pmatrix}`,
  f: onColumns((a, b) => [add(a, mul(b, 0.25)), sub(square(b), 2)]),
  z: SQUARE,
  x: [around(0, 2.75), around(0, 2.75)],
  start: [0.5, 0.75],
};

/** The maps of the section on the Jacobian. */
export const planeMaps: readonly PlaneMap[] = [fan, shear, polar, bend, swirl, fold];

/** z turned by `rate` · ‖z‖². */
function turned(a: Tensor, b: Tensor, rate: number): [Tensor, Tensor] {
  const angle = mul(add(square(a), square(b)), rate);
  const [c, s] = [cos(angle), sin(angle)];
  return [sub(mul(c, a), mul(s, b)), add(mul(s, a), mul(c, b))];
}
