import { createRng, FlowError, type Rng } from '@flow/backend';
import { dispose, keep, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { residualConvBackward } from './residual-conv-backward.ts';
import { residualConvLayers } from './residual-conv-layers.ts';
import { type ResidualConvPass, runResidualConv, savedTensors } from './residual-conv-pass.ts';
import { checkBetween, checkPictureSpace, checkSize, type Shape } from './shape.ts';
import { keepShare } from './share.ts';

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
  /** Default true; without it rows do not depend on each other in training either. */
  readonly batchNorm?: boolean;
  /** Width of a context vector, which the first convolution sees beside the channels of each pixel. */
  readonly context?: number;
  /** Draws the first weights. */
  readonly rng: Rng;
};

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
 * @returns a conditioner [height, width, inputs] -> [height, width, outputs], `rowIndependent` false with batch
 *   normalisation
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
  const {
    inputs,
    outputs,
    space,
    hidden,
    blocks = 2,
    masked = false,
    batchNorm = true,
    context = 0,
  } = options;
  const { tanhGain, rng } = options;
  checkSize('inputs', inputs, masked ? 2 : 1);
  checkSize('outputs', outputs);
  checkSize('hidden', hidden);
  checkSize('blocks', blocks);
  checkSize('context', context, 0);
  checkGain(tanhGain, outputs);
  const sides = checkPictureSpace('residualConvNet', space);
  const channels = masked ? inputs - 1 : inputs;
  const sizes = { channels, outputs, hidden, blocks, context, masked, batchNorm, tanhGain };
  const layers = residualConvLayers(sizes, rng);
  return {
    kind: 'residualConvNet',
    inputShape: [...sides, inputs],
    outputShape: [...sides, outputs],
    ...(context > 0 && { contextShape: [context] }),
    rowIndependent: !batchNorm,
    parameters: layers.parameters,
    apply: (input, call) => tidy(() => runResidualConv(layers, input, call).value),
    pullback(input, call) {
      const { value, saved } = keptPass(() => runResidualConv(layers, input, call), input);
      const free = () => dispose(savedTensors(saved));
      return {
        value,
        pullback(dValue) {
          const gradients = residualConvBackward(layers, saved, dValue);
          free();
          return gradients;
        },
        dispose: free,
      };
    },
    // What is at its default is not written: models saved before there was a choice keep their bytes.
    config: () => ({
      kind: 'residualConvNet',
      inputs,
      outputs,
      space: [...sides],
      hidden,
      blocks,
      masked,
      tanhGain: tanhGain ?? null,
      ...(!batchNorm && { batchNorm }),
      ...(context > 0 && { context }),
    }),
    dispose: () => dispose(layers.parameters.map(({ variable }) => variable)),
  };
}

/** A run whose saved tensors outlive tidies; where the input itself is saved, it gets a handle of its own. */
function keptPass(run: () => ResidualConvPass, input: Tensor): ResidualConvPass {
  let kept: ResidualConvPass | undefined;
  tidy(() => {
    const { value, saved } = run();
    kept = { value, saved: saved.own === input ? { ...saved, own: keepShare(input) } : saved };
    for (const tensor of savedTensors(kept.saved)) keep(tensor);
    return value;
  });
  return kept as unknown as ResidualConvPass;
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
    ...(read.has('batchNorm') && { batchNorm: read.boolean('batchNorm') }),
    ...(read.has('context') && { context: read.number('context') }),
    rng: createRng(0),
  });
};

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
