import { createRng, type Rng } from '@flow/backend';
import {
  actNorm,
  additiveCoupling,
  affineCoupling,
  chain,
  elementwiseAffine,
  invert,
  invertibleLinear,
  logit,
  mlp,
  randomPermutation,
  standardise,
  uniformDequantise,
} from '@flow/layers';
import { perturb } from '@flow-tooling/testkit';
import { createFlow, type FlowOptions } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { type RealNvpOptions, realNVP } from './real-nvp.ts';

/** A small flow away from its start, where it would be the identity. */
export function movedFlow(options: Partial<RealNvpOptions> = {}): Flow {
  return moved(realNVP({ features: 3, couplings: 3, hidden: [8], actNorm: true, seed: 1, ...options }));
}

/** A conditional one; its context has two values. */
export const conditionalFlow = (): Flow => movedFlow({ context: 2 });

/** A flow of integers 0..levels−1. */
export function integerFlow(levels = 8): Flow {
  return movedFlow({
    preprocessing: [logit({ shape: [3], alpha: 0.05 }), uniformDequantise({ shape: [3], levels })],
    data: { features: 3, names: ['a', 'b', 'c'], quantization: { levels } },
  });
}

/** Every kind of layer that takes rows of four numbers, in one model. */
export function everyLayer(base: Partial<FlowOptions> = {}): Flow {
  const rng = createRng(4);
  const conditioner = (context: number) => (sizes: { inputs: number; outputs: number }) =>
    mlp({ ...sizes, hidden: [5], activation: 'elu', context, rng });
  return moved(
    createFlow({
      bijector: chain(
        [
          affineCoupling({ features: 4, mask: 'even', conditioner: conditioner(2) }),
          affineCoupling({
            features: 4,
            mask: [true, true, false, true],
            logScale: 'exp',
            conditioner: conditioner(0),
          }),
          affineCoupling({
            features: 4,
            mask: 'firstHalf',
            logScale: 'sigmoid',
            conditioner: conditioner(0),
          }),
          additiveCoupling({ features: 4, mask: 'secondHalf', conditioner: conditioner(2) }),
          chain([actNorm({ features: 4 }), elementwiseAffine({ features: 4 })]),
          invertibleLinear({ features: 4, rng }),
          invertibleLinear({ features: 4, parametrisation: 'dense', rng }),
          randomPermutation(4, rng),
          invert(standardise({ mean: [1, 2, 3, 4], std: [1, 0.5, 2, 3] })),
          logit({ shape: [4] }),
          uniformDequantise({ shape: [4], levels: 16 }),
        ],
        { names: ['a', 'b', 'c', 'd', 'norms', 'plu', 'dense', 'order', 'units', 'logit', 'bins'] },
      ),
      data: { features: 4, shape: [2, 2], quantization: { levels: 16 } },
      ...base,
    }),
  );
}

export function moved(flow: Flow): Flow {
  perturb(flow.parameters, createRng(9), 0.2);
  return flow;
}

/** Rows of standard normal numbers. */
export function normalRows(rng: Rng, rows: number, features: number): Float32Array[] {
  const flat = rng.normal(rows * features);
  return Array.from({ length: rows }, (_, i) => flat.slice(i * features, (i + 1) * features));
}
