import { createParameter, type Parameter, type Rng } from '@flow/backend';
import { fill } from '@tensorflow/tfjs-core';
import { type ChannelNorm, channelNorm } from './channel-norm.ts';
import { type WeightNormConv, weightNormConv } from './weight-norm-conv.ts';

/** The parts of a `residualConvNet`, in its formula's order; without batch normalisation the norms are missing. */
export type ResidualConvLayers = {
  /** Channels that are normalised: those of the input without the mask. */
  readonly channels: number;
  readonly masked: boolean;
  /** Width of the context, 0 for none. */
  readonly context: number;
  readonly first: ChannelNorm | undefined;
  readonly enter: WeightNormConv;
  readonly enterSkip: WeightNormConv;
  readonly blocks: readonly ResidualBlock[];
  readonly last: ChannelNorm | undefined;
  readonly leave: WeightNormConv;
  /** g of g·tanh(r), which the second half r of the output becomes. */
  readonly gain: Parameter | undefined;
  readonly parameters: readonly Parameter[];
};

export type ResidualBlock = {
  readonly norm1: ChannelNorm | undefined;
  readonly conv1: WeightNormConv;
  readonly norm2: ChannelNorm | undefined;
  readonly conv2: WeightNormConv;
  readonly skip: WeightNormConv;
};

export type ResidualConvSizes = {
  /** Of the input without the mask. */
  readonly channels: number;
  readonly outputs: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly context: number;
  readonly masked: boolean;
  readonly batchNorm: boolean;
  readonly tanhGain: number | undefined;
};

/** Share of a batch's statistics in the running ones, and what is added to variances: those of the released code. */
const MOMENTUM = 0.1;
const EPSILON = 1e-4;

export function residualConvLayers(sizes: ResidualConvSizes, rng: Rng): ResidualConvLayers {
  const { channels, outputs, hidden, blocks: count, context, masked, batchNorm, tanhGain } = sizes;
  const norm = (path: string, width: number) =>
    batchNorm ? channelNorm(path, width, MOMENTUM, EPSILON) : undefined;
  const conv = (
    path: string,
    [side, inputs, to]: readonly [side: number, inputs: number, outputs: number],
    parts: { bias: boolean; gain: boolean },
  ) => weightNormConv({ path, side, inputs, outputs: to, ...parts, rng: rng.fork(path) });
  const plain = { bias: true, gain: false };
  const scaled = { bias: true, gain: true };
  const first = norm('in.norm', channels);
  const enter = conv('in.conv', [3, 2 * channels + Number(masked) + context, hidden], plain);
  const enterSkip = conv('in.skip', [1, hidden, hidden], scaled);
  const blocks = Array.from({ length: count }, (_, k) => ({
    norm1: norm(`${k}.norm1`, hidden),
    // A normalisation behind it would take a bias out.
    conv1: conv(`${k}.conv1`, [3, hidden, hidden], { bias: !batchNorm, gain: false }),
    norm2: norm(`${k}.norm2`, hidden),
    conv2: conv(`${k}.conv2`, [3, hidden, hidden], scaled),
    skip: conv(`${k}.skip`, [1, hidden, hidden], scaled),
  }));
  const last = norm('out.norm', hidden);
  const leave = conv('out.conv', [1, hidden, outputs], scaled);
  const gain =
    tanhGain === undefined ? undefined : createParameter('gain', 'scale', [], () => fill([], tanhGain));
  const all = [first, enter, enterSkip, ...blocks.flatMap((block) => Object.values(block)), last, leave];
  const parameters = all.flatMap((layer): readonly Parameter[] => layer?.parameters ?? []);
  return {
    ...{ channels, masked, context, first, enter, enterSkip, blocks, last, leave, gain },
    parameters: [...parameters, ...(gain ? [gain] : [])],
  };
}
