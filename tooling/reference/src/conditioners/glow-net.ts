import { booleanIn, numberIn, sizeIn } from '../config.ts';
import type { ConditionerKind, Part } from '../part.ts';
import { contextIn } from './context.ts';
import { convolution, type Picture, shiftThenScale } from './convolution.ts';
import { besideEachPixel, pictureIn } from './picture.ts';

/**
 * h₁ = relu((conv₃ₓ₃(x) + t₁) exp(s₁)), h₂ = relu((conv₁ₓ₁(h₁) + t₂) exp(s₂)), y = (conv₃ₓ₃(h₂) + b) exp(3 s₃). Each
 * pixel of x is [input, 1 (with edgeBias), context], the context of all or, with pixelContext, of the pixel.
 */
export const glowNet: ConditionerKind = (config, part) => {
  const inputs = sizeIn(config, 'inputs');
  const outputs = sizeIn(config, 'outputs');
  const hidden = sizeIn(config, 'hidden');
  const ones = booleanIn(config, 'edgeBias') ? [1] : [];
  const width = numberIn(config, 'context');
  const ownContext = 'pixelContext' in config && booleanIn(config, 'pixelContext');
  const picture = pictureIn(config);
  const pixels = picture.height * picture.width;
  const context = contextIn(config, ownContext ? pixels : 1);
  const whole = inputs + ones.length + width;
  const first = layer(part, picture, 1, { side: 3, inputs: whole, outputs: hidden });
  const second = layer(part, picture, 2, { side: 1, inputs: hidden, outputs: hidden });
  const sizes = { side: 3, inputs: hidden, outputs };
  const kernel = part.parameter('conv3.kernel', [3, 3, hidden, outputs]);
  const bias = part.parameter('conv3.bias', [outputs]);
  const logScale = part.parameter('conv3.logScale', [outputs]);
  return {
    inputs: pixels * inputs,
    outputs: pixels * outputs,
    apply(input, call) {
      const given = context.of(call);
      const ofPixel = (pixel: number) =>
        ownContext ? given.slice(pixel * width, (pixel + 1) * width) : given;
      const x = besideEachPixel(input, inputs, (pixel) => [...ones, ...ofPixel(pixel)]);
      return shiftThenScale(convolution(picture, second(first(x)), kernel, sizes), bias, logScale, 3);
    },
  };
};

function layer(
  part: Part,
  picture: Picture,
  index: number,
  sizes: { side: number; inputs: number; outputs: number },
): (input: ArrayLike<number>) => Float64Array {
  const { side, inputs, outputs } = sizes;
  const kernel = part.parameter(`conv${index}.kernel`, [side, side, inputs, outputs]);
  const shift = part.parameter(`norm${index}.shift`, [outputs]);
  const logScale = part.parameter(`norm${index}.logScale`, [outputs]);
  return (input) =>
    shiftThenScale(convolution(picture, input, kernel, sizes), shift, logScale, 1).map((value) =>
      Math.max(value, 0),
    );
}
