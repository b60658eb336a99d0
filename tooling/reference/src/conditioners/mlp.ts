import { at } from '../at.ts';
import { type Config, numberIn, numbersIn, sizeIn, wordIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { ConditionerKind, Part } from '../part.ts';

/** h₀ = [input, context], hₖ = a(hₖ₋₁ Wₖ + bₖ), and the last layer without a. */
export const mlp: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const contextSize = numberIn(config, 'context');
  const widths = [inputs + contextSize, ...numbersIn(config, 'hidden'), outputs];
  const layers = widths.slice(1).map((width, i) => dense(part, String(i), at(widths, i), width));
  const activation = activationIn(config);
  return {
    inputs,
    outputs,
    apply(input, { context = [] }) {
      const beside = contextSize === 0 ? [] : Array.from(context);
      if (beside.length !== contextSize) {
        throw new InterpreterError(
          `mlp: expected a context of ${contextSize} numbers, got ${beside.length}.`,
        );
      }
      let h = Float64Array.from([...Array.from(input), ...beside]);
      layers.forEach((layer, i) => {
        h = i === layers.length - 1 ? layer(h) : layer(h).map(activation);
      });
      return h;
    },
  };
};

/** h W + b, with W [inputs, outputs]. */
function dense(
  part: Part,
  path: string,
  inputs: number,
  outputs: number,
): (h: Float64Array) => Float64Array<ArrayBuffer> {
  const kernel = part.parameter(`${path}.kernel`, [inputs, outputs]);
  const bias = part.parameter(`${path}.bias`, [outputs]);
  return (h) => {
    const out = bias.slice();
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) out[j] = at(out, j) + at(h, i) * at(kernel, i * outputs + j);
    }
    return out;
  };
}

function activationIn(config: Config): (x: number) => number {
  const name = wordIn(config, 'activation', ['relu', 'elu', 'sigmoid']);
  if (name === 'relu') return (x) => Math.max(x, 0);
  if (name === 'elu') return (x) => (x > 0 ? x : Math.expm1(x));
  return (x) => 1 / (1 + Math.exp(-x));
}
