import type { Canvas } from '../pictures/canvas.ts';

/** One picture of an exhibit. */
export type Tile = {
  readonly canvas: Canvas;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
  /** A word or a number under it. */
  readonly label?: string;
};

/** Pictures that show one thing about a trained model: a PNG file and a section of the report. */
export type Exhibit = {
  /** Of its file, without `.png`. */
  readonly name: string;
  readonly title: string;
  readonly chineseTitle: string;
  readonly caption: string;
  readonly tiles: readonly Tile[];
  /** Tiles in a row where there is room. */
  readonly columns: number;
  /** Drawn in ink on paper: a dark page may show it in reverse. */
  readonly isInk: boolean;
};

/** All that a job shows of a trained model, and what was measured on the way. */
export type Exhibition = {
  readonly exhibits: readonly Exhibit[];
  readonly figures: { readonly [name: string]: number };
  /** Of pictures: the largest |x − f(f⁻¹(x))| where black and white are 1 apart, and of how many. */
  readonly reconstruction?: { readonly worstError: number; readonly rows: number };
};
