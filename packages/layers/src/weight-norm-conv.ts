import { createParameter, type Parameter, type Rng, randomUniform } from '@flow/backend';
import {
  fill,
  fused,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { convolutionGradient } from './convolution-gradient.ts';

export type WeightNormConv = {
  readonly parameters: readonly Parameter[];
  /** @param x [batch, height, width, inputs] @returns [batch, height, width, outputs] */
  apply(x: Tensor): Tensor;
  /** @returns what dy becomes on the way back, and the gradients in the order of the parameters */
  backward(x: Tensor, dy: Tensor): { readonly dx: Tensor; readonly gradients: Tensor[] };
};

export type WeightNormConvOptions = {
  readonly path: string;
  /** Of the square kernel, odd. */
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  /** A trained length of each output's kernel; without it that is 1. */
  readonly gain: boolean;
  readonly rng: Rng;
};

/**
 * A convolution that keeps the size, with kernels v·g/‖v‖, one length g for each output.
 *
 * v starts from U(−a, a) with a = √(2/inputs) and g from a·√(side²·inputs/12), as in the code released with RealNVP
 * (real_nvp_utils.py, conv_layer). Source: Salimans and Kingma 2016 (arXiv 1602.07868), eqs. 2 and 3.
 */
export function weightNormConv({
  path,
  side,
  inputs,
  outputs,
  bias,
  gain,
  rng,
}: WeightNormConvOptions): WeightNormConv {
  const spread = Math.sqrt(2 / inputs);
  const shape = [side, side, inputs, outputs];
  const kernel = createParameter(`${path}.kernel`, 'weight', shape, () =>
    mul(sub(randomUniform(rng, shape), 0.5), 2 * spread),
  );
  const length = gain
    ? createParameter(`${path}.gain`, 'scale', [outputs], () =>
        fill([outputs], spread * Math.sqrt((side * side * inputs) / 12)),
      )
    : undefined;
  const shift = bias ? createParameter(`${path}.bias`, 'bias', [outputs], () => zeros([outputs])) : undefined;
  const sumOfEach = (of: Tensor) => sum(reshape(of, [-1, outputs]), 0);
  /** 1/‖v‖ and g/‖v‖. */
  const factors = () => {
    const unit = rsqrt(sumOfEach(square(kernel.variable)));
    return { unit, factor: length ? mul(unit, length.variable) : unit };
  };
  return {
    parameters: [kernel, length, shift].filter((parameter) => parameter !== undefined),
    apply(x) {
      const scaled = mul(kernel.variable, factors().factor);
      return fused.conv2d({
        x: x as Tensor4D,
        filter: scaled as Tensor4D,
        strides: 1,
        pad: 'same',
        ...(shift && { bias: shift.variable }),
      });
    },
    backward(x, dy) {
      const [dx, ...gradients] = tidy(() => {
        const { unit, factor } = factors();
        const v = kernel.variable;
        const { dx: down, dKernel } = convolutionGradient({ x, kernel: mul(v, factor) }, dy);
        const direction = mul(v, unit);
        // ∇g of eq. 3; what points along v changes its length alone, which g/‖v‖ takes out.
        const along = sumOfEach(mul(dKernel, direction));
        const across = mul(factor, sub(dKernel, mul(direction, along)));
        return [down, across, ...(length ? [along] : []), ...(shift ? [sumOfEach(dy)] : [])];
      }) as [Tensor, ...Tensor[]];
      return { dx, gradients };
    },
  };
}
