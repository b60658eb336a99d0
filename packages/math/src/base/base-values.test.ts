import { createRng, type Rng } from '@flow/backend';
import { add, grad, sum, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import {
  type BaseDistribution,
  diagonalNormal,
  fullNormal,
  init,
  logistic,
  matrix,
  normalMixture,
  standardNormal,
  studentT,
  uniform,
} from '../index.ts';
import { multiplyMatrices, transposeMatrix } from '../matrix/product.ts';

beforeAll(() => init());

const at = (z: number[]) => tensor2d([z]);
const points = () =>
  tensor2d([
    [0.3, -1.2],
    [4, 2],
    [-20, 7],
  ]);

function same(
  a: { dataSync(): ArrayLike<number> },
  b: { dataSync(): ArrayLike<number> },
  digits: number,
): void {
  const values = Array.from(b.dataSync());
  Array.from(a.dataSync()).forEach((value, i) => {
    expect(Math.abs(value - values[i]!)).toBeLessThan(10 ** -digits * (1 + Math.abs(values[i]!)));
  });
}

test('a diagonal covariance gives the same by all three normal distributions', () => {
  const diagonal = diagonalNormal({ mean: [1, 2], logScale: [0.5, -0.5] });
  const covariance = matrix([
    [Math.E, 0],
    [0, 1 / Math.E],
  ]);
  const full = fullNormal({ mean: [1, 2], covariance });
  const single = normalMixture({ means: [[1, 2]], logScales: [[0.5, -0.5]], weights: [3] });
  for (const other of [full, single]) {
    same(other.logProb(points()), diagonal.logProb(points()), 5);
    same(other.score(points()), diagonal.score(points()), 5);
  }
  expect(full.entropy!()).toBeCloseTo(diagonal.entropy!(), 6);
  const standard = diagonalNormal({ mean: [0, 0], logScale: [0, 0] });
  same(standard.logProb(points()), standardNormal({ features: 2 }).logProb(points()), 6);
  expect(standard.entropy!()).toBeCloseTo(standardNormal({ features: 2 }).entropy!(), 12);
});

test('the covariance of samples is the covariance that was asked for', () => {
  const covariance = matrix([
    [2, -0.9, 0.3],
    [-0.9, 1, 0.1],
    [0.3, 0.1, 0.5],
  ]);
  const count = 50_000;
  const samples = fullNormal({ mean: [1, 2, 3], covariance })
    .sample(createRng(17), count)
    .dataSync();
  const centred = {
    rows: count,
    columns: 3,
    data: Float64Array.from(samples, (value, i) => value - 1 - (i % 3)),
  };
  const found = multiplyMatrices(transposeMatrix(centred), centred).data.map((value) => value / count);
  found.forEach((value, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    const [a, b, c] = [covariance.data[row * 4]!, covariance.data[column * 4]!, covariance.data[i]!];
    expect(Math.abs(value - c)).toBeLessThan(4 * Math.sqrt((a * b + c * c) / count));
  });
});

test('what lies above the diagonal of `lower` is never read', () => {
  const base = fullNormal({
    mean: [0, 0],
    covariance: matrix([
      [2, 1],
      [1, 2],
    ]),
  });
  const before = [...base.logProb(points()).dataSync()];
  const lower = base.parameters.find(({ path }) => path === 'lower')!.variable;
  const values = lower.dataSync();
  lower.assign(tensor2d([9, 8, values[2]!, 7], [2, 2]));
  expect([...base.logProb(points()).dataSync()]).toEqual(before);
});

test("Student's t with many degrees of freedom is nearly normal, and with one is Cauchy's", () => {
  const many = studentT({ location: [1, 2], logScale: [0.5, -0.5], degreesOfFreedom: 1e7 });
  const normal = diagonalNormal({ mean: [1, 2], logScale: [0.5, -0.5] });
  const near = tensor2d([
    [0.3, 1.2],
    [2, 2.5],
  ]);
  same(many.logProb(near), normal.logProb(near), 4);
  expect(many.entropy!()).toBeCloseTo(normal.entropy!(), 5);
  const cauchy = studentT({ location: [0], logScale: [0], degreesOfFreedom: 1 });
  for (const x of [0, 1, -30, 1e4]) {
    expect(cauchy.logProb(at([x])).dataSync()[0]).toBeCloseTo(-Math.log(Math.PI * (1 + x * x)), 4);
  }
  expect(cauchy.entropy!()).toBeCloseTo(Math.log(4 * Math.PI), 12);
});

test('far tails are finite, and so is their gradient', () => {
  const tails: [BaseDistribution, number][] = [
    [logistic({ location: [0], logScale: [0] }), -1000],
    [
      studentT({ location: [0], logScale: [0], degreesOfFreedom: 3 }),
      Math.log((6 * Math.sqrt(3)) / (Math.PI * (3 + 1000 ** 2) ** 2)),
    ],
    [
      normalMixture({ means: [[-1], [1]], logScales: [[0], [0]] }),
      Math.log(0.5) - 999 ** 2 / 2 - 0.5 * Math.log(2 * Math.PI),
    ],
  ];
  for (const [base, exact] of tails) {
    for (const x of [1000, -1000]) {
      const value = base.logProb(at([x])).dataSync()[0]!;
      expect(Math.abs(value - exact)).toBeLessThan(1e-4 * (1 + Math.abs(exact)));
      const slope = grad((z) => sum(base.logProb(z)))(at([x])).dataSync()[0]!;
      expect(Number.isFinite(slope)).toBe(true);
      expect(Math.sign(slope)).toBe(-Math.sign(x));
    }
  }
});

test('a uniform box holds its edges and nothing beyond', () => {
  const base = uniform({ low: [0, -1], high: [2, 1] });
  const z = tensor2d([
    [0, -1],
    [2, 1],
    [1, 1.001],
    [-0.001, 0],
    [Infinity, 0],
  ]);
  const inside = expect.closeTo(-Math.log(4), 6);
  expect([...base.logProb(z).dataSync()]).toEqual([inside, inside, -Infinity, -Infinity, -Infinity]);
});

test('draws of the uniform distribution never leave their box', () => {
  const base = uniform({ low: [0.1, 1000], high: [0.3, 1000.01] });
  const logs = base.logProb(base.sample(createRng(3), 20_000)).dataSync();
  expect(logs.every((value) => Number.isFinite(value))).toBe(true);
});

test('weights of a mixture count by their share, and the last component is drawn too', () => {
  const base = normalMixture({ means: [[-50], [0], [50]], logScales: [[0], [0], [0]], weights: [2, 6, 2] });
  expect(base.logProb(at([50])).dataSync()[0]).toBeCloseTo(Math.log(0.2) - 0.5 * Math.log(2 * Math.PI), 5);
  const drawn = base.sample(createRng(2), 10_000).dataSync();
  const share = (centre: number) => drawn.filter((value) => Math.abs(value - centre) < 10).length / 10_000;
  expect(Math.abs(share(0) - 0.6)).toBeLessThan(0.02);
  expect(Math.abs(share(50) - 0.2)).toBeLessThan(0.02);
  expect(share(-50) + share(0) + share(50)).toBeCloseTo(1, 12);
});

test('the logits of a mixture count up to a constant', () => {
  const base = normalMixture({ means: [[0], [3]], logScales: [[0], [0]], weights: [1, 4] });
  const z = tensor2d([[0.5], [2.5]]);
  const [logProb, score] = [[...base.logProb(z).dataSync()], [...base.score(z).dataSync()]];
  const logits = base.parameters.find(({ path }) => path === 'logits')!.variable;
  logits.assign(add(logits, 2));
  base
    .logProb(z)
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(logProb[i]!, 5);
    });
  base
    .score(z)
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(score[i]!, 5);
    });
});

test('the first and the last uniform number give finite draws', () => {
  for (const extreme of [0, 1 - 2 ** -24]) {
    const rng: Rng = { ...createRng(1), uniform: (count) => new Float32Array(count).fill(extreme) };
    for (const base of [
      logistic({ location: [0], logScale: [0] }),
      studentT({ location: [0], logScale: [0], degreesOfFreedom: 1 }),
      normalMixture({ means: [[0], [3], [6]], logScales: [[0], [0], [0]], weights: [1, 1, 1] }),
    ]) {
      expect(Number.isFinite(base.sample(rng, 1).dataSync()[0])).toBe(true);
    }
  }
});

test('many dimensions add up', () => {
  const features = 3072;
  const base = standardNormal({ features });
  const z = base.sample(createRng(1), 1);
  const exact = Array.from(z.dataSync()).reduce(
    (total, value) => total - 0.5 * (value * value + Math.log(2 * Math.PI)),
    0,
  );
  expect(Math.abs(base.logProb(z).dataSync()[0]! - exact)).toBeLessThan(1e-6 * Math.abs(exact));
});
