import { at } from '../at.ts';
import type { Part } from '../part.ts';

/** h W + b, with W [inputs, outputs] and b under `path`. */
export function dense(
  part: Part,
  path: string,
  inputs: number,
  outputs: number,
): (h: ArrayLike<number>) => Float64Array {
  const kernel = part.parameter(`${path}.kernel`, [inputs, outputs]);
  const bias = part.parameter(`${path}.bias`, [outputs]);
  return (h) => {
    const out = bias.slice();
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) out[j] = at(out, j) + at(h, i) * at(kernel, i * outputs + j);
    }
    return out;
  };
}
