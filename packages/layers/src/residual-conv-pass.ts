import { add, relu, type Tensor } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { ChannelNorm, Normalised, NormCall } from './channel-norm.ts';
import { columnsBy, enteringOf, entrance } from './residual-conv-entrance.ts';
import type { ResidualBlock, ResidualConvLayers } from './residual-conv-layers.ts';
import { scaledTanh } from './scaled-tanh.ts';

/** out = relu(N x): what the way back needs of it. */
export type Activated = {
  readonly x: Tensor;
  readonly used: Normalised['used'] | undefined;
  readonly out: Tensor;
};

export type BlockPass = { readonly outer: Activated; readonly inner: Activated; readonly h: Tensor };

/** A run of the network with all that its way back needs. */
export type ResidualConvPass = {
  readonly value: Tensor;
  readonly saved: {
    /** The input without its mask, and what it was normalised by. */
    readonly own: Tensor;
    readonly used: Normalised['used'] | undefined;
    /** What the first convolution sees, and what it makes of it. */
    readonly entered: Tensor;
    readonly h: Tensor;
    readonly blocks: readonly BlockPass[];
    readonly last: Activated;
    /** tanh of the last convolution, where there is a gain. */
    readonly bounded: Tensor | undefined;
  };
};

/** Everything that a run saved; some of it more than once. */
export function savedTensors({ own, used, entered, h, blocks, last, bounded }: ResidualConvPass['saved']) {
  const ofNorm = (by: Normalised['used'] | undefined) => (by ? [by.scale, by.ofBatch] : []);
  const of = ({ x, used: by, out }: Activated) => [x, out, ...ofNorm(by)];
  return [
    ...[own, ...ofNorm(used), entered, h, bounded, ...of(last)],
    ...blocks.flatMap(({ outer, inner, h: stream }) => [...of(outer), ...of(inner), stream]),
  ].filter((tensor) => tensor !== undefined);
}

/** The network's formula, on the tape as well. */
export function runResidualConv(layers: ResidualConvLayers, input: Tensor, call: Call): ResidualConvPass {
  const { first, enter, enterSkip, last, leave, gain } = layers;
  const { own: place } = entrance(layers);
  const own = place ? columnsBy(input, place) : input;
  const { value: x, used } = normalise(first, own, { ...call, rectified: false });
  const entered = enteringOf(layers, x, input, call.context);
  const h = enter.apply(entered);
  let total = enterSkip.apply(h);
  let stream = h;
  const blocks = layers.blocks.map((block) => {
    const pass = runBlock(block, stream, call);
    stream = pass.h;
    total = add(total, block.skip.apply(stream));
    return pass;
  });
  const end = activate(last, total, call);
  const raw = leave.apply(end.out);
  const { value, bounded } = gain ? scaledTanh(raw, gain.variable) : { value: raw, bounded: undefined };
  return { value, saved: { own, used, entered, h, blocks, last: end, bounded } };
}

function runBlock({ norm1, conv1, norm2, conv2 }: ResidualBlock, h: Tensor, call: Call): BlockPass {
  const outer = activate(norm1, h, call);
  const inner = activate(norm2, conv1.apply(outer.out), call);
  return { outer, inner, h: add(h, conv2.apply(inner.out)) };
}

function normalise(norm: ChannelNorm | undefined, x: Tensor, call: NormCall) {
  return norm ? norm.apply(x, call) : { value: x, used: undefined };
}

function activate(norm: ChannelNorm | undefined, x: Tensor, call: Call): Activated {
  if (!norm) return { x, used: undefined, out: relu(x) };
  const { value: out, used } = norm.apply(x, { ...call, rectified: true });
  return { x, used, out };
}
