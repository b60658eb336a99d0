import { FlowError } from '@flow/backend';
import type { DataSchema } from '@flow/models';
import type { Canvas, Colour } from './canvas.ts';
import { inkColour } from './palette.ts';
import { pictureGrid } from './picture-grid.ts';

const SHORTEST_SIDE = 64;

/**
 * Pictures on a sheet as square as their number allows, each enlarged to 64 pixels or more: grey pictures as
 * ink on paper, those of three channels in their colours.
 *
 * @throws invalid-argument where the schema does not describe pictures on integer levels
 */
export function imageSheet(pictures: readonly ArrayLike<number>[], schema: DataSchema, mat: Colour): Canvas {
  const { height, width, channels, levels } = imageFormat(schema);
  return pictureGrid(pictures, {
    width,
    height,
    columns: Math.ceil(Math.sqrt(pictures.length)),
    scale: Math.ceil(SHORTEST_SIDE / Math.min(width, height)),
    mat,
    colourOf(picture, pixel) {
      const at = (channel: number) => picture[pixel * channels + channel] ?? 0;
      if (channels === 1) return inkColour(at(0), levels);
      const light = (channel: number) => Math.round((255 * at(channel)) / (levels - 1));
      return [light(0), light(1), light(2)];
    },
  });
}

export function isImage({ shape = [], quantization }: DataSchema): boolean {
  const [, , channels = 1] = shape;
  return quantization !== undefined && [2, 3].includes(shape.length) && [1, 3].includes(channels);
}

function imageFormat(schema: DataSchema) {
  const { shape: [height, width, channels = 1] = [], quantization } = schema;
  if (!isImage(schema) || height === undefined || width === undefined || quantization === undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'data',
      message: 'Only pictures of one or three channels on integer levels can be drawn.',
      expected: 'a schema with shape [height, width, channels] and quantization',
      received: JSON.stringify(schema),
    });
  }
  return { height, width, channels, levels: quantization.levels };
}
