import { sizeIn } from '../config.ts';
import type { ConditionerKind } from '../part.ts';
import { convolution, shiftThenScale } from './convolution.ts';
import { pictureIn } from './picture.ts';

/** (conv₃ₓ₃(x) + bias) exp(3 logScale). */
export const zeroConv: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const picture = pictureIn(config);
  const pixels = picture.height * picture.width;
  const kernel = part.parameter('kernel', [3, 3, inputs, outputs]);
  const bias = part.parameter('bias', [outputs]);
  const logScale = part.parameter('logScale', [outputs]);
  return {
    inputs: pixels * inputs,
    outputs: pixels * outputs,
    apply: (input) =>
      shiftThenScale(convolution(picture, input, kernel, { side: 3, inputs, outputs }), bias, logScale, 3),
  };
};
