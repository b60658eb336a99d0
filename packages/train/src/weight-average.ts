import { averageStep, type Parameter } from '@flow/backend';
import { type Variable, variable } from '@tensorflow/tfjs-core';
import { copyOf } from './best-model.ts';

/** Averaged weights beside those that are trained. */
export type WeightAverage = {
  /** Starts from the weights as they are, where it has not started. */
  start(): void;
  /** After a step that moved the weights. @param updates such steps before this one */
  follow(updates: number): void;
  /** Exchanges weights and averages; again, and they are back. Nothing before the start. */
  swap(): void;
  /** In the order of the parameters; none before the start. */
  values(): readonly Variable[];
  dispose(): void;
};

/**
 * Exponential moving average of trained parameters: a ← d·a + (1 − d)·θ after each step, with
 * d = min(decay, (1 + t)/(10 + t)) after t steps, so that the start is forgotten.
 *
 * @see Polyak and Juditsky 1992; the warm-up is that of TensorFlow's ExponentialMovingAverage
 */
export function createWeightAverage(parameters: readonly Parameter[], decay: number): WeightAverage {
  let averages: Variable[] = [];
  const start = () => {
    if (averages.length > 0) return;
    averages = parameters.map(({ variable: weight }) => {
      const copy = copyOf(weight);
      const average = variable(copy, false);
      copy.dispose();
      return average;
    });
  };
  return {
    start,
    follow(updates) {
      start();
      const pairs = parameters.map(({ variable: weight }, i) => ({
        average: averages[i] as Variable,
        variable: weight,
      }));
      averageStep(pairs, Math.min(decay, (1 + updates) / (10 + updates)));
    },
    swap() {
      averages.forEach((average, i) => {
        const weight = (parameters[i] as Parameter).variable;
        const [trained, averaged] = [copyOf(weight), copyOf(average)];
        weight.assign(averaged);
        average.assign(trained);
        trained.dispose();
        averaged.dispose();
      });
    },
    values: () => averages,
    dispose() {
      for (const average of averages) average.dispose();
      averages = [];
    },
  };
}
