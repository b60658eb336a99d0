import { at } from '../at.ts';
import { numbersIn, sizeIn } from '../config.ts';
import type { ConditionerKind } from '../part.ts';
import { activationIn } from './activation.ts';
import { contextIn } from './context.ts';
import { dense } from './dense.ts';

/** h₀ = [input, context], hₖ = a(hₖ₋₁ Wₖ + bₖ), and the last layer without a. */
export const mlp: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const context = contextIn(config);
  const widths = [inputs + context.width, ...numbersIn(config, 'hidden'), outputs];
  const layers = widths.slice(1).map((width, i) => dense(part, String(i), at(widths, i), width));
  const activation = activationIn(config, ['relu', 'tanh', 'sigmoid', 'elu', 'leakyRelu', 'softplus']);
  return {
    inputs,
    outputs,
    apply(input, call) {
      let h: Float64Array = Float64Array.from([...Array.from(input), ...context.of(call)]);
      layers.forEach((layer, i) => {
        h = i === layers.length - 1 ? layer(h) : layer(h).map(activation);
      });
      return h;
    },
  };
};
