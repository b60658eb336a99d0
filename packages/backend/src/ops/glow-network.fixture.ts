// Glow's network and its pullback as plain float64 loops.
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type ConvolutionCase, convolution, convolutionGradients } from '../kernels/convolution.fixture.ts';
import { type Cases, cases } from '../kernels/reference.fixture.ts';
import type { GlowNetworkParameters } from './glow-network.ts';

export type Sizes = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly hidden: readonly [number, number];
  readonly outputs: number;
};

type Numbers = ArrayLike<number>;
type Stage = { kernel: Numbers; shift: Numbers; logScale: Numbers; gain: number; geometry: ConvolutionCase };
export type Network = { readonly x: Numbers; readonly stages: readonly [Stage, Stage, Stage] };

/** Random values: a network whose activations are of order 1. */
export function randomNetwork(sizes: Sizes, seed: number): Network & { readonly make: Cases } {
  const make = cases(seed);
  const { batch, height, width, inputs, hidden, outputs } = sizes;
  const stage = (from: number, to: number, side: number, gain: number): Stage => ({
    kernel: make.values(side * side * from * to, 1 / Math.sqrt(side * side * from)),
    shift: make.values(to, 0.3),
    logScale: make.values(to, 0.3),
    gain,
    geometry: {
      ...{ batch, height, width, inputs: from, outputs: to, filterHeight: side, filterWidth: side },
      ...{ strideY: 1, strideX: 1, pads: side === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0] },
    },
  });
  return {
    make,
    x: make.values(batch * height * width * inputs),
    stages: [
      stage(inputs, hidden[0], 3, 1),
      stage(hidden[0], hidden[1], 1, 1),
      stage(hidden[1], outputs, 3, 3),
    ],
  };
}

export function tensorsOf({ x, stages }: Network): { x: Tensor; parameters: GlowNetworkParameters } {
  const [first, second, third] = stages;
  const { batch, height, width, inputs } = first.geometry;
  const values = (numbers: Numbers, shape: number[]) => tensor(Float32Array.from(numbers), shape, 'float32');
  const kernel = ({ kernel: numbers, geometry: g }: Stage) =>
    values(numbers, [g.filterHeight, g.filterWidth, g.inputs, g.outputs]);
  const channels = (numbers: Numbers) => values(numbers, [numbers.length]);
  return {
    x: values(x, [batch, height, width, inputs]),
    parameters: {
      kernel1: kernel(first),
      shift1: channels(first.shift),
      logScale1: channels(first.logScale),
      kernel2: kernel(second),
      shift2: channels(second.shift),
      logScale2: channels(second.logScale),
      kernel3: kernel(third),
      bias3: channels(third.shift),
      logScale3: channels(third.logScale),
    },
  };
}

/** x, h₁, h₂ and y in float64. */
export function networkValues({ x, stages }: Network): Float64Array[] {
  const values = [Float64Array.from(x)];
  stages.forEach((stage, index) => {
    const { logScale, shift, gain, geometry, kernel } = stage;
    const y = convolution(geometry, values[index] ?? [], kernel).map((sum, at) => {
      const channel = at % geometry.outputs;
      return (sum + Number(shift[channel])) * Math.exp(gain * Number(logScale[channel]));
    });
    values.push(index < 2 ? y.map((value) => Math.max(value, 0)) : y);
  });
  return values;
}

/** dx, then kernel, shift and log-scale of every stage, in float64. */
export function networkGradients(network: Network, dy: Numbers): Float64Array[] {
  const values = networkValues(network);
  const gradients: Float64Array[] = [];
  let up = Float64Array.from(dy);
  for (let index = 2; index >= 0; index--) {
    const { kernel, logScale, shift, gain, geometry } = network.stages[index] ?? network.stages[0];
    const y = values[index + 1] ?? new Float64Array();
    const dShift = new Float64Array(shift.length);
    const dLogScale = new Float64Array(shift.length);
    const dSums = up.map((g, at) => {
      const channel = at % geometry.outputs;
      const down = g * Math.exp(gain * Number(logScale[channel]));
      dShift[channel] = Number(dShift[channel]) + down;
      dLogScale[channel] = Number(dLogScale[channel]) + gain * g * Number(y[at]);
      return down;
    });
    const input = values[index] ?? new Float64Array();
    const { dx, dFilter } = convolutionGradients(geometry, input, kernel, dSums);
    gradients.unshift(dFilter, dShift, dLogScale);
    up = index === 0 ? dx : dx.map((g, at) => (Number(input[at]) > 0 ? g : 0));
  }
  return [up, ...gradients];
}
