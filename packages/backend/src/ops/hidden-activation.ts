import {
  elu,
  exp,
  greater,
  leakyRelu,
  mul,
  relu,
  sigmoid,
  softplus,
  square,
  step,
  sub,
  type Tensor,
  tanh,
  where,
} from '@tensorflow/tfjs-core';

/** What follows the hidden layers of a dense network. */
export type HiddenActivation = 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'leakyRelu' | 'softplus';

type Formula = {
  apply(x: Tensor): Tensor;
  /** dx from the activation's own output y. */
  backward(y: Tensor, dy: Tensor): Tensor;
};

const LEAK = 0.2;

/** Each activation of plain tfjs ops. Slopes need the output only, so that inputs are not saved. */
export const HIDDEN_ACTIVATIONS: Readonly<Record<HiddenActivation, Formula>> = {
  relu: { apply: relu, backward: (y, dy) => mul(dy, step(y)) },
  tanh: { apply: tanh, backward: (y, dy) => mul(dy, sub(1, square(y))) },
  sigmoid: { apply: sigmoid, backward: (y, dy) => mul(dy, mul(y, sub(1, y))) },
  elu: { apply: elu, backward: (y, dy) => mul(dy, where(greater(y, 0), step(y), sub(y, -1))) },
  leakyRelu: { apply: (x) => leakyRelu(x, LEAK), backward: (y, dy) => mul(dy, step(y, LEAK)) },
  softplus: { apply: softplus, backward: (y, dy) => mul(dy, sub(1, exp(mul(y, -1)))) },
};
