import { at } from '../at.ts';
import { booleanIn, type Config, numberIn, sizeIn, wordIn } from '../config.ts';
import type { ConditionerKind, Part } from '../part.ts';
import { activationIn } from './activation.ts';
import { contextIn } from './context.ts';
import { dense } from './dense.ts';
import { layerNorm } from './layer-norm.ts';

/** A residual branch: what it adds to the stream h, given the context. */
type Branch = (h: Float64Array, context: readonly number[]) => Float64Array;

/**
 * h = W_in [input, context] + b_in; each block adds W₂ a(film(W₁ a(norm(h)) + b₁)) + b₂ to h; the output is
 * W_out a(h) + b_out. The context enters in one place: beside the input (`concat`) or by `film`.
 */
export const residualMlp: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const width = sizeIn(config, 'hidden');
  const context = contextIn(config);
  const isFilm = wordIn(config, 'contextMode', ['concat', 'film']) === 'film';
  const activation = activationIn(config, [
    'relu',
    'tanh',
    'sigmoid',
    'elu',
    'leakyRelu',
    'softplus',
    'silu',
  ]);
  const enter = dense(part, 'in', isFilm ? inputs : inputs + context.width, width);
  const branches = Array.from({ length: numberIn(config, 'blocks') }, (_, block) =>
    branchOf(config, part, String(block), { width, filmWidth: isFilm ? context.width : 0, activation }),
  );
  const leave = dense(part, 'out', width, outputs);
  return {
    inputs,
    outputs,
    apply(input, call) {
      const given = context.of(call);
      let h = enter([...Array.from(input), ...(isFilm ? [] : given)]);
      for (const branch of branches) {
        const added = branch(h, given);
        h = h.map((value, i) => value + at(added, i));
      }
      return leave(h.map(activation));
    },
  };
};

function branchOf(
  config: Config,
  part: Part,
  path: string,
  sizes: { width: number; filmWidth: number; activation: (x: number) => number },
): Branch {
  const { width, filmWidth, activation } = sizes;
  const norm = booleanIn(config, 'layerNorm')
    ? layerNorm(part, `${path}.norm`, width)
    : (h: Float64Array) => h;
  const first = dense(part, `${path}.first`, width, width);
  const modulate = filmWidth > 0 ? film(part, `${path}.film`, filmWidth, width) : (h: Float64Array) => h;
  const second = dense(part, `${path}.second`, width, width);
  return (h, context) => second(modulate(first(norm(h).map(activation)), context).map(activation));
}

/** h ⊙ (1 + s) + t with [s | t] an affine function of the context (Perez et al. 2018, arXiv 1709.07871). */
function film(part: Part, path: string, contextWidth: number, width: number): Branch {
  const made = dense(part, path, contextWidth, 2 * width);
  return (h, context) => {
    const scaleAndShift = made(context);
    return h.map((value, i) => value * (1 + at(scaleAndShift, i)) + at(scaleAndShift, width + i));
  };
}
