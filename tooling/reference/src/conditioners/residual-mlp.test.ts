import { expect, test } from 'vitest';
import { jacobian } from '../calculus/jacobian.ts';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { slogdet } from '../matrix/slogdet.ts';
import { referenceBijector } from '../reference-bijector.ts';

type Lists = Parameters<typeof tensorsOf>[0];
type Net = { settings?: Record<string, string | number | boolean>; parameters: Lists; context?: number[] };

/** An additive coupling at z = (2, 0), so that x₁ is the output of a network of hidden width 2. */
function netOutput({ settings, parameters, context }: Net): number {
  const conditioner = {
    kind: 'residualMlp',
    inputs: 1,
    outputs: 1,
    hidden: 2,
    blocks: 1,
    activation: 'relu',
    layerNorm: false,
    context: 0,
    contextMode: 'concat',
    ...settings,
  };
  const layer = referenceBijector(
    { kind: 'additiveCoupling', features: 2, mask: 'even', conditioner },
    tensorsOf(
      Object.fromEntries(Object.entries(parameters).map(([path, list]) => [`conditioner.${path}`, list])),
    ),
  );
  return layer.forward([2, 0], context === undefined ? {} : { context }).value[1]!;
}

/** h = [2, −4]; by itself the block adds W₂ relu(W₁ [2, 0] + b₁) + b₂ = W₂ relu([3, −2]) + b₂ = [6.5, 9]. */
const enter: Lists = { 'in.kernel': [[1, -3]], 'in.bias': [0, 2] };
const block: Lists = {
  '0.first.kernel': [
    [1, -1],
    [5, 5],
  ],
  '0.first.bias': [1, 0],
  '0.second.kernel': [
    [2, 3],
    [1, 10],
  ],
  '0.second.bias': [0.5, 0],
};
/** out = relu(h)·[1, 100] + 7. */
const leave: Lists = { 'out.kernel': [[1], [100]], 'out.bias': [7] };
const plain: Lists = { ...enter, ...block, ...leave };

test('a block adds to the stream: [2, −4] + [6.5, 9] = [8.5, 5]', () => {
  expectClose(netOutput({ parameters: plain }), 8.5 + 500 + 7);
});

test('without blocks the stream goes straight to the output: relu([2, −4])', () => {
  expectClose(netOutput({ settings: { blocks: 0 }, parameters: { ...enter, ...leave } }), 2 + 7);
});

test('a second block starts from what the first one made', () => {
  const renamed = Object.entries(block).map(([path, list]) => [path.replace('0.', '1.'), list]);
  const parameters = { ...plain, ...Object.fromEntries(renamed) };
  // relu(W₁ [8.5, 5] + b₁) = relu([34.5, 16.5]), to which W₂ and b₂ give [86, 268.5].
  expectClose(netOutput({ settings: { blocks: 2 }, parameters }), 8.5 + 86 + 100 * (5 + 268.5) + 7);
});

test('silu is x σ(x), before both layers of a block and before the output', () => {
  const silu = (x: number) => x / (1 + Math.exp(-x));
  const a = [silu(2), silu(-4)] as const;
  const b = [silu(a[0] + 5 * a[1] + 1), silu(-a[0] + 5 * a[1])] as const;
  const h = [2 + 2 * b[0] + b[1] + 0.5, -4 + 3 * b[0] + 10 * b[1]] as const;
  const expected = silu(h[0]) + 100 * silu(h[1]) + 7;
  expectClose(netOutput({ settings: { activation: 'silu' }, parameters: plain }), expected);
});

test('layer norm takes [2, −4] to ±3/√(9 + 1e-5), then to its own gain and shift', () => {
  const unit = 3 / Math.sqrt(9.00001);
  const parameters = { ...plain, '0.norm.gain': [2, 4], '0.norm.shift': [0, 5] };
  const normed = [2 * unit, 5 - 4 * unit] as const;
  const inner = [normed[0] + 5 * normed[1] + 1, -normed[0] + 5 * normed[1]] as const;
  const h = [2 + 2 * inner[0] + inner[1] + 0.5, -4 + 3 * inner[0] + 10 * inner[1]] as const;
  expect(Math.min(...normed, ...inner, ...h)).toBeGreaterThan(0);
  expectClose(netOutput({ settings: { layerNorm: true }, parameters }), h[0] + 100 * h[1] + 7);
});

test('a context beside the input: h = [2 − 1, −6 + 4 + 2]', () => {
  const parameters = {
    ...leave,
    'in.kernel': [
      [1, -3],
      [-1, 4],
    ],
    'in.bias': [0, 2],
  };
  const settings = { blocks: 0, context: 1 };
  expectClose(netOutput({ settings, parameters, context: [1] }), 1 + 7);
  expectClose(netOutput({ settings, parameters, context: [2] }), 400 + 7);
});

test('FiLM: context ½ makes scales [1, −2] and shifts [−1, 3], so [3, −2] becomes [5, 5]', () => {
  const parameters = { ...plain, '0.film.kernel': [[2, -2, 0, 6]], '0.film.bias': [0, -1, -1, 0] };
  const settings = { context: 1, contextMode: 'film' };
  // W₂ [5, 5] + b₂ = [15.5, 65] on top of [2, −4].
  expectClose(netOutput({ settings, parameters, context: [0.5] }), 17.5 + 6100 + 7);
});

test('FiLM without a context has nothing to modulate by', () => {
  expectClose(netOutput({ settings: { contextMode: 'film' }, parameters: plain }), 8.5 + 500 + 7);
});

test.each([
  ['concat', [1, 2]],
  ['film', undefined],
])('a context of another width is refused, %s', (contextMode, context) => {
  const parameters =
    contextMode === 'film'
      ? { ...plain, '0.film.kernel': [[0, 0, 0, 0]], '0.film.bias': [0, 0, 0, 0] }
      : {
          ...plain,
          'in.kernel': [
            [1, 1],
            [1, 1],
          ],
        };
  const settings = { context: 1, contextMode };
  expect(() => netOutput({ settings, parameters, ...(context && { context }) })).toThrow(
    /residualMlp: expected a context of 1 numbers/,
  );
});

test('layerNorm is true or false', () => {
  expect(() => netOutput({ settings: { layerNorm: 1 }, parameters: plain })).toThrow(
    /residualMlp: expected layerNorm to be true or false, got 1/,
  );
});

test('an affine coupling steered by it has the log-det of its Jacobian', () => {
  const conditioner = {
    kind: 'residualMlp',
    inputs: 1,
    outputs: 2,
    hidden: 2,
    blocks: 1,
    activation: 'tanh',
    layerNorm: true,
    context: 1,
    contextMode: 'film',
  };
  const layer = referenceBijector(
    { kind: 'affineCoupling', features: 2, mask: 'even', logScale: 'exp', bound: 1, conditioner },
    tensorsOf({
      'conditioner.in.kernel': [[0.5, -1]],
      'conditioner.in.bias': [0.25, 0],
      'conditioner.0.norm.gain': [1, 2],
      'conditioner.0.norm.shift': [0, 0.5],
      'conditioner.0.first.kernel': [
        [0.5, 1],
        [-1, 0.25],
      ],
      'conditioner.0.first.bias': [0, 1],
      'conditioner.0.film.kernel': [[1, 0.5, 0, -1]],
      'conditioner.0.film.bias': [0, 0, 1, 0],
      'conditioner.0.second.kernel': [
        [1, -0.5],
        [0.5, 1],
      ],
      'conditioner.0.second.bias': [0, 0],
      'conditioner.out.kernel': [
        [1, 0.5],
        [-0.5, 1],
      ],
      'conditioner.out.bias': [0.5, 0],
    }),
  );
  const call = { context: [0.75] };
  const { logDet } = layer.inverse([0.5, -1.5], call);
  const numerical = slogdet(jacobian((row) => layer.inverse(row, call).value, [0.5, -1.5]));
  expect(Math.abs(logDet)).toBeGreaterThan(0.1);
  expect(Math.abs(logDet - numerical.logAbsDet)).toBeLessThan(1e-10);
});
