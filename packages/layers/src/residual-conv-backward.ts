import { add, dispose, mul, step, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { ChannelNorm } from './channel-norm.ts';
import { columnsBy, entrance, throughEntrance } from './residual-conv-entrance.ts';
import type { ResidualConvLayers } from './residual-conv-layers.ts';
import type { Activated, BlockPass, ResidualConvPass } from './residual-conv-pass.ts';
import { scaledTanhBackward } from './scaled-tanh.ts';
import type { WeightNormConv } from './weight-norm-conv.ts';

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
  let dRaw = dValue;
  if (gain && bounded) {
    const ofTanh = scaledTanhBackward(bounded, gain.variable, dValue);
    gradients.set(gain.variable, ofTanh.dGain);
    dRaw = ofTanh.dRaw;
  }
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

/** a + b, where there is a b; takes both over. */
function joined(a: Tensor, b: Tensor | undefined): Tensor {
  if (!b) return a;
  const total = add(a, b);
  dispose([a, b]);
  return total;
}
