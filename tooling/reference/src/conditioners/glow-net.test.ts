import { expect, test } from 'vitest';
import { expectValues } from '../matchers.fixture.ts';
import type { ReferenceTensor } from '../parameters.ts';
import { referenceBijector } from '../reference-bijector.ts';

const tensor = (shape: number[], values: number[]): ReferenceTensor => ({
  shape,
  values: Float64Array.from(values),
});

/** A kernel whose middle row is (left, centre, right), one such row for each input. */
const middleRow = (rows: readonly (readonly [number, number, number])[]) =>
  tensor(
    [3, 3, rows.length, 1],
    [0, 1, 2].flatMap((dy) => [0, 1, 2].flatMap((dx) => rows.map((row) => (dy === 1 ? row[dx]! : 0)))),
  );

/** What the network gives for the picture (3, −1) of one row and two pixels, read off an additive coupling. */
function outputs(
  settings: { edgeBias: boolean; context: number },
  first: ReferenceTensor,
  call = {},
): number[] {
  const layer = referenceBijector(
    {
      kind: 'additiveCoupling',
      shape: [1, 2, 2],
      mask: 'even',
      conditioner: { kind: 'glowNet', inputs: 1, outputs: 1, space: [1, 2], hidden: 1, ...settings },
    },
    new Map([
      ['conditioner.conv1.kernel', first],
      ['conditioner.norm1.shift', tensor([1], [2])],
      ['conditioner.norm1.logScale', tensor([1], [Math.log(2)])],
      ['conditioner.conv2.kernel', tensor([1, 1, 1, 1], [-1])],
      ['conditioner.norm2.shift', tensor([1], [20])],
      ['conditioner.norm2.logScale', tensor([1], [Math.log(0.5)])],
      ['conditioner.conv3.kernel', middleRow([[10, 1, 100]])],
      ['conditioner.conv3.bias', tensor([1], [1])],
      ['conditioner.conv3.logScale', tensor([1], [Math.log(2) / 3])],
    ]),
  );
  const { value } = layer.forward([3, 0, -1, 0], call);
  return [value[1]!, value[3]!];
}

test('two pixels, by hand', () => {
  // conv₁: 3·1 − 1·2 = 1 and 3·4 − 1·1 = 11; h₁ = 2·(1 + 2) = 6 and 26; h₂ = ½·(20 − 6) = 7 and relu(−3) = 0;
  // conv₃: 7·1 and 7·10; y = 2·(7 + 1) and 2·(70 + 1).
  expectValues(outputs({ edgeBias: false, context: 0 }, middleRow([[4, 1, 2]])), [16, 142]);
});

test('the channel of ones tells the left border from the right one', () => {
  // As above and −3 where there is a neighbour on the left: h₁ of the second pixel is 2·(11 − 3 + 2) = 20, h₂ = 0.
  // −7 where there is one on the right: h₁ of the first is relu(2·(1 − 7 + 2)) = 0, h₂ = 10.
  const kernel = middleRow([
    [4, 1, 2],
    [-3, 0, -7],
  ]);
  expectValues(outputs({ edgeBias: true, context: 0 }, kernel), [2 * 11, 2 * 101]);
});

test('the context is beside the input of each pixel', () => {
  // conv₁ is 1 + 5·½ and 11 + 5·½; h₁ = 11 and 31; h₂ = 4.5 and 0.
  const kernel = middleRow([
    [4, 1, 2],
    [0, 5, 0],
  ]);
  const call = { context: [0.5] };
  expectValues(outputs({ edgeBias: false, context: 1 }, kernel, call), [2 * 5.5, 2 * 46]);
  expect(() => outputs({ edgeBias: false, context: 1 }, kernel)).toThrow(/a context of 1 numbers/);
});
