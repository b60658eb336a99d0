import { type Bijector, type Call, driftBetween, within } from '@flow/layers';
import { clone, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walkInverse } from './layer-walk.ts';

/** A layer and how badly it gives back what it was given. */
export type LayerDrift = {
  /** The layer's path in the bijector, `3`; empty for a bijector of one layer. */
  readonly path: string;
  readonly kind: string;
  /** ‖f(f⁻¹(x)) − x‖ / ‖x‖ of this layer alone. */
  readonly drift: number;
};

/**
 * The layer that rebuilds its input worst, of those that `memory: 'recompute'` rebuilds: each alone, at what it is given
 * on the way from x to z. Nothing where there is no such layer, or where all are exact.
 *
 * @param x [batch, ...dataShape]
 * @throws shape-mismatch and what else the layers throw, with the layer's path
 * @example
 * ```ts
 * const bijector = chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]);
 * worstLayerDrift(bijector, tensor2d([[1, 2]]), {}); // undefined
 * ```
 */
export function worstLayerDrift(bijector: Bijector, x: Tensor, call: Call): LayerDrift | undefined {
  let worst: LayerDrift | undefined;
  tidy(() => {
    walkInverse(bijector, clone(x), ({ layer, path }, value) => {
      const there = within(path, () => layer.inverse(value, call));
      dispose(there.logDet);
      if (layer.recomputable && layer.rowIndependent) {
        const back = within(path, () => layer.forward(there.value, call));
        const drift = driftBetween(back.value, value);
        dispose([back.value, back.logDet]);
        if (drift > (worst?.drift ?? 0)) worst = { path, kind: layer.kind, drift };
      }
      dispose(value);
      return there.value;
    });
  });
  return worst;
}
