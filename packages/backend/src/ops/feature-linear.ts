import { matMul, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { multiply } from '../kernels/product.ts';
import { asRows, requireTensor } from './check.ts';

type LinearGradients = { readonly dx: Tensor; readonly dWeight: Tensor };

/**
 * One matrix across the features of every position, as in an invertible 1x1 convolution: y = x·Wᵀ. Its matrix
 * products are the pack's kernels on WASM and tfjs's elsewhere.
 *
 * Source: Kingma and Dhariwal, "Glow" (2018), table 1.
 */
export const featureLinear = {
  /**
   * @param x [batch, ..., in]; weight [out, in]
   * @returns [batch, ..., out]
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(x: Tensor, weight: Tensor): Tensor {
    const { features } = asRows('x', x);
    const [outputs = 0] = weight.shape;
    requireTensor('weight', weight, [outputs, features]);
    const pack = activePack();
    return pack ? applyOnPack(pack, x, weight) : applyComposed(x, weight);
  },

  /**
   * @param dy the gradient of the value [batch, ..., out]
   * @returns dx = dy·W like x, dWeight = dyᵀ·x [out, in]
   * @throws shape-mismatch, dtype-mismatch
   */
  backward({ x, weight }: { readonly x: Tensor; readonly weight: Tensor }, dy: Tensor): LinearGradients {
    const { features } = asRows('x', x);
    const [outputs = 0] = weight.shape;
    requireTensor('weight', weight, [outputs, features]);
    requireTensor('dy', dy, [...x.shape.slice(0, -1), outputs]);
    const pack = activePack();
    return pack ? backwardOnPack(pack, x, weight, dy) : backwardComposed(x, weight, dy);
  },
};

function applyOnPack(pack: KernelPack, x: Tensor, weight: Tensor): Tensor {
  const { rows, inputs, outputs } = sidesOf(x, weight);
  const value = pack.tensor([...x.shape.slice(0, -1), outputs]);
  product(pack, { tensor: x }, { tensor: weight, transposed: true }, value, [rows, inputs, outputs]);
  return value;
}

function backwardOnPack(pack: KernelPack, x: Tensor, weight: Tensor, dy: Tensor): LinearGradients {
  const { rows, inputs, outputs } = sidesOf(x, weight);
  const dx = pack.tensor(x.shape);
  const dWeight = pack.tensor(weight.shape);
  product(pack, { tensor: dy }, { tensor: weight }, dx, [rows, outputs, inputs]);
  product(pack, { tensor: dy, transposed: true }, { tensor: x }, dWeight, [outputs, rows, inputs]);
  return { dx, dWeight };
}

function sidesOf(x: Tensor, weight: Tensor): { rows: number; inputs: number; outputs: number } {
  const { batch, positions, features: inputs } = asRows('x', x);
  return { rows: batch * positions, inputs, outputs: weight.shape[0] as number };
}

type Factor = { readonly tensor: Tensor; readonly transposed?: boolean };

/** c [m, n] = a [m, k] · b [k, n], without tensors in between that only have another shape. */
function product(
  pack: KernelPack,
  a: Factor,
  b: Factor,
  c: Tensor,
  [m, k, n]: [number, number, number],
): void {
  if (m === 0 || n === 0) return;
  const [transposeA, transposeB] = [a.transposed === true, b.transposed === true];
  const scratch = pack.workspace(pack.kernels.gemmWorkspace(m, n, k));
  multiply(pack.kernels, {
    ...{ a: pack.address(a.tensor), strideA: 4 * (transposeA ? m : k), transposeA },
    ...{ b: pack.address(b.tensor), strideB: 4 * (transposeB ? k : n), transposeB },
    ...{ c: pack.address(c), strideC: 4 * n, m, n, k, scratch },
  });
}

function applyComposed(x: Tensor, weight: Tensor): Tensor {
  const [outputs = 0, inputs = 0] = weight.shape;
  return tidy(() =>
    reshape(matMul(flatten(x, inputs), weight, false, true), [...x.shape.slice(0, -1), outputs]),
  );
}

function backwardComposed(x: Tensor, weight: Tensor, dy: Tensor): LinearGradients {
  const [outputs = 0, inputs = 0] = weight.shape;
  return tidy(() => {
    const rows = flatten(dy, outputs);
    return {
      dx: reshape(matMul(rows, weight), x.shape),
      dWeight: matMul(rows, flatten(x, inputs), true),
    };
  });
}

function flatten(x: Tensor, features: number): Tensor {
  return reshape(x, [x.size / Math.max(features, 1), features]);
}
