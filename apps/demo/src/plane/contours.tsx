import { contours } from 'd3-contour';
import { useMemo } from 'preact/hooks';
import type { Tone } from '../widgets/tone.ts';
import { onScreen, usePlane } from './plane-context.ts';

/** Values at the centres of equal cells over a box, row by row from its lower left corner. */
export type Field = {
  readonly columns: number;
  readonly rows: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly values: readonly number[];
};

/** The centres of a field's cells, in the order of its values. */
export function cellCentres({ columns, rows, x, y }: Omit<Field, 'values'>): [number, number][] {
  return Array.from({ length: columns * rows }, (_, k) => [
    x[0] + (((k % columns) + 0.5) / columns) * (x[1] - x[0]),
    y[0] + ((Math.floor(k / columns) + 0.5) / rows) * (y[1] - y[0]),
  ]);
}

/** Where a field lies above each of the thresholds: the more of them, the deeper the colour. */
export function Contours({
  field,
  thresholds,
  tone = 'plain',
}: {
  field: Field;
  thresholds: readonly number[];
  tone?: Tone;
}) {
  const scales = usePlane();
  const paths = useMemo(() => {
    const { columns, rows, x, y } = field;
    const place = ([i = 0, j = 0]: number[]) =>
      onScreen(scales, [x[0] + (i / columns) * (x[1] - x[0]), y[0] + (j / rows) * (y[1] - y[0])]).join(',');
    const levels = contours()
      .size([columns, rows])
      .thresholds([...thresholds])([...field.values]);
    return levels.map(({ coordinates }) =>
      coordinates.flatMap((polygon) => polygon.map((ring) => `M${ring.map(place).join('L')}Z`)).join(''),
    );
  }, [field, thresholds, scales]);
  return (
    <g class={`plane-contours mark-${tone}`}>
      {paths.map((d, i) => (
        <path key={i} d={d} style={{ fillOpacity: 0.85 / paths.length }} />
      ))}
    </g>
  );
}
