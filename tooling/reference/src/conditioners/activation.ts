import { type Config, wordIn } from '../config.ts';
import { softplus } from '../softplus.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const activations = {
  relu: (x: number) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid,
  elu: (x: number) => (x > 0 ? x : Math.expm1(x)),
  leakyRelu: (x: number) => (x > 0 ? x : 0.2 * x),
  softplus,
  silu: (x: number) => x * sigmoid(x),
} as const;

/** The name of a function that stands behind each hidden layer. */
export type Activation = keyof typeof activations;

/** The configured `activation`, one of those that the network takes. */
export function activationIn(config: Config, names: readonly Activation[]): (x: number) => number {
  return activations[wordIn(config, 'activation', names)];
}
