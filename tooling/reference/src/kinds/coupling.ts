import { at } from '../at.ts';
import { type Call, type Mathematics, type Result, withTerms } from '../bijection.ts';
import type { Config } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { Part } from '../part.ts';
import { type PixelSides, pixelSidesIn, sidesIn } from './mask.ts';
import { positionsIn } from './positions.ts';

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
 * The network's output holds, at each position, one block a number of `h`, each block one number a changed feature.
 */
export function coupling(config: Config, part: Part, map: ElementMap): Mathematics {
  const { features, positions, space } = positionsIn(config);
  const pixels = pixelSidesIn(config, space);
  if (pixels) return pixelCoupling(config, part, map, { ...pixels, features, positions });
  const { kept, changed } = sidesIn(config, features);
  const net = part.conditioner(config.conditioner, 'conditioner');
  const width = map.outputs * changed.length;
  if (net.inputs !== positions * kept.length || net.outputs !== positions * width) {
    throw new InterpreterError(
      `${config.kind}: its conditioner maps ${net.inputs} to ${net.outputs} numbers, ` +
        `the mask asks for ${positions * kept.length} to ${positions * width}.`,
    );
  }
  const everywhere = Array.from({ length: positions }, (_, position) => position);
  const run = (move: ElementMap['forward'], input: Float64Array, call: Call): Result => {
    const output = net.apply(
      everywhere.flatMap((position) => kept.map((i) => at(input, position * features + i))),
      call,
    );
    const value = input.slice();
    const terms = everywhere.flatMap((position) =>
      changed.map((feature, j) => {
        const h = Array.from({ length: map.outputs }, (_, block) =>
          at(output, position * width + block * changed.length + j),
        );
        const place = position * features + feature;
        const moved = move(at(input, place), h);
        value[place] = moved.value;
        return moved.logDerivative;
      }),
    );
    return withTerms(value, terms);
  };
  return {
    size: positions * features,
    forward: (z, call) => run(map.forward, z, call),
    inverse: (x, call) => run(map.inverse, x, call),
  };
}

/**
 * The same with a checkerboard: at each pixel the network sees [the features, 0 where they will change | 1 at kept
 * pixels and 0 at others] and gives one block of all features for each number of `h`.
 */
function pixelCoupling(
  config: Config,
  part: Part,
  map: ElementMap,
  { kept, changed, features, positions }: PixelSides & { features: number; positions: number },
): Mathematics {
  const net = part.conditioner(config.conditioner, 'conditioner');
  const depth = features + 1;
  const width = map.outputs * features;
  if (net.inputs !== positions * depth || net.outputs !== positions * width) {
    throw new InterpreterError(
      `${config.kind}: its conditioner maps ${net.inputs} to ${net.outputs} numbers, ` +
        `the checkerboard asks for ${positions * depth} to ${positions * width}.`,
    );
  }
  const run = (move: ElementMap['forward'], input: Float64Array, call: Call): Result => {
    const seen = new Float64Array(positions * depth);
    for (const pixel of kept) {
      for (let i = 0; i < features; i++) seen[pixel * depth + i] = at(input, pixel * features + i);
      seen[pixel * depth + features] = 1;
    }
    const output = net.apply(seen, call);
    const value = input.slice();
    const terms: number[] = [];
    for (const pixel of changed) {
      for (let i = 0; i < features; i++) {
        const h = Array.from({ length: map.outputs }, (_, block) =>
          at(output, pixel * width + block * features + i),
        );
        const moved = move(at(input, pixel * features + i), h);
        value[pixel * features + i] = moved.value;
        terms.push(moved.logDerivative);
      }
    }
    return withTerms(value, terms);
  };
  return {
    size: positions * features,
    forward: (z, call) => run(map.forward, z, call),
    inverse: (x, call) => run(map.inverse, x, call),
  };
}
