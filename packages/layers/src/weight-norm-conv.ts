import { createParameter, type Parameter, type Rng, randomUniform } from '@flow/backend';
import {
  add,
  conv2d,
  fill,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';

export type WeightNormConv = {
  readonly parameters: readonly Parameter[];
  /** @param x [batch, height, width, inputs] @returns [batch, height, width, outputs] */
  apply(x: Tensor): Tensor;
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
 * (real_nvp_utils.py, conv_layer). Source: Salimans and Kingma 2016 (arXiv 1602.07868), eq. 2.
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
  return {
    parameters: [kernel, length, shift].filter((parameter) => parameter !== undefined),
    apply(x) {
      const v = kernel.variable;
      const unit = rsqrt(sum(square(reshape(v, [-1, outputs])), 0));
      const scaled = mul(v, length ? mul(unit, length.variable) : unit);
      const y = conv2d(x as Tensor4D, scaled as Tensor4D, 1, 'same');
      return shift ? add(y, shift.variable) : y;
    },
  };
}
