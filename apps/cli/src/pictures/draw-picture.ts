import { FlowError } from '@flow/backend';
import type { DataSchema } from '@flow/models';
import { type Canvas, type Colour, createCanvas, fillRectangle } from './canvas.ts';
import { inkColour, PAPER } from './palette.ts';

/** How pictures of one kind lie in a row of numbers. */
export type PictureFormat = {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Whole numbers 0..levels−1. */
  readonly levels: number;
};

/**
 * One picture, each of its pixels a square of `scale`: a grey one as ink on paper, one of three channels in its
 * colours.
 */
export function drawPicture(picture: ArrayLike<number>, format: PictureFormat, scale: number): Canvas {
  const { height, width } = format;
  const canvas = createCanvas(width * scale, height * scale, PAPER);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const place = { x: (pixel % width) * scale, y: Math.floor(pixel / width) * scale };
    fillRectangle(canvas, { ...place, width: scale, height: scale }, colourOf(picture, pixel, format));
  }
  return canvas;
}

export function isPicture({ shape = [], quantization }: DataSchema): boolean {
  const [, , channels = 1] = shape;
  return quantization !== undefined && [2, 3].includes(shape.length) && [1, 3].includes(channels);
}

/** @throws invalid-argument where the schema does not describe pictures on integer levels */
export function pictureFormat(schema: DataSchema): PictureFormat {
  const { shape: [height, width, channels = 1] = [], quantization } = schema;
  if (!isPicture(schema) || height === undefined || width === undefined || quantization === undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'data',
      message: 'Only pictures of one or three channels on integer levels can be drawn.',
      expected: 'a schema with shape [height, width, channels] and quantization',
      received: JSON.stringify(schema),
    });
  }
  return { height, width, channels, levels: quantization.levels };
}

function colourOf(picture: ArrayLike<number>, pixel: number, { channels, levels }: PictureFormat): Colour {
  const at = (channel: number) => picture[pixel * channels + channel] ?? 0;
  if (channels === 1) return inkColour(at(0), levels);
  const light = (channel: number) => Math.round((255 * at(channel)) / (levels - 1));
  return [light(0), light(1), light(2)];
}
