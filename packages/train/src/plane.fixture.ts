import { createRng } from '@flow/backend';
import { type Bijector, chain, createPullback, defineBijector, elementwiseAffine } from '@flow/layers';
import { createFlow, type Flow, realNVP } from '@flow/models';
import { add, clone, fill, mul, type Tensor, variable, zeros } from '@tensorflow/tfjs-core';

/** Points on a bent and noisy line: (u, u² + 0.3v). */
export function bentLine(count: number, seed = 0): number[][] {
  const rng = createRng(seed);
  const [u, v] = [rng.normal(count), rng.normal(count)];
  return Array.from(u, (at, i) => [at, at * at + 0.3 * (v[i] as number)]);
}

export const smallFlow = (options: { context?: number; seed?: number } = {}): Flow =>
  realNVP({ features: 2, couplings: 3, hidden: [12], actNorm: true, seed: 1, ...options });

/** A layer that changes nothing, and what it does when it is told to fail. */
/** `steepness` is a gradient that is finite. */
export type Saboteur = { fails: 'loss' | 'gradient' | undefined; steepness?: number };

/** `bijector.1.gain` is the parameter whose gradient goes wrong. */
export function sabotagedFlow(saboteur: Saboteur): Flow {
  return createFlow({
    bijector: chain([
      elementwiseAffine({ features: 2 }),
      failing(saboteur),
      elementwiseAffine({ features: 2 }),
    ]),
  });
}

function failing(saboteur: Saboteur): Bijector {
  const gain = variable(fill([1], 1));
  const bad = (kind: Saboteur['fails']) => (saboteur.fails === kind ? Number.NaN : 0);
  const rows = (x: Tensor) => zeros([x.shape[0] as number]);
  return defineBijector({
    kind: 'failing',
    dataShape: [2],
    parameters: [{ path: 'gain', variable: gain, trainable: true, group: 'scale' }],
    forward: (z) => ({ value: clone(z), logDet: rows(z) }),
    inverse: (x) => ({ value: add(x, bad('loss')), logDet: rows(x) }),
    inversePullback: (x) =>
      createPullback(
        { value: add(x, bad('loss')), logDet: rows(x) },
        (dValue) => ({
          dx: mul(dValue, 1),
          gradients: new Map([[gain, fill([1], bad('gradient') + (saboteur.steepness ?? 0))]]),
        }),
        () => {},
      ),
    config: () => ({}),
  });
}

/** A flow that writes down the rows that training shows it. */
export function watchingFlow(seen: number[][]): Flow {
  const rows = (x: Tensor) => zeros([x.shape[0] as number]);
  const watch = defineBijector({
    kind: 'watching',
    dataShape: [2],
    forward: (z) => ({ value: z, logDet: rows(z) }),
    inverse: (x) => ({ value: x, logDet: rows(x) }),
    inversePullback: (x, { training }) => {
      const flat = Array.from(x.dataSync());
      if (training) for (let i = 0; i < flat.length; i += 2) seen.push(flat.slice(i, i + 2));
      return createPullback(
        { value: clone(x), logDet: rows(x) },
        (dValue) => ({ dx: clone(dValue), gradients: new Map() }),
        () => {},
      );
    },
    config: () => ({}),
  });
  return createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), watch]) });
}
