import { FlowError } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Refuses anything but a batch of flat latents. @throws shape-mismatch */
export function checkLatent(kind: string, features: number, z: Tensor): void {
  if (z.shape.length === 2 && z.shape[1] === features) return;
  throw new FlowError('shape-mismatch', {
    argument: 'z',
    message: `${kind} is a distribution of flat latents.`,
    expected: `[batch, ${features}]`,
    received: `[${z.shape.join(', ')}]`,
  });
}

/** Refuses a number of features that is not 1, 2, ... @throws invalid-argument */
export function checkFeatures(features: number): void {
  if (Number.isSafeInteger(features) && features > 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'features',
    message: 'A base distribution needs its number of dimensions.',
    expected: 'a whole number, 1 or more',
    received: String(features),
  });
}

/** Refuses a number of samples or a temperature that nothing can be drawn with. @throws invalid-argument */
export function checkDraw(n: number, temperature: number): void {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new FlowError('invalid-argument', {
      argument: 'n',
      message: 'Cannot draw that many samples.',
      expected: 'a whole number, 1 or more',
      received: String(n),
    });
  }
  if (Number.isFinite(temperature) && temperature >= 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'temperature',
    message: 'Temperature scales the spread of the samples.',
    expected: 'a finite number, 0 or more',
    received: String(temperature),
  });
}

/** Refuses values that are not all finite, or not as many as expected. @throws invalid-argument, shape-mismatch */
export function checkValues(argument: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length) {
    throw new FlowError('shape-mismatch', {
      argument,
      message: 'The arguments disagree in length.',
      expected: `${length} values`,
      received: `${values.length}`,
    });
  }
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  throw new FlowError('invalid-argument', {
    argument: `${argument}[${bad}]`,
    message: 'Only finite numbers make a distribution.',
    expected: 'a finite number',
    received: String(values[bad]),
  });
}
