import {
  add,
  concat,
  matMul,
  mul,
  relu,
  reshape,
  slice,
  step,
  sum,
  type Tensor,
  tensor2d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import type { ResidualConvLayers } from './residual-conv-layers.ts';

/**
 * Where the channels of [picture | mask] go as matrices: `own` takes the picture's, `signed` makes x to [x, −x, 0] with
 * the doubling, `mask` the input to [0, 0, mask]. Products with them are far faster than slices of single channels.
 */
export function entrance({ channels, masked, first }: ResidualConvLayers) {
  const [inputs, width] = [channels + Number(masked), 2 * channels + Number(masked)];
  const place = (
    rows: number,
    columns: number,
    at: (row: number) => readonly (readonly [number, number])[],
  ) => {
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (const [column, value] of at(row)) values[row * columns + column] = value;
    }
    return tensor2d(values, [rows, columns]);
  };
  const size = masked && first ? 2 : 1;
  const signed = place(channels, width, (row) => [
    [row, size],
    [channels + row, -size],
  ]);
  if (!masked) return { signed };
  return {
    signed,
    own: place(inputs, channels, (row) => (row < channels ? [[row, 1]] : [])),
    mask: place(inputs, width, (row) => (row < channels ? [] : [[width - 1, 1]])),
  };
}

/** At each pixel, its channels times a matrix or its transpose. */
export function columnsBy(x: Tensor, matrix: Tensor, transposed = false): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const [from, to] = transposed ? [columns, rows] : [rows, columns];
  const product = matMul(reshape(x, [-1, from]), matrix, false, transposed);
  return reshape(product, [...x.shape.slice(0, -1), to]);
}

/**
 * What the first convolution sees: [relu(x), relu(−x), relu(mask), context], the context without relu since its numbers
 * may have both signs.
 */
export function enteringOf(
  layers: ResidualConvLayers,
  x: Tensor,
  input: Tensor,
  context: Tensor | undefined,
): Tensor {
  const { signed, mask } = entrance(layers);
  const placed = columnsBy(x, signed);
  const whole = relu(mask ? add(placed, columnsBy(input, mask)) : placed);
  if (layers.context === 0 || !context) return whole;
  const [batch, height, width] = x.shape as [number, number, number, number];
  const everywhere = tile(reshape(context, [batch, 1, 1, layers.context]), [1, height, width, 1]);
  return concat([whole, everywhere], 3);
}

/** The way back of `enteringOf`, to x, the input's mask and context; takes dEntered over. */
export function throughEntrance(layers: ResidualConvLayers, entered: Tensor, dEntered: Tensor) {
  const { context } = layers;
  const given = 2 * layers.channels + Number(layers.masked);
  const own = (x: Tensor) => (context > 0 ? channelsOf(x, 0, given) : x);
  const result = tidy(() => {
    const { signed, mask } = entrance(layers);
    const d = mul(own(dEntered), step(own(entered)));
    return {
      dSigned: columnsBy(d, signed, true),
      ...(mask && { dMasked: columnsBy(d, mask, true) }),
      ...(context > 0 && { dContext: sum(channelsOf(dEntered, given, context), [1, 2]) }),
    };
  });
  dEntered.dispose();
  return result as { readonly dSigned: Tensor; readonly dMasked?: Tensor; readonly dContext?: Tensor };
}

function channelsOf(x: Tensor, from: number, count: number): Tensor {
  return slice(x, [0, 0, 0, from], [-1, -1, -1, count]);
}
