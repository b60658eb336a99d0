import { FlowError, type Rng } from '@flow/backend';
import { positive, positiveCount, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

/** Steps in a filled square's side: samples stay off its edges, where float32 would round them across. */
const STEPS = 2 ** 18;
const SQUARES_LIMIT = 64;

/**
 * A checkerboard on [−extent, extent]², uniform on its filled squares; the one at the lower left is filled.
 *
 * p(x) = 1/(filled area) there, 0 elsewhere. `logProb` is exact, in closed form: −Infinity off the squares.
 *
 * @param options by name
 * @param options.squares in a row, 4 by default, at most 64
 * @param options.extent 4 by default
 * @throws invalid-argument
 * @example
 * ```ts
 * const board = checkerboard();
 * console.log(board.logProb([[-3, -3], [-1, -3]])); // Float64Array(2) [ -3.4657359027997265, -Infinity ]
 * ```
 */
export function checkerboard({
  seed,
  squares = 4,
  extent = 4,
}: ToyOptions & { readonly squares?: number; readonly extent?: number } = {}): ToyDensity {
  if (positiveCount('squares', squares) > SQUARES_LIMIT) refuseSquares(squares);
  const side = (2 * positive('extent', extent)) / squares;
  const filled = Array.from({ length: squares * squares }, (_, cell) => cell).filter((cell) =>
    isFilled(cell % squares, Math.floor(cell / squares)),
  );
  const logDensity = -Math.log(filled.length * side * side);
  return toyDensity({
    name: 'checkerboard',
    seed,
    box: { x: [-extent, extent], y: [-extent, extent] },
    sample: (n, rng) => draw(filled, squares, side, n, rng),
    logProbAt: (x, y) => {
      const column = Math.floor((x + extent) / side);
      const row = Math.floor((y + extent) / side);
      const isOnBoard = column >= 0 && row >= 0 && column < squares && row < squares;
      return isOnBoard && isFilled(column, row) ? logDensity : Number.NEGATIVE_INFINITY;
    },
  });
}

function isFilled(column: number, row: number): boolean {
  return (column + row) % 2 === 0;
}

function draw(filled: readonly number[], squares: number, side: number, n: number, rng: Rng): Float32Array {
  const chosen = rng.integers(n, 0, filled.length);
  const steps = rng.integers(2 * n, 0, STEPS);
  const out = new Float32Array(2 * n);
  const extent = (squares * side) / 2;
  const place = (cell: number, step: number) => (cell + (step + 0.5) / STEPS) * side - extent;
  chosen.forEach((k, i) => {
    const cell = filled[k] ?? 0;
    out[2 * i] = place(cell % squares, steps[2 * i] as number);
    out[2 * i + 1] = place(Math.floor(cell / squares), steps[2 * i + 1] as number);
  });
  return out;
}

function refuseSquares(squares: number): never {
  throw new FlowError('invalid-argument', {
    argument: 'squares',
    message: 'Squares this small cannot be told apart in float32 near their edges.',
    expected: `at most ${SQUARES_LIMIT}`,
    received: String(squares),
  });
}
