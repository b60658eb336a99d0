import { identityMatrix, type Matrix, multiplyMatrices, permutations } from '@flow/math';

/** How W is made from sliders: W = (g·Gr + c·R(θ)·(I − Gr))·P, with Gr the projection onto the grey axis. */
export type Mixture = {
  /** Output channel i takes input channel `order[i]`; P. */
  readonly order: readonly number[];
  /** θ, degrees: how far colours are turned about the grey axis. */
  readonly turn: number;
  /** c: how colourful the result is; 0 leaves grey alone, and W singular. */
  readonly colour: number;
  /** g: how bright grey comes out. */
  readonly brightness: number;
};

/** The six reorderings of three channels. */
export const ORDERS: readonly (readonly number[])[] = [...permutations(3)];

export const CHANNELS = 3;

/**
 * A permutation of the channels, turned about the grey axis (1, 1, 1) and stretched. A third of a turn is a
 * permutation again: so the permutations are points on the way of a matrix that moves smoothly.
 * log|det W| = log|g| + 2 log|c|, since P and R keep volumes.
 */
export function mixingMatrix({ order, turn, colour, brightness }: Mixture): Matrix {
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle) / Math.sqrt(3)];
  const data = identityMatrix(CHANNELS).data.map((unit, at) => {
    const [row, column] = [Math.floor(at / CHANNELS), at % CHANNELS];
    const grey = 1 / CHANNELS;
    // e × v for the axis e = (1, 1, 1)/√3: +1 on the channel before, −1 on the channel after.
    const cross = row === column ? 0 : (row - column + CHANNELS) % CHANNELS === 1 ? sin : -sin;
    return brightness * grey + colour * (cos * (unit - grey) + cross);
  });
  return multiplyMatrices({ rows: CHANNELS, columns: CHANNELS, data }, permutationMatrix(order));
}

/** Row i is 1 in column `order[i]`. */
export function permutationMatrix(order: readonly number[]): Matrix {
  const data = new Float64Array(order.length ** 2);
  order.forEach((from, to) => {
    data[to * order.length + from] = 1;
  });
  return { rows: order.length, columns: order.length, data };
}
