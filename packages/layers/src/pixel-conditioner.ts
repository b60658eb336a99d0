import { addToColumns, type Columns, createColumns, gatherColumns } from '@flow/backend';
import { dispose, reshape, type Tensor, tensor2d, tidy, tile, zeros } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { Conditioner, ConditionerPullback } from './conditioner.ts';
import { conditionerAutodiff } from './conditioner-autodiff.ts';
import { rowsOf } from './flattened-passes.ts';
import type { PixelSides } from './pixel-mask.ts';
import { sizeOf } from './shape.ts';
import { recordedValue } from './tape.ts';

/**
 * A network on whole pictures as one between the two sides of a checkerboard, as rows of numbers: it sees
 * [the picture with zeros where it will change | the mask, 1 at the pixels that steer], and of its output
 * [height, width, blocks · channels] the pixels that change are read, one block after the other.
 */
export function pixelConditioner(net: Conditioner, { identity, transformed }: PixelSides): Conditioner {
  const depth = net.inputShape[2] as number;
  const channels = depth - 1;
  const width = net.outputShape[2] as number;
  const blocks = range(width / channels);
  const list = (pixels: readonly number[], per: number, first = 0) =>
    pixels.flatMap((pixel) => range(channels).map((channel) => pixel * per + first + channel));
  const numbersIn = sizeOf(net.inputShape);
  const numbersOut = sizeOf(net.outputShape);
  const said = blocks.flatMap((block) => list(transformed, width, block * channels));
  const mask = new Float32Array(numbersIn);
  for (const pixel of identity) mask[pixel * depth + channels] = 1;
  const view: View = {
    net,
    mask,
    seen: createColumns(list(identity, depth), numbersIn),
    said: createColumns(said, numbersOut),
  };
  return {
    ...net,
    inputShape: [identity.length * channels],
    outputShape: [said.length],
    apply: (steering, call) => tidy(() => applyView(view, steering, call)),
    initialize: (steering, call) => net.initialize?.(picture(view, steering), call),
    pullback: (steering, call) => pullbackOfView(view, steering, call),
  };
}

type View = {
  readonly net: Conditioner;
  /** The flat picture that holds the mask alone. */
  readonly mask: Float32Array;
  /** Where the steering numbers are in a flat picture. */
  readonly seen: Columns;
  /** Where the answers are in the flat output. */
  readonly said: Columns;
};

function applyView(view: View, steering: Tensor, call: Call): Tensor {
  const { net, seen, said } = view;
  const seenPicture = recordedValue(
    [steering],
    ([own]) => picture(view, own as Tensor),
    (_, dy) => [gatherColumns(rowsOf(dy), seen)],
  );
  return recordedValue(
    [rowsOf(net.apply(seenPicture, call))],
    ([output]) => gatherColumns(output as Tensor, said),
    ([output], dy) => [addToColumns(zeros((output as Tensor).shape), dy, said)],
  );
}

function pullbackOfView(view: View, steering: Tensor, call: Call): ConditionerPullback {
  const { net, seen, said } = view;
  const seenPicture = tidy(() => picture(view, steering));
  const run = net.pullback?.(seenPicture, call) ?? conditionerAutodiff(net, seenPicture, call);
  dispose(seenPicture);
  const value = tidy(() => gatherColumns(rowsOf(run.value), said));
  dispose(run.value);
  return {
    value,
    pullback(dValue) {
      const dOutput = tidy(() => {
        const nothing = zeros([dValue.shape[0] as number, said.features]);
        return reshape(addToColumns(nothing, dValue, said), [-1, ...net.outputShape]);
      });
      const back = run.pullback(dOutput);
      dispose(dOutput);
      const dx = tidy(() => gatherColumns(rowsOf(back.dx), seen));
      dispose(back.dx);
      return { ...back, dx };
    },
    dispose: run.dispose,
  };
}

/** [batch, steering numbers] -> [batch, height, width, channels + 1] */
function picture({ net, mask, seen }: View, steering: Tensor): Tensor {
  return tidy(() => {
    const blank = tile(tensor2d(mask, [1, mask.length]), [steering.shape[0] as number, 1]);
    return reshape(addToColumns(blank, steering, seen), [-1, ...net.inputShape]);
  });
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
