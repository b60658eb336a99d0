import { add, exp, fill, mul, neg, reshape, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { asRows, requireTensor } from './check.ts';
import type { Direction, WithLogDet } from './types.ts';

type AffineParameters = { readonly logScale: Tensor; readonly shift: Tensor };
type Upstream = { readonly dValue: Tensor; readonly dLogDet: Tensor };

/** Derivatives for the input, of its shape, and for log-scale and shift, [features] each. */
export type FeatureAffineGradients = {
  readonly dx: Tensor;
  readonly dLogScale: Tensor;
  readonly dShift: Tensor;
};

/**
 * One scale and shift a feature, as in an actnorm: forward x = z·e^s + t, log|det| = positions·Σ s; inverse
 * z = (x − t)·e^−s, log|det| = −positions·Σ s.
 *
 * Source: Kingma and Dhariwal, "Glow" (2018), table 1.
 */
export const featureAffine = {
  /**
   * @param x [batch, ..., features]; parameters logScale and shift [features]
   * @returns value like x, logDet [batch], summed in float64
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(x: Tensor, parameters: AffineParameters, direction: Direction): WithLogDet {
    const { features } = asRows('x', x);
    requireTensor('logScale', parameters.logScale, [features]);
    requireTensor('shift', parameters.shift, [features]);
    const pack = activePack();
    return pack ? applyOnPack(pack, x, parameters, direction) : applyComposed(x, parameters, direction);
  },

  /**
   * @param saved z, the latent side of either direction: the input of forward, the value of inverse
   * @returns dx like z, dLogScale and dShift [features]
   * @throws shape-mismatch, dtype-mismatch
   */
  backward(
    saved: { readonly z: Tensor; readonly logScale: Tensor },
    upstream: Upstream,
    direction: Direction,
  ): FeatureAffineGradients {
    const { batch, features } = asRows('z', saved.z);
    requireTensor('logScale', saved.logScale, [features]);
    requireTensor('dValue', upstream.dValue, saved.z.shape);
    requireTensor('dLogDet', upstream.dLogDet, [batch]);
    const pack = activePack();
    return pack
      ? backwardOnPack(pack, saved, upstream, direction)
      : backwardComposed(saved, upstream, direction);
  },
};

function applyOnPack(
  pack: KernelPack,
  x: Tensor,
  parameters: AffineParameters,
  direction: Direction,
): WithLogDet {
  const { batch, positions, features } = asRows('x', x);
  const value = pack.tensor(x.shape);
  const logDet = pack.tensor([batch]);
  const total = pack.kernels.affine(
    pack.address(x),
    pack.address(parameters.logScale),
    pack.address(parameters.shift),
    pack.address(value),
    batch * positions,
    features,
    Number(direction === 'inverse'),
    pack.workspace(pack.kernels.affineWorkspace(features)),
  );
  const each = (direction === 'inverse' ? -1 : 1) * positions * total;
  pack.floats(pack.address(logDet), batch).fill(each);
  return { value, logDet };
}

function backwardOnPack(
  pack: KernelPack,
  { z, logScale }: { readonly z: Tensor; readonly logScale: Tensor },
  { dValue, dLogDet }: Upstream,
  direction: Direction,
): FeatureAffineGradients {
  const { batch, positions, features } = asRows('z', z);
  const dx = pack.tensor(z.shape);
  const dLogScale = pack.tensor([features]);
  const dShift = pack.tensor([features]);
  const ofRows = pack.floats(pack.address(dLogDet), batch).reduce((total, value) => total + value, 0);
  pack.kernels.affineGradient(
    pack.address(z),
    pack.address(logScale),
    pack.address(dValue),
    pack.address(dx),
    pack.address(dLogScale),
    pack.address(dShift),
    batch * positions,
    features,
    Number(direction === 'inverse'),
    positions * ofRows,
    pack.workspace(pack.kernels.affineWorkspace(features)),
  );
  return { dx, dLogScale, dShift };
}

function applyComposed(x: Tensor, { logScale, shift }: AffineParameters, direction: Direction): WithLogDet {
  const { batch, positions } = asRows('x', x);
  return tidy(() => {
    const isInverse = direction === 'inverse';
    const value = isInverse ? mul(sub(x, shift), exp(neg(logScale))) : add(mul(x, exp(logScale)), shift);
    const each = mul(sum(logScale), isInverse ? -positions : positions);
    return { value, logDet: mul(fill([batch], 1), each) };
  });
}

function backwardComposed(
  { z, logScale }: { readonly z: Tensor; readonly logScale: Tensor },
  { dValue, dLogDet }: Upstream,
  direction: Direction,
): FeatureAffineGradients {
  const { positions, features } = asRows('z', z);
  const sumRows = (x: Tensor) => sum(reshape(x, [x.size / Math.max(features, 1), features]), 0);
  return tidy(() => {
    const isInverse = direction === 'inverse';
    const dx = mul(dValue, exp(isInverse ? neg(logScale) : logScale));
    const through = sumRows(mul(isInverse ? dValue : dx, z));
    const total = add(through, mul(sum(dLogDet), positions));
    return {
      dx,
      dLogScale: isInverse ? neg(total) : total,
      dShift: isInverse ? neg(sumRows(dx)) : sumRows(dValue),
    };
  });
}
