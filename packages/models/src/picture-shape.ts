import { FlowError } from '@flow/backend';
import type { Shape } from '@flow/layers';
import { checkWhole } from './preset-options.ts';

type PictureUse = {
  /** How often height and width are halved. */
  readonly halved: number;
  /** The option that decides how often: its name and its value. */
  readonly option: 'levels' | 'scales';
  readonly count: number;
  /** What to say where the shape is not that of a picture, and where it has too many channels. */
  readonly notAPicture: string;
  readonly notBuilt: string;
};

/** Refuses a picture whose sides cannot be halved so often. @throws invalid-argument, shape-mismatch */
export function checkPicture(
  shape: Shape,
  { halved, option, count, notAPicture, notBuilt }: PictureUse,
): void {
  const [height = 0, width = 0, channels = 0] = Array.isArray(shape) ? shape : [];
  if (shape?.length !== 3 || ![height, width, channels].every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw new FlowError('invalid-argument', {
      argument: 'shape',
      message: notAPicture,
      expected: '[height, width, channels]',
      received: JSON.stringify(shape) ?? String(shape),
    });
  }
  checkWhole('shape[2]', channels, { least: 1, most: 4, message: notBuilt });
  const side = 2 ** halved;
  if (height % side === 0 && width % side === 0) return;
  const padded = [height, width].map((length) => Math.ceil(length / side) * side);
  throw new FlowError('shape-mismatch', {
    argument: 'shape',
    message:
      `${count} ${option} halve height and width ${halved} times, so ${side} must divide both: pad the pictures to ` +
      `${padded.join('x')} (padImages in @flow/datasets), or take fewer ${option}.`,
    expected: `a height and a width divisible by ${side}`,
    received: `[${shape}]`,
  });
}
