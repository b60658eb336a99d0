import { multiScale, type SqueezeOrder, squeeze } from '@flow/layers';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';

/** A part of the picture on its way: [height, width, channels], row-major. */
export type Part = {
  readonly shape: readonly [number, number, number];
  readonly values: readonly number[];
};

export type SqueezeStages = {
  /** After nothing, a squeeze, a split, and a squeeze of what stayed. */
  readonly picture: Part;
  readonly squeezed: Part;
  readonly stays: Part;
  readonly leaves: Part;
  readonly coarsest: Part;
  /** What the multi-scale flow makes of the picture: its latent, cut where `latentLayout` says. */
  readonly latent: readonly { readonly level: number; readonly values: readonly number[] }[];
  /** log|det| of all that: nothing but reordering. */
  readonly logDet: number;
};

export const ORDERS = ['glow', 'spaceToDepth'] as const satisfies readonly SqueezeOrder[];

const SIDE = 4;

/** The numbers 1 to 16 as a picture of 4 x 4 pixels, squeezed, split and squeezed again by the layers. */
export function squeezeStages(order: SqueezeOrder): SqueezeStages {
  const fine = squeeze({ shape: [SIDE, SIDE, 1], order });
  const coarse = squeeze({ shape: [SIDE / 2, SIDE / 2, 2], order });
  // It owns the two squeezes and disposes them.
  const whole = multiScale({ levels: [coarse, fine], split: 'plain', top: 'plain' });
  const numbers = Array.from({ length: SIDE * SIDE }, (_, i) => i + 1);
  try {
    return tidy(() => {
      const x = tensor(numbers, [1, SIDE, SIDE, 1]);
      const squeezed = read(fine.inverse(x).value);
      const halves = (from: number) => squeezed.filter((_, i) => Math.floor((i % 4) / 2) === from);
      const stays = halves(0);
      const coarsest = read(coarse.inverse(tensor(stays, [1, 2, 2, 2])).value);
      const { value, logDet } = whole.inverse(x);
      const latent = read(value);
      return {
        picture: { shape: [4, 4, 1], values: numbers },
        squeezed: { shape: [2, 2, 4], values: squeezed },
        stays: { shape: [2, 2, 2], values: stays },
        leaves: { shape: [2, 2, 2], values: halves(1) },
        coarsest: { shape: [1, 1, 8], values: coarsest },
        latent: (whole.latentLayout ?? []).map(({ level, offset, size }) => ({
          level,
          values: latent.slice(offset, offset + size),
        })),
        logDet: read(logDet)[0] as number,
      };
    });
  } finally {
    whole.dispose();
  }
}

const read = (value: Tensor): number[] => Array.from(value.dataSync());
