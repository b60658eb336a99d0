import { init } from '@flow/backend';
import {
  add,
  div,
  fill,
  log,
  memory,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import { type BijectorSpec, defineBijector } from './define-bijector.ts';
import { bijectorFromConfig, registerBijector } from './registry.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());
const rows = (x: Tensor, value: number) => fill([x.shape[0]!], value);

/** x = z·s with one trained s for all features: written as a user would, without calculus. */
function scaling(features: number): Bijector {
  const scale = variable(tensor1d([2]));
  const logDet = (x: Tensor) => add(rows(x, 0), mul(sum(log(scale)), features));
  return defineBijector({
    kind: 'scaling',
    dataShape: [features],
    parameters: [{ path: 'scale', variable: scale, trainable: true, group: 'scale' }],
    forward: (z) => ({ value: mul(z, scale), logDet: logDet(z) }),
    inverse: (x) => ({ value: div(x, scale), logDet: sub(rows(x, 0), logDet(x)) }),
    config: () => ({ features }),
  });
}

function identity(settings: Partial<BijectorSpec> = {}): Bijector {
  const same = (x: Tensor) => ({ value: x, logDet: rows(x, 0) });
  return defineBijector({
    kind: 'identity',
    dataShape: [2],
    forward: same,
    inverse: same,
    config: () => ({}),
    ...settings,
  });
}

describe("a bijector of the user's own", () => {
  it('has gradients without any calculus', () => {
    const layer = scaling(2);
    // For L = Σ value + 3·logDet of z = x/s: ∂L/∂s = −Σx/s² − 3·2/s = −(1 + 5)/4 − 3.
    const { dx, gradients } = layer
      .inversePullback(tensor2d([[1, 5]]))
      .pullback(tensor2d([[1, 1]]), tensor([3]));
    expect(values(dx)).toEqual([0.5, 0.5]);
    expect(values(gradients.get(layer.parameters[0]!.variable)!)).toEqual([expect.closeTo(-4.5, 5)]);
  });

  it('loads from a saved configuration once it is registered', () => {
    const saved = chain([scaling(3), scaling(3)]).config();
    expect(() => bijectorFromConfig(saved)).toThrow(
      expect.objectContaining({ code: 'unknown-kind', path: '0', received: '"scaling"' }),
    );
    registerBijector('scaling', (config) => scaling(Number(config.features)));
    const again = bijectorFromConfig(JSON.parse(JSON.stringify(saved)));
    expect(again.config()).toEqual(saved);
    expect(again.parameters.map(({ path }) => path)).toEqual(['0.scale', '1.scale']);
    expect(() => registerBijector('scaling', () => scaling(1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'kind' }),
    );
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'chain'],
    ['a list', [{ kind: 'chain' }]],
    ['no kind', {}],
    ['a kind that is no text', { kind: 3 }],
    ['a kind of Object.prototype', { kind: 'constructor' }],
    ['a kind called __proto__', JSON.parse('{"kind": "__proto__"}')],
  ])('is not made from %s', (_, config) => {
    expect(() => bijectorFromConfig(config as never)).toThrow(
      expect.objectContaining({ code: 'unknown-kind' }),
    );
  });

  it('may hand its input on as it is: the result is a tensor of its own', () => {
    const layer = identity();
    const x = tensor2d([[1, 2]]);
    const before = memory().numTensors;
    for (const run of [layer.forward, layer.inverse, layer.initialize]) {
      const { value, logDet } = run(x);
      value.dispose();
      logDet.dispose();
      expect(values(x)).toEqual([1, 2]);
    }
    const model = chain([layer, scaling(2), layer, layer]);
    const { value, logDet, pullback } = model.inversePullback(x);
    expect(values(value)).toEqual([0.5, 1]);
    const ofRun = pullback(
      tidy(() => add(value, 0)),
      logDet,
    );
    expect(values(ofRun.dx)).toEqual([0.25, 0.5]);
    expect(values(x)).toEqual([1, 2]);
    expect(memory().numTensors).toBeGreaterThan(before);
  });

  it.each<[string, string, Partial<BijectorSpec>, string]>([
    [
      'a log-det for the whole batch',
      'logDet',
      { inverse: (x) => ({ value: x, logDet: sum(rows(x, 0)) }) },
      '[]',
    ],
    [
      'a log-det in a column',
      'logDet',
      { inverse: (x) => ({ value: x, logDet: reshape(rows(x, 0), [-1, 1]) }) },
      '[3, 1]',
    ],
    [
      'a value of another width',
      'value',
      { inverse: (x) => ({ value: sum(x, 1, true), logDet: rows(x, 0) }) },
      '[3, 1]',
    ],
    ['no log-det', 'logDet', { inverse: (x) => ({ value: x }) as never }, 'undefined'],
  ])('is told when it returns %s', (_, argument, broken, received) => {
    const layer = identity(broken);
    const x = tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const before = memory().numTensors;
    for (const run of [layer.inverse, layer.inversePullback, layer.initialize]) {
      expect(() => run(x)).toThrow(expect.objectContaining({ code: 'shape-mismatch', argument, received }));
    }
    expect(memory().numTensors).toBe(before);
  });

  it('leaves nothing behind where it throws', () => {
    const layer = identity({
      contextShape: [1],
      inverse: (x) => {
        add(x, 1);
        throw new RangeError('broken');
      },
    });
    const [x, context] = [tensor2d([[1, 2]]), tensor2d([[1]])];
    const before = memory().numTensors;
    for (const run of [layer.inverse, layer.inversePullback, layer.initialize]) {
      expect(() => run(x, { context })).toThrow(RangeError);
    }
    expect(memory().numTensors).toBe(before);
  });

  it('does not see a context where it has none', () => {
    let seen: unknown = 'not called';
    const layer = identity({
      inverse: (x, call) => {
        seen = call.context;
        return { value: x, logDet: rows(x, 0) };
      },
    });
    layer.inverse(tensor2d([[1, 2]]), { context: tensor2d([[1, 2, 3]]) });
    expect(seen).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['an array', [[1]], 'invalid-argument'],
    ['a word', 'context', 'invalid-argument'],
    ['null', null, 'invalid-argument'],
  ])('refuses %s as context', (_, context, code) => {
    const layer = identity({ contextShape: [1] });
    expect(() => layer.inverse(tensor2d([[1, 2]]), { context: context as Tensor })).toThrow(
      expect.objectContaining({ code, argument: 'context' }),
    );
  });

  it('refuses disposed tensors and work after its own end', () => {
    const layer = identity({ contextShape: [1] });
    const gone = tensor2d([[1, 2]]);
    gone.dispose();
    const disposed = (argument: string | undefined) =>
      expect.objectContaining({ code: 'already-disposed', argument });
    expect(() => layer.inverse(gone)).toThrow(disposed('input'));
    const context = tensor2d([[1]]);
    context.dispose();
    expect(() => layer.inverse(tensor2d([[1, 2]]), { context })).toThrow(disposed('context'));
    layer.dispose();
    expect(() => layer.inverse(tensor2d([[1, 2]]))).toThrow(disposed(undefined));
  });
});
