// The Glow network of plain tfjs ops, for every backend.
import { mul, relu, step, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { GlowNetworkGradients, GlowNetworkParameters } from './glow-network.ts';
import {
  type ScaledConvolution,
  scaledConvolution,
  scaledConvolutionBackward,
} from './scaled-convolution-composed.ts';

type Hidden = [first: Tensor, second: Tensor];

export function applyComposed(
  x: Tensor,
  parameters: GlowNetworkParameters,
): { readonly value: Tensor; readonly hidden: Hidden } {
  return tidy(() => {
    const [, , third] = stagesOf(parameters);
    const hidden = hiddenComposed(x, parameters);
    return { value: scaledConvolution(hidden[1], third), hidden };
  });
}

export function backwardComposed(
  x: Tensor,
  hidden: Readonly<Hidden> | null,
  parameters: GlowNetworkParameters,
  dy: Tensor,
): GlowNetworkGradients {
  return tidy(() => {
    const [first, second, third] = stagesOf(parameters);
    const [h1, h2] = hidden ?? hiddenComposed(x, parameters);
    const output = scaledConvolutionBackward(h2, third, dy);
    const middle = scaledConvolutionBackward(h1, second, mul(output.dx, step(h2)));
    const input = scaledConvolutionBackward(x, first, mul(middle.dx, step(h1)));
    return {
      dx: input.dx,
      gradients: {
        kernel1: input.kernel,
        shift1: input.shift,
        logScale1: input.logScale,
        kernel2: middle.kernel,
        shift2: middle.shift,
        logScale2: middle.logScale,
        kernel3: output.kernel,
        bias3: output.shift,
        logScale3: output.logScale,
      },
    };
  });
}

function hiddenComposed(x: Tensor, parameters: GlowNetworkParameters): Hidden {
  const [first, second] = stagesOf(parameters);
  const h1 = relu(scaledConvolution(x, first));
  return [h1, relu(scaledConvolution(h1, second))];
}

function stagesOf(
  p: GlowNetworkParameters,
): readonly [ScaledConvolution, ScaledConvolution, ScaledConvolution] {
  return [
    { kernel: p.kernel1, shift: p.shift1, logScale: p.logScale1, gain: 1 },
    { kernel: p.kernel2, shift: p.shift2, logScale: p.logScale2, gain: 1 },
    { kernel: p.kernel3, shift: p.bias3, logScale: p.logScale3, gain: 3 },
  ];
}
