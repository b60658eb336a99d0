import type { Split } from '@flow/datasets';
import type { Flow } from '@flow/models';
import type { Canvas } from '../pictures/canvas.ts';

/** What a figure is drawn from. */
export type FigureInput = {
  readonly flow: Flow;
  /** Pictures of the size that the model takes; samples alone need none. */
  readonly data: () => Promise<Split>;
  readonly seed: number;
  readonly temperature: number;
};

/** A picture, with what there is to say about it in a line or two. */
export type Figure = { readonly canvas: Canvas; readonly lines: readonly string[] };

export type DrawFigure = (input: FigureInput) => Figure | Promise<Figure>;
