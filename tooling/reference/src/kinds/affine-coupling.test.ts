import { expect, test } from 'vitest';
import { jacobian } from '../calculus/jacobian.ts';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { slogdet } from '../matrix/slogdet.ts';
import { referenceBijector } from '../reference-bijector.ts';

/** A coupling with an affine network: [t | r] = kept · kernel + bias. */
function couplingOf(
  settings: { mask: string | boolean[]; features: number; logScale: string; bound?: number; order?: string },
  kernel: number[][],
  bias: number[],
) {
  const conditioner = {
    kind: 'mlp',
    inputs: kernel.length,
    outputs: bias.length,
    hidden: [],
    activation: 'relu',
    context: 0,
  };
  return referenceBijector(
    { kind: 'affineCoupling', bound: 2, ...settings, conditioner },
    tensorsOf({ 'conditioner.0.kernel': kernel, 'conditioner.0.bias': bias }),
  );
}

test('with z = (2, 5), t = 3·2 + 1 and s = log 2: x = (2, 5·2 + 7)', () => {
  const layer = couplingOf({ mask: 'even', features: 2, logScale: 'exp' }, [[3, 0]], [1, Math.log(2)]);
  expectResult(layer.forward([2, 5]), { value: [2, 17], logDet: Math.log(2), terms: Math.log(2) });
  expectResult(layer.inverse([2, 17]), { value: [2, 5], logDet: -Math.log(2), terms: Math.log(2) });
});

test('shift first: with z = (2, 5), t = 7 and s = log 2: x = (2, (5 + 7)·2)', () => {
  const settings = { mask: 'even', features: 2, logScale: 'exp', order: 'shiftFirst' };
  const layer = couplingOf(settings, [[3, 0]], [1, Math.log(2)]);
  expectResult(layer.forward([2, 5]), { value: [2, 24], logDet: Math.log(2), terms: Math.log(2) });
  expectResult(layer.inverse([2, 24]), { value: [2, 5], logDet: -Math.log(2), terms: Math.log(2) });
  expect(() => couplingOf({ ...settings, order: 'shift' }, [[3, 0]], [1, 0])).toThrow(/order/);
});

test.each([
  ['bounded', 2, Math.log(3), 1],
  ['bounded', 4, -2 * Math.log(3), -2],
  ['exp', 2, -0.5, -0.5],
  ['sigmoid', 2, -2, Math.log(0.5)],
  ['sigmoid', 2, Math.log(3) - 2, Math.log(0.75)],
  ['inverseSigmoid', 2, Math.log(3) - 2, -Math.log(0.75)],
])('%s with bound %d takes r = %d to s = %d', (logScale, bound, raw, s) => {
  const layer = couplingOf({ mask: 'odd', features: 2, logScale, bound }, [[0, 0]], [0, raw]);
  expectResult(layer.forward([3, 7]), { value: [3 * Math.exp(s), 7], logDet: s, terms: Math.abs(s) });
  expectResult(layer.inverse([3, 7]), { value: [3 / Math.exp(s), 7], logDet: -s, terms: Math.abs(s) });
});

test('the network gives all shifts before all log-scales, in rising order of the changed features', () => {
  const layer = couplingOf(
    { mask: 'odd', features: 4, logScale: 'exp' },
    [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
    [0, 0, Math.log(2), -Math.log(4)],
  );
  expectResult(layer.forward([1, 10, 8, 20]), {
    value: [12, 10, 22, 20],
    logDet: -Math.log(2),
    terms: Math.log(8),
  });
});

test.each([
  ['even', [1, 0, 1, 0, 1]],
  ['odd', [0, 1, 0, 1, 0]],
  ['firstHalf', [1, 1, 1, 0, 0]],
  ['secondHalf', [0, 0, 0, 1, 1]],
  [
    [false, true, true, true, false],
    [0, 1, 1, 1, 0],
  ],
] as const)('mask %j keeps %j of five features', (mask, kept) => {
  const count = kept.filter(Boolean).length;
  const changed = 5 - count;
  const kernel = Array.from({ length: count }, () => new Array<number>(2 * changed).fill(0));
  const bias = [...new Array<number>(changed).fill(1), ...new Array<number>(changed).fill(0)];
  const layer = couplingOf(
    { mask: typeof mask === 'string' ? mask : [...mask], features: 5, logScale: 'exp' },
    kernel,
    bias,
  );
  expect([...layer.forward([0, 0, 0, 0, 0]).value]).toEqual(kept.map((isKept) => 1 - isKept));
});

test('log-det is the Jacobian’s, and inverse undoes forward', () => {
  const layer = couplingOf(
    { mask: [true, false, false], features: 3, logScale: 'bounded' },
    [[0.3, -0.7, 1.9, -0.4]],
    [0.1, 0.2, -0.3, 0.8],
  );
  const z = [1.2, -0.6, 2.5];
  const { value, logDet } = layer.forward(z);
  expect(Math.abs(slogdet(jacobian((row) => layer.forward(row).value, z)).logAbsDet - logDet)).toBeLessThan(
    1e-10,
  );
  expectResult(layer.inverse(value), { value: z, logDet: -logDet, terms: layer.forward(z).terms });
});

test('a conditioner of the wrong size is refused', () => {
  expect(() => couplingOf({ mask: 'even', features: 4, logScale: 'exp' }, [[0, 0]], [0, 0])).toThrow(
    /maps 1 to 2 numbers, the mask asks for 2 to 4/,
  );
});
