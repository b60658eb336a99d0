import { expect, test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import type { ReferenceTensor } from '../parameters.ts';
import { referenceBijector } from '../reference-bijector.ts';

const tensor = (shape: number[], values: number[]): ReferenceTensor => ({
  shape,
  values: Float64Array.from(values),
});

/** An additive coupling on 2x2 pictures of two channels, the first of which steers. */
const couplingOf = (space: number[]) =>
  referenceBijector(
    {
      kind: 'additiveCoupling',
      shape: [2, 2, 2],
      mask: 'even',
      conditioner: { kind: 'zeroConv', inputs: 1, outputs: 1, space },
    },
    new Map([
      ['conditioner.kernel', tensor([3, 3, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9])],
      ['conditioner.bias', tensor([1], [1])],
      ['conditioner.logScale', tensor([1], [Math.log(2) / 3])],
    ]),
  );

test('each pixel sees its neighbours as the kernel lies on it, and zeros beyond the border', () => {
  // The corners 1 and 10 alone give 5, 4, 2, 1 and 90, 80, 60, 50 (the kernel turned by 180°); then (sum + 1) · 2.
  const layer = couplingOf([2, 2]);
  const x = [1, 192, 0, 170, 0, 126, 10, 104];
  expectResult(layer.forward([1, 0, 0, 0, 0, 0, 10, 0]), { value: x, logDet: 0, terms: 0 });
  expectResult(layer.inverse(x), { value: [1, 0, 0, 0, 0, 0, 10, 0], logDet: 0, terms: 0 });
});

test('another picture than the coupling’s is refused', () => {
  expect(() => couplingOf([1, 2])).toThrow(/maps 2 to 2 numbers, the mask asks for 4 to 4/);
  expect(() => couplingOf([4])).toThrow(/expected space to be \[height, width\]/);
});

test('a context lies beside the channels of each pixel', () => {
  const centre = (value: number) => [0, 0, 0, 0, value, 0, 0, 0, 0];
  // Kernel [3, 3, 1 + 2, 1]: the pixel itself once, the first number of the context 10 times, the second 100 times.
  const kernel = centre(1).flatMap((own, i) => [own, centre(10)[i] as number, centre(100)[i] as number]);
  const layer = referenceBijector(
    {
      kind: 'additiveCoupling',
      shape: [1, 2, 2],
      mask: 'even',
      conditioner: { kind: 'zeroConv', inputs: 1, outputs: 1, space: [1, 2], context: 2 },
    },
    new Map([
      ['conditioner.kernel', tensor([3, 3, 3, 1], kernel)],
      ['conditioner.bias', tensor([1], [0])],
      ['conditioner.logScale', tensor([1], [0])],
    ]),
  );
  const { value } = layer.forward([1, 0, 2, 0], { context: [3, 0.5] });
  expect(Array.from(value)).toEqual([1, 81, 2, 82]);
  expect(() => layer.forward([1, 0, 2, 0])).toThrow(/a context of 2 numbers/);
});
