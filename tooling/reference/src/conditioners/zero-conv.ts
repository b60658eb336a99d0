import { sizeIn } from '../config.ts';
import type { ConditionerKind } from '../part.ts';
import { contextIn, NO_CONTEXT } from './context.ts';
import { convolution, shiftThenScale } from './convolution.ts';
import { besideEachPixel, pictureIn } from './picture.ts';

/** (conv₃ₓ₃(x) + bias) exp(3 logScale). Each pixel of x is [input, context]. */
export const zeroConv: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const context = 'context' in config ? contextIn(config) : NO_CONTEXT;
  const whole = inputs + context.width;
  const picture = pictureIn(config);
  const pixels = picture.height * picture.width;
  const kernel = part.parameter('kernel', [3, 3, whole, outputs]);
  const bias = part.parameter('bias', [outputs]);
  const logScale = part.parameter('logScale', [outputs]);
  return {
    inputs: pixels * inputs,
    outputs: pixels * outputs,
    apply(input, call) {
      const given = context.of(call);
      const x = besideEachPixel(input, inputs, () => given);
      const sums = convolution(picture, x, kernel, { side: 3, inputs: whole, outputs });
      return shiftThenScale(sums, bias, logScale, 3);
    },
  };
};
