import { encodePng } from '../pictures/png.ts';
import { writeOutput } from '../write-output.ts';
import { attributeSlides } from './attribute-slides.ts';
import { classRows } from './class-rows.ts';
import type { DrawFigure, FigureInput } from './figure.ts';
import { interpolationRows } from './interpolation-rows.ts';
import { levelRows } from './level-rows.ts';
import { outlierHistograms } from './outlier-histograms.ts';
import { sampleGrid } from './sample-grid.ts';

const PICTURES: Readonly<Record<string, DrawFigure>> = {
  samples: sampleGrid,
  classes: classRows,
  slides: attributeSlides,
  interpolations: interpolationRows,
  levels: levelRows,
};

/** Draws a figure into a file. @returns what there is to say about it */
export async function drawFigure(name: string, input: FigureInput, file: string): Promise<readonly string[]> {
  const draw = PICTURES[name];
  if (draw === undefined) {
    const { svg, lines } = await outlierHistograms(input);
    await writeOutput(file, svg);
    return lines;
  }
  const { canvas, lines } = await draw(input);
  await writeOutput(file, encodePng(canvas));
  return lines;
}
