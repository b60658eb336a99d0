import {
  add,
  concat,
  dispose,
  matMul,
  mul,
  relu,
  reshape,
  slice,
  square,
  step,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor1d,
  tensor2d,
  tidy,
  tile,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { ChannelNorm, Normalised, NormCall } from './channel-norm.ts';
import type { ResidualBlock, ResidualConvLayers } from './residual-conv-layers.ts';
import type { WeightNormConv } from './weight-norm-conv.ts';

/** `remember` false: a training step that has moved the running statistics already. */
type NetCall = Call & { readonly remember: boolean };

/** out = relu(N x): what the way back needs of it. */
type Activated = { readonly x: Tensor; readonly used: Normalised['used'] | undefined; readonly out: Tensor };

type BlockPass = { readonly outer: Activated; readonly inner: Activated; readonly h: Tensor };

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
    /** tanh(r) */
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
export function runResidualConv(layers: ResidualConvLayers, input: Tensor, call: NetCall): ResidualConvPass {
  const { first, enter, enterSkip, last, leave, gain } = layers;
  const places = entrance(layers);
  const own = places.own ? columnsBy(input, places.own) : input;
  const { value: x, used } = normalise(first, own, { ...call, rectified: false });
  const signed = columnsBy(x, places.signed);
  const whole = places.mask ? add(signed, columnsBy(input, places.mask)) : signed;
  const entered = withContext(relu(whole), call.context);
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

function runBlock({ norm1, conv1, norm2, conv2 }: ResidualBlock, h: Tensor, call: NetCall): BlockPass {
  const outer = activate(norm1, h, call);
  const inner = activate(norm2, conv1.apply(outer.out), call);
  return { outer, inner, h: add(h, conv2.apply(inner.out)) };
}

function normalise(norm: ChannelNorm | undefined, x: Tensor, call: NormCall) {
  return norm ? norm.apply(x, call) : { value: x, used: undefined };
}

function activate(norm: ChannelNorm | undefined, x: Tensor, call: NetCall): Activated {
  if (!norm) return { x, used: undefined, out: relu(x) };
  const { value: out, used } = norm.apply(x, { ...call, rectified: true });
  return { x, used, out };
}

/** [t | r] -> [t | g·tanh(r)]; `bounded` is tanh of both. */
function scaledTanh(raw: Tensor, gain: Tensor) {
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

/**
 * The entrance [input without mask | mask] -> own -> [x, −x, mask] as matrices that place channels, `signed` with the
 * doubling: products with them are far faster than slices of single channels.
 */
function entrance({ channels, masked, first }: ResidualConvLayers) {
  const [inputs, width] = [channels + Number(masked), 2 * channels + Number(masked)];
  const place = (
    rows: number,
    columns: number,
    at: (row: number) => readonly (readonly [number, number])[],
  ) => {
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (const [column, value] of at(row)) values[row * columns + column] = value;
    }
    return tensor2d(values, [rows, columns]);
  };
  const size = masked && first ? 2 : 1;
  const signed = place(channels, width, (row) => [
    [row, size],
    [channels + row, -size],
  ]);
  if (!masked) return { signed };
  return {
    signed,
    own: place(inputs, channels, (row) => (row < channels ? [[row, 1]] : [])),
    mask: place(inputs, width, (row) => (row < channels ? [] : [[width - 1, 1]])),
  };
}

/** At each pixel, its channels times a matrix or its transpose. */
function columnsBy(x: Tensor, matrix: Tensor, transposed = false): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const [from, to] = transposed ? [columns, rows] : [rows, columns];
  const product = matMul(reshape(x, [-1, from]), matrix, false, transposed);
  return reshape(product, [...x.shape.slice(0, -1), to]);
}

/** The context at each pixel, behind the relu: its numbers may have both signs. */
function withContext(x: Tensor, context: Tensor | undefined): Tensor {
  if (!context) return x;
  const [batch, height, width] = x.shape as [number, number, number, number];
  const everywhere = tile(reshape(context, [batch, 1, 1, -1]), [1, height, width, 1]);
  return concat([x, everywhere], 3);
}

export type ResidualConvGradients = {
  readonly dx: Tensor;
  readonly dContext?: Tensor;
  readonly gradients: Map<Variable, Tensor>;
};

/** The way back of a run; each step frees what it made for itself, so that the memory of one serves the next. */
export function residualConvBackward(
  layers: ResidualConvLayers,
  { own, used, entered, h: h0, blocks, last, bounded }: ResidualConvPass['saved'],
  dValue: Tensor,
): ResidualConvGradients {
  const { first, enter, enterSkip, leave, gain } = layers;
  const gradients = new Map<Variable, Tensor>();
  const throughConv = (conv: WeightNormConv, x: Tensor, dy: Tensor): Tensor => {
    const back = conv.backward(x, dy);
    conv.parameters.forEach(({ variable }, i) => void gradients.set(variable, back.gradients[i] as Tensor));
    return back.dx;
  };
  const throughNorm = (
    norm: ChannelNorm | undefined,
    { x, used: by }: Pick<Activated, 'x' | 'used'>,
    dy: Tensor,
  ) => {
    if (!norm || !by) return dy;
    const back = norm.backward(x, by, dy);
    gradients.set((norm.parameters[0] as ChannelNorm['parameters'][0]).variable, back.dShift);
    dy.dispose();
    return back.dx;
  };
  const throughActivation = (norm: ChannelNorm | undefined, activated: Activated, dOut: Tensor) => {
    const dValueOf = tidy(() => mul(dOut, step(activated.out)));
    dOut.dispose();
    return throughNorm(norm, activated, dValueOf);
  };
  const dRaw = gain && bounded ? throughTanh(dValue, gain.variable, bounded, gradients) : dValue;
  const dTotal = throughActivation(layers.last, last, throughConv(leave, last.out, dRaw));
  if (dRaw !== dValue) dRaw.dispose();
  let dh: Tensor | undefined;
  for (const [k, { norm1, conv1, norm2, conv2, skip }] of [...layers.blocks.entries()].toReversed()) {
    const { outer, inner, h } = blocks[k] as BlockPass;
    dh = joined(throughConv(skip, h, dTotal), dh);
    const dInner = throughActivation(norm2, inner, throughConv(conv2, inner.out, dh));
    const dOuter = throughActivation(norm1, outer, throughConv(conv1, outer.out, dInner));
    dInner.dispose();
    dh = joined(dOuter, dh);
  }
  const dh0 = joined(throughConv(enterSkip, h0, dTotal), dh);
  const dEntered = throughConv(enter, entered, dh0);
  dispose([dTotal, dh0]);
  const { dSigned, dMasked, dContext } = throughEntrance(layers, entered, dEntered);
  const dOwn = throughNorm(first, { x: own, used }, dSigned);
  const dx = dMasked ? tidy(() => add(columnsBy(dOwn, entrance(layers).own as Tensor, true), dMasked)) : dOwn;
  if (dMasked) dispose([dOwn, dMasked]);
  return { dx, ...(dContext && { dContext }), gradients };
}

/** From [t | g·tanh(r)] to [t | r]: dr = g·d·(1 − tanh²), dg = Σ d·tanh. */
function throughTanh(
  dValue: Tensor,
  gain: Variable,
  bounded: Tensor,
  gradients: Map<Variable, Tensor>,
): Tensor {
  const [dRaw, dGain] = tidy(() => {
    const { shifts, scales } = halves(bounded);
    const slope = add(mul(sub(1, square(bounded)), mul(scales, gain)), shifts);
    return [mul(dValue, slope), sum(mul(mul(dValue, bounded), scales))] as const;
  }) as readonly [Tensor, Tensor];
  gradients.set(gain, dGain);
  return dRaw;
}

/** From [relu(x), relu(−x), relu(mask), context] to x, the input's mask and context; takes dEntered over. */
function throughEntrance(layers: ResidualConvLayers, entered: Tensor, dEntered: Tensor) {
  const given = 2 * layers.channels + Number(layers.masked);
  const context = (entered.shape[3] as number) - given;
  const own = (x: Tensor) => (context > 0 ? channelsOf(x, 0, given) : x);
  const result = tidy(() => {
    const { signed, mask } = entrance(layers);
    const d = mul(own(dEntered), step(own(entered)));
    return {
      dSigned: columnsBy(d, signed, true),
      ...(mask && { dMasked: columnsBy(d, mask, true) }),
      ...(context > 0 && { dContext: sum(channelsOf(dEntered, given, context), [1, 2]) }),
    };
  });
  dEntered.dispose();
  return result as { readonly dSigned: Tensor; readonly dMasked?: Tensor; readonly dContext?: Tensor };
}

/** a + b, where there is a b; takes both over. */
function joined(a: Tensor, b: Tensor | undefined): Tensor {
  if (!b) return a;
  const total = add(a, b);
  dispose([a, b]);
  return total;
}

function channelsOf(x: Tensor, from: number, count: number): Tensor {
  return slice(x, [0, 0, 0, from], [-1, -1, -1, count]);
}
