import { at } from '../at.ts';
import { booleanIn, numberIn, sizeIn } from '../config.ts';
import type { ConditionerKind, Part } from '../part.ts';
import { contextIn, NO_CONTEXT } from './context.ts';
import { convolution, type Picture } from './convolution.ts';
import { pictureIn } from './picture.ts';

/** Added to the variances. */
const EPSILON = 1e-4;

type Map = (values: Float64Array) => Float64Array;

/**
 * h₀ = W₃ₓ₃ relu([N x, −N x, mask]), hₖ = hₖ₋₁ + W₃ₓ₃ relu(N W₃ₓ₃ relu(N hₖ₋₁)), y = W₁ₓ₁ relu(N Σₖ W₁ₓ₁ hₖ): N is batch
 * normalisation with running statistics, W a convolution whose kernels v g/‖v‖ have the lengths g (1 without).
 * `masked`: the last channel of the input is the mask, and N x is doubled. `tanhGain`: the second half r of the
 * channels of y becomes g tanh r with the parameter `gain`. `context`: each pixel of what the first W sees has it behind the
 * relu. `batchNorm` false: without N and without the doubling, but with a bias in each W.
 */
export const residualConvNet: ConditionerKind = (config, part) => {
  const [inputs, outputs, hidden] = [
    sizeIn(config, 'inputs'),
    sizeIn(config, 'outputs'),
    sizeIn(config, 'hidden'),
  ];
  const picture = pictureIn(config);
  const pixels = picture.height * picture.width;
  const isMasked = booleanIn(config, 'masked');
  const channels = isMasked ? inputs - 1 : inputs;
  const normalises = !('batchNorm' in config) || booleanIn(config, 'batchNorm');
  const context = 'context' in config ? contextIn(config) : NO_CONTEXT;
  const conv = (
    path: string,
    side: number,
    from: number,
    to: number,
    parts: { bias: boolean; gain: boolean },
  ) => weightNormConv(part, picture, path, { side, inputs: from, outputs: to, ...parts });
  const [plain, scaled] = [
    { bias: true, gain: false },
    { bias: true, gain: true },
  ];
  const normOf = (path: string, width: number): Map => (normalises ? norm(part, path, width) : (x) => x);
  const first = normOf('in.norm', channels);
  const entering = 2 * channels + (isMasked ? 1 : 0) + context.width;
  const enter = conv('in.conv', 3, entering, hidden, plain);
  const enterSkip = conv('in.skip', 1, hidden, hidden, scaled);
  const blocks = Array.from({ length: sizeIn(config, 'blocks') }, (_, k) => ({
    norm1: normOf(`${k}.norm1`, hidden),
    conv1: conv(`${k}.conv1`, 3, hidden, hidden, { bias: !normalises, gain: false }),
    norm2: normOf(`${k}.norm2`, hidden),
    conv2: conv(`${k}.conv2`, 3, hidden, hidden, scaled),
    skip: conv(`${k}.skip`, 1, hidden, hidden, scaled),
  }));
  const last = normOf('out.norm', hidden);
  const leave = conv('out.conv', 1, hidden, outputs, scaled);
  const gain = config.tanhGain === null ? undefined : at(part.parameter('gain', []), 0);
  if (gain !== undefined) numberIn(config, 'tanhGain');
  return {
    inputs: pixels * inputs,
    outputs: pixels * outputs,
    apply(input, call) {
      const given = context.of(call);
      const own = Float64Array.from({ length: pixels * channels }, (_, i) =>
        at(input, Math.floor(i / channels) * inputs + (i % channels)),
      );
      const x = first(own).map((value) => (isMasked && normalises ? 2 * value : value));
      const seen = Array.from({ length: pixels }, (_, pixel) => {
        const here = x.subarray(pixel * channels, (pixel + 1) * channels);
        const mask = isMasked ? [at(input, pixel * inputs + channels)] : [];
        return [
          ...[...here, ...here.map((value) => -value), ...mask].map((value) => Math.max(value, 0)),
          ...given,
        ];
      });
      let h = enter(Float64Array.from(seen.flat()));
      let sum = enterSkip(h);
      for (const { norm1, conv1, norm2, conv2, skip } of blocks) {
        h = plus(h, conv2(relu(norm2(conv1(relu(norm1(h)))))));
        sum = plus(sum, skip(h));
      }
      const y = leave(relu(last(sum)));
      return gain === undefined
        ? y
        : y.map((value, i) => (2 * (i % outputs) < outputs ? value : gain * Math.tanh(value)));
    },
  };
};

function norm(part: Part, path: string, channels: number): Map {
  const shift = part.parameter(`${path}.shift`, [channels]);
  const mean = part.parameter(`${path}.mean`, [channels]);
  const variance = part.parameter(`${path}.variance`, [channels]);
  return (x) =>
    x.map((value, i) => {
      const channel = i % channels;
      return (value - at(mean, channel)) / Math.sqrt(at(variance, channel) + EPSILON) + at(shift, channel);
    });
}

function weightNormConv(
  part: Part,
  picture: Picture,
  path: string,
  sizes: { side: number; inputs: number; outputs: number; bias: boolean; gain: boolean },
): Map {
  const { side, inputs, outputs } = sizes;
  const kernel = part.parameter(`${path}.kernel`, [side, side, inputs, outputs]);
  const lengths = sizes.gain ? part.parameter(`${path}.gain`, [outputs]) : new Float64Array(outputs).fill(1);
  const bias = sizes.bias ? part.parameter(`${path}.bias`, [outputs]) : new Float64Array(outputs);
  const norms = new Float64Array(outputs);
  kernel.forEach((value, i) => {
    norms[i % outputs] = Math.hypot(at(norms, i % outputs), value);
  });
  const scaled = kernel.map((value, i) => (value * at(lengths, i % outputs)) / at(norms, i % outputs));
  return (x) => convolution(picture, x, scaled, sizes).map((value, i) => value + at(bias, i % outputs));
}

const relu: Map = (values) => values.map((value) => Math.max(value, 0));

function plus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + at(b, i));
}
