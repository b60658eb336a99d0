import { at } from '../at.ts';
import { type Call, type Mathematics, type Result, withTerms } from '../bijection.ts';
import { type Config, sizeIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { Part } from '../part.ts';
import { sidesIn } from './mask.ts';

/** How one changed feature moves, given its `outputs` numbers h of the network; a log-derivative comes with it. */
export type ElementMap = {
  readonly outputs: number;
  forward(z: number, h: readonly number[]): { readonly value: number; readonly logDerivative: number };
  inverse(x: number, h: readonly number[]): { readonly value: number; readonly logDerivative: number };
};

/**
 * A coupling: the kept features pass, and steer an elementwise map of the others through the network. With
 * the kept ones first the Jacobian is block triangular with blocks I and a diagonal, so log|det J| is the
 * sum of the elementwise log-derivatives, whatever the network (Dinh et al. 2017, arXiv 1605.08803, eq. 6).
 *
 * The network's output holds one block a number of `h`, each block one number a changed feature.
 */
export function coupling(config: Config, part: Part, map: ElementMap): Mathematics {
  const size = sizeIn(config, 'features');
  const { kept, changed } = sidesIn(config, size);
  const net = part.conditioner(config.conditioner, 'conditioner');
  if (net.inputs !== kept.length || net.outputs !== map.outputs * changed.length) {
    throw new InterpreterError(
      `${config.kind}: its conditioner maps ${net.inputs} to ${net.outputs} numbers, ` +
        `the mask asks for ${kept.length} to ${map.outputs * changed.length}.`,
    );
  }
  const run = (move: ElementMap['forward'], input: Float64Array, call: Call): Result => {
    const output = net.apply(
      kept.map((i) => at(input, i)),
      call,
    );
    const value = input.slice();
    const terms = changed.map((feature, j) => {
      const h = Array.from({ length: map.outputs }, (_, block) => at(output, block * changed.length + j));
      const moved = move(at(input, feature), h);
      value[feature] = moved.value;
      return moved.logDerivative;
    });
    return withTerms(value, terms);
  };
  return {
    size,
    forward: (z, call) => run(map.forward, z, call),
    inverse: (x, call) => run(map.inverse, x, call),
  };
}
