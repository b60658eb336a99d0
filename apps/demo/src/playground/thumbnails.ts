import { toyDensities } from '@flow/datasets';
import { fromLattice } from './engine/painted-points.ts';
import { squareAround } from './engine/plane.ts';
import { CHOICES, type DensityName } from './engine/run-settings.ts';
import { firstPainting } from './first-painting.ts';

const POINTS = 220;
const SIDE = 40;

let drawn: Readonly<Record<DensityName, string>> | undefined;

/** A small picture of each density, as the path of an SVG of 40 × 40: points drawn from it. */
export function thumbnails(): Readonly<Record<DensityName, string>> {
  drawn ??= Object.fromEntries(CHOICES.density.map((name) => [name, pathOf(name)])) as Record<
    DensityName,
    string
  >;
  return drawn;
}

function pathOf(name: DensityName): string {
  const { points, box } =
    name === 'painted'
      ? { points: fromLattice(firstPainting()), box: { x: [-3, 3], y: [-3, 3] } as const }
      : { points: toyDensities[name]().sample(POINTS), box: squareAround(toyDensities[name]().box) };
  const dots: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = ((Number(points[i]) - box.x[0]) / (box.x[1] - box.x[0])) * SIDE;
    const y = ((box.y[1] - Number(points[i + 1])) / (box.y[1] - box.y[0])) * SIDE;
    dots.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
  }
  return dots.join('');
}
