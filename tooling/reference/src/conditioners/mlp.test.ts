import { expect, test } from 'vitest';
import { expectValues, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

/**
 * An additive coupling at z = (2, 0) with context −1, so that x₁ is the network's output. By hand: h₀ = [2, −1],
 * h₀ W₀ + b₀ = [2·1 − 1·0 + ½, 2·(−1) − 1·2 + 1] = [2.5, −3], and the output is 2 a(2.5) + 7 a(−3) − 1.
 */
function netOutput(activation: string, context: number[] | undefined): number {
  const conditioner = { kind: 'mlp', inputs: 1, outputs: 1, hidden: [2], activation, context: 1 };
  const parameters = tensorsOf({
    'conditioner.0.kernel': [
      [1, -1],
      [0, 2],
    ],
    'conditioner.0.bias': [0.5, 1],
    'conditioner.1.kernel': [[2], [7]],
    'conditioner.1.bias': [-1],
  });
  const layer = referenceBijector(
    { kind: 'additiveCoupling', features: 2, mask: 'even', conditioner },
    parameters,
  );
  return layer.forward([2, 0], context === undefined ? {} : { context }).value[1]!;
}

test.each([
  ['relu', 2 * 2.5 - 1],
  ['tanh', 2 * (1 - 2 / (Math.exp(5) + 1)) + 7 * (2 / (Math.exp(6) + 1) - 1) - 1],
  ['sigmoid', 2 / (1 + Math.exp(-2.5)) + 7 / (1 + Math.exp(3)) - 1],
  ['elu', 2 * 2.5 + 7 * (Math.exp(-3) - 1) - 1],
  ['leakyRelu', 2 * 2.5 + 7 * -0.6 - 1],
  ['softplus', 2 * Math.log(1 + Math.exp(2.5)) + 7 * Math.log(1 + Math.exp(-3)) - 1],
])('a hidden layer with %s sees the context behind the input', (activation, expected) => {
  expectValues([netOutput(activation, [-1])], [expected]);
});

test.each([[undefined], [[1, 2]]])('context %j is refused where one number is needed', (context) => {
  expect(() => netOutput('relu', context)).toThrow(/a context of 1 numbers/);
});

test('silu, which the fused network does not know, is refused', () => {
  expect(() => netOutput('silu', [-1])).toThrow(
    /mlp: expected activation to be relu or tanh or sigmoid or elu or leakyRelu or softplus, got "silu"/,
  );
});
