import { add, mul, square, sub, sum, type Tensor, tanh, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** [t | r] -> [t | g·tanh(r)]; `bounded` is tanh of both. */
export function scaledTanh(raw: Tensor, gain: Tensor) {
  const { shifts, scales } = halves(raw);
  const bounded = tanh(raw);
  return { value: add(mul(raw, shifts), mul(bounded, mul(scales, gain))), bounded };
}

/** 1 at the channels of the one half of an output and 0 at those of the other. */
function halves(raw: Tensor): { readonly shifts: Tensor; readonly scales: Tensor } {
  const width = raw.shape[3] as number;
  const shifts = tensor1d(Array.from({ length: width }, (_, i) => Number(2 * i < width)));
  return { shifts, scales: sub(1, shifts) };
}

/** The way back, from [t | g·tanh(r)] to [t | r]: dr = g·d·(1 − tanh²), dg = Σ d·tanh. */
export function scaledTanhBackward(
  bounded: Tensor,
  gain: Tensor,
  dValue: Tensor,
): { readonly dRaw: Tensor; readonly dGain: Tensor } {
  return tidy(() => {
    const { shifts, scales } = halves(bounded);
    const slope = add(mul(sub(1, square(bounded)), mul(scales, gain)), shifts);
    return { dRaw: mul(dValue, slope), dGain: sum(mul(mul(dValue, bounded), scales)) };
  });
}
