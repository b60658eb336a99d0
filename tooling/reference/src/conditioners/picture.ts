import { at } from '../at.ts';
import { type Config, numbersIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { Picture } from './convolution.ts';

/** The `space` of a network on pictures, [height, width]. */
export function pictureIn(config: Config): Picture {
  const [height = 0, width = 0, ...more] = numbersIn(config, 'space');
  if (height > 0 && width > 0 && more.length === 0) return { height, width };
  throw new InterpreterError(`${config.kind}: expected space to be [height, width].`);
}

/** A picture of `inputs` channels with more numbers behind the channels of each pixel. */
export function besideEachPixel(
  input: ArrayLike<number>,
  inputs: number,
  beside: (pixel: number) => readonly number[],
): number[] {
  return Array.from({ length: input.length / inputs }, (_, pixel) => [
    ...Array.from({ length: inputs }, (_, i) => at(input, pixel * inputs + i)),
    ...beside(pixel),
  ]).flat();
}
