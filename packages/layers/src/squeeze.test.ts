import { init } from '@flow/backend';
import { type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { chain } from './chain.ts';
import { additiveCoupling } from './coupling.ts';
import { invert } from './invert.ts';
import type { SqueezeOrder } from './space-to-depth.ts';
import { squeeze } from './squeeze.ts';
import { zeroConv } from './zero-conv.ts';

beforeAll(() => init());

const count = (numbers: number) => Array.from({ length: numbers }, (_, i) => i + 1);
const values = (t: Tensor) => Array.from(t.dataSync());

/** Numbers worked out on paper: the picture 1, 2, 3, ... and what z holds. */
const GOLDEN: readonly {
  readonly shape: readonly [number, number, number];
  readonly order: SqueezeOrder;
  readonly z: readonly number[];
}[] = [
  {
    shape: [4, 4, 1],
    order: 'glow',
    z: [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16],
  },
  {
    shape: [4, 4, 1],
    order: 'spaceToDepth',
    z: [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16],
  },
  // The pixels of the left block are (1, 2), (3, 4) and below (9, 10), (11, 12).
  {
    shape: [2, 4, 2],
    order: 'glow',
    z: [1, 3, 9, 11, 2, 4, 10, 12, 5, 7, 13, 15, 6, 8, 14, 16],
  },
  {
    shape: [2, 4, 2],
    order: 'spaceToDepth',
    z: [1, 2, 3, 4, 9, 10, 11, 12, 5, 6, 7, 8, 13, 14, 15, 16],
  },
  {
    shape: [2, 4, 2],
    order: 'checkerboard',
    z: [1, 2, 11, 12, 3, 4, 9, 10, 5, 6, 15, 16, 7, 8, 13, 14],
  },
];

describe.each(GOLDEN)('squeeze of $shape in the order of $order', ({ shape, order, z }) => {
  const [height, width, channels] = shape;
  const half = [height / 2, width / 2, 4 * channels];

  it('gives the numbers worked out on paper, for each picture of a batch', () => {
    const layer = squeeze({ shape, order });
    expect(layer.latentShape).toEqual(half);
    const more = count(16).map((value) => value + 100);
    const result = layer.inverse(tensor([...count(16), ...more], [2, ...shape]));
    expect(values(result.value)).toEqual([...z, ...z.map((value) => value + 100)]);
    expect(values(result.logDet)).toEqual([0, 0]);
  });

  it('goes back', () => {
    const { value } = squeeze({ shape, order }).forward(tensor([...z], [1, ...half]));
    expect(values(value)).toEqual(count(16));
  });

  it('takes an empty batch', () => {
    const { value } = squeeze({ shape, order }).inverse(tensor([], [0, ...shape]));
    expect(value.shape).toEqual([0, ...half]);
  });
});

it.each([
  ['firstHalf', [0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0]],
  ['secondHalf', [1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1]],
] as const)(
  'between two checkerboard squeezes a coupling of %s moves one colour of the board',
  (mask, moved) => {
    const coupling = additiveCoupling({ shape: [2, 2, 4], mask, conditioner: zeroConv });
    coupling.parameters.find(({ path }) => path.endsWith('bias'))?.variable.assign(tensor([1, 1]));
    const board = () => squeeze({ shape: [4, 4, 1], order: 'checkerboard' });
    const { value } = chain([invert(board()), coupling, board()]).forward(zeros([1, 4, 4, 1]));
    expect(values(value)).toEqual([...moved]);
  },
);

describe('squeeze', () => {
  it('refuses an odd side and says which padding helps', () => {
    expect(() => squeeze({ shape: [7, 28, 1] })).toThrow(
      /pad the pictures to \[8,28,1\] \(1 more row, 0 more/,
    );
    expect(() => squeeze({ shape: [28, 5, 3] })).toThrow(/pad the pictures to \[28,6,3\]/);
  });

  it.each([[[4, 4]], [[4, 4, 1, 1]], [[4, 4, 0]]])('refuses a shape like %j', (shape) => {
    expect(() => squeeze({ shape })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('refuses an order that there is not', () => {
    expect(() => squeeze({ shape: [2, 2, 1], order: 'hilbert' as SqueezeOrder })).toThrow(
      /'glow' or 'spaceToDepth' or 'checkerboard'/,
    );
  });
});
