import { type Config, numbersIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { Picture } from './convolution.ts';

/** The `space` of a network on pictures, [height, width]. */
export function pictureIn(config: Config): Picture {
  const [height = 0, width = 0, ...more] = numbersIn(config, 'space');
  if (height > 0 && width > 0 && more.length === 0) return { height, width };
  throw new InterpreterError(`${config.kind}: expected space to be [height, width].`);
}
