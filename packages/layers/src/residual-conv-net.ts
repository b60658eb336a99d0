import { createParameter, createRng, FlowError, type Parameter, type Rng } from '@flow/backend';
import {
  add,
  concat,
  dispose,
  fill,
  mul,
  neg,
  relu,
  slice,
  type Tensor,
  tanh,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { channelNorm } from './channel-norm.ts';
import type { Conditioner, ConditionerConfig } from './conditioner.ts';
import { conditionerAutodiff } from './conditioner-autodiff.ts';
import { readConfig } from './config-reader.ts';
import { checkBetween, checkPictureSpace, checkSize, type Shape } from './shape.ts';
import { weightNormConv } from './weight-norm-conv.ts';

export type ResidualConvNetOptions = {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** [height, width] */
  readonly space: Shape;
  /** Channels of the residual stream; 32 in the paper, at the first scale. */
  readonly hidden: number;
  /** Residual blocks; 4 in the paper for pictures of 32x32. */
  readonly blocks?: number;
  /**
   * For a checkerboard: the last channel of the input is its mask, which is not normalised; the rest, of which half is
   * 0, is doubled after its normalisation.
   */
  readonly masked?: boolean;
  /** Makes the second half r of the output g·tanh(r) with a trained factor g that starts here: a log-scale. */
  readonly tanhGain?: number;
  /** Draws the first weights. */
  readonly rng: Rng;
};

/** Share of a batch's statistics in the running ones, and what is added to variances: those of the released code. */
const MOMENTUM = 0.1;
const EPSILON = 1e-4;

/**
 * The network inside RealNVP's couplings on pictures: with weight-normalised convolutions W and batch normalisation N,
 *
 *   h₀ = W₃ₓ₃ relu([N x, −N x, mask]),  hₖ = hₖ₋₁ + W₃ₓ₃ relu(N W₃ₓ₃ relu(N hₖ₋₁)),
 *   y = W₁ₓ₁ relu(N Σₖ W₁ₓ₁ hₖ).
 *
 * In a training step N takes the statistics of its batch, so that rows depend on each other, and elsewhere the running
 * ones.
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 3.7, and the code released with it
 * (real_nvp_multiscale_dataset.py, resnet, residual_block).
 *
 * @returns a conditioner [height, width, inputs] -> [height, width, outputs], `rowIndependent` false
 * @throws invalid-argument
 * @example
 * ```ts
 * const rng = createRng(0);
 * const layer = affineCoupling({
 *   shape: [4, 4, 3],
 *   mask: 'evenPixels',
 *   logScale: 'exp',
 *   conditioner: (sizes) => residualConvNet({ ...sizes, hidden: 8, masked: true, tanhGain: 0, rng }),
 * });
 * ```
 */
export function residualConvNet(options: ResidualConvNetOptions): Conditioner {
  const { inputs, outputs, space, hidden, blocks = 2, masked = false, tanhGain } = options;
  checkSize('inputs', inputs, masked ? 2 : 1);
  checkSize('outputs', outputs);
  checkSize('hidden', hidden);
  checkSize('blocks', blocks);
  checkGain(tanhGain, outputs);
  const sides = checkPictureSpace('residualConvNet', space);
  const layers = build(options, masked ? inputs - 1 : inputs, blocks);
  const gain =
    tanhGain === undefined ? undefined : createParameter('gain', 'scale', [], () => fill([], tanhGain));
  const run = (input: Tensor, call: NetCall): Tensor => {
    const y = runLayers(layers, input, { masked, call });
    return gain ? scaledTanh(y, gain, outputs) : y;
  };
  const parameters = [...layers.parameters, ...(gain ? [gain] : [])];
  const net: Conditioner = {
    kind: 'residualConvNet',
    inputShape: [...sides, inputs],
    outputShape: [...sides, outputs],
    rowIndependent: false,
    parameters,
    apply: (input, call) => tidy(() => run(input, { ...call, remember: true })),
    pullback(input, call) {
      let remember = true;
      // The way back runs the network a second time: its statistics move once.
      const apply = (x: Tensor, own: Call) => {
        const first = remember;
        remember = false;
        return tidy(() => run(x, { ...own, remember: first }));
      };
      return conditionerAutodiff({ ...net, apply }, input, call);
    },
    config: () => ({
      kind: 'residualConvNet',
      inputs,
      outputs,
      space: [...sides],
      hidden,
      blocks,
      masked,
      tanhGain: tanhGain ?? null,
    }),
    dispose: () => dispose(parameters.map(({ variable }) => variable)),
  };
  return net;
}

export const residualConvNetFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  return residualConvNet({
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    space: read.numbers('space'),
    hidden: read.number('hidden'),
    blocks: read.number('blocks'),
    masked: read.boolean('masked'),
    ...(read.json('tanhGain') !== null && { tanhGain: read.number('tanhGain') }),
    rng: createRng(0),
  });
};

/** `remember` false: a training step that has moved the running statistics already. */
type NetCall = Call & { readonly remember: boolean };

type Layers = ReturnType<typeof build>;

function build(
  { hidden, outputs, masked = false, rng }: ResidualConvNetOptions,
  channels: number,
  blocks: number,
) {
  const norm = (path: string, width: number) => channelNorm(path, width, MOMENTUM, EPSILON);
  const first = norm('in.norm', channels);
  const conv = (
    path: string,
    side: number,
    inputs: number,
    to: number,
    parts: { bias: boolean; gain: boolean },
  ) => weightNormConv({ path, side, inputs, outputs: to, ...parts, rng: rng.fork(path) });
  const plain = { bias: true, gain: false };
  const scaled = { bias: true, gain: true };
  const enter = conv('in.conv', 3, 2 * channels + Number(masked), hidden, plain);
  const enterSkip = conv('in.skip', 1, hidden, hidden, scaled);
  const parts = Array.from({ length: blocks }, (_, k) => ({
    norm1: norm(`${k}.norm1`, hidden),
    // No bias: the normalisation behind it takes it out.
    conv1: conv(`${k}.conv1`, 3, hidden, hidden, { bias: false, gain: false }),
    norm2: norm(`${k}.norm2`, hidden),
    conv2: conv(`${k}.conv2`, 3, hidden, hidden, scaled),
    skip: conv(`${k}.skip`, 1, hidden, hidden, scaled),
  }));
  const last = norm('out.norm', hidden);
  const leave = conv('out.conv', 1, hidden, outputs, scaled);
  const all = [first, enter, enterSkip, ...parts.flatMap((part) => Object.values(part)), last, leave];
  return {
    channels,
    first,
    enter,
    enterSkip,
    blocks: parts,
    last,
    leave,
    parameters: all.flatMap(({ parameters }): readonly Parameter[] => parameters),
  };
}

function runLayers(
  { channels, first, enter, enterSkip, blocks, last, leave }: Layers,
  input: Tensor,
  { masked, call }: { readonly masked: boolean; readonly call: NetCall },
): Tensor {
  const x = first.apply(masked ? slice(input, [0, 0, 0, 0], [-1, -1, -1, channels]) : input, call);
  const own = masked ? mul(x, 2) : x;
  const mask = masked ? [slice(input, [0, 0, 0, channels], [-1, -1, -1, 1])] : [];
  let h = enter.apply(relu(concat([own, neg(own), ...mask], 3)));
  let sum = enterSkip.apply(h);
  for (const { norm1, conv1, norm2, conv2, skip } of blocks) {
    const inner = conv1.apply(relu(norm1.apply(h, call)));
    h = add(h, conv2.apply(relu(norm2.apply(inner, call))));
    sum = add(sum, skip.apply(h));
  }
  return leave.apply(relu(last.apply(sum, call)));
}

/** [t | r] -> [t | g·tanh(r)] */
function scaledTanh(y: Tensor, gain: Parameter, outputs: number): Tensor {
  const half = outputs / 2;
  const part = (from: number) => slice(y, [0, 0, 0, from], [-1, -1, -1, half]);
  return concat([part(0), mul(gain.variable, tanh(part(half)))], 3);
}

/** @throws invalid-argument */
function checkGain(tanhGain: number | undefined, outputs: number): void {
  if (tanhGain === undefined) return;
  checkBetween('tanhGain', tanhGain, -80, 80);
  if (outputs % 2 === 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'tanhGain',
    message: 'tanhGain makes the second half of the output log-scales: it is for affine couplings.',
    expected: 'an even number of outputs',
    received: String(outputs),
  });
}
