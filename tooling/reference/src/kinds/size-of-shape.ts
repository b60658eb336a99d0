import { type Config, numbersIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';

/** The number of values in one datum of the configured `shape`. */
export function sizeOfShapeIn(config: Config): number {
  const shape = numbersIn(config, 'shape');
  const size = shape.reduce((product, side) => product * side, 1);
  if (shape.length > 0 && shape.every((side) => Number.isSafeInteger(side) && side > 0)) return size;
  throw new InterpreterError(`${config.kind}: expected whole positive sides, got shape [${shape}].`);
}
