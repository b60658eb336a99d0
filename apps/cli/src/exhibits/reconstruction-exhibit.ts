import type { Dataset } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { piled } from '../pictures/side-by-side.ts';
import { labelsOf } from '../training/flow-rows.ts';
import type { Exhibit, Tile } from './exhibit.ts';
import { isGrey, pictureStyle } from './picture-style.ts';
import { classOf, rowOf } from './table-rows.ts';

const COUNT = 16;
/** Pictures whose error is measured. */
const MEASURED = 200;

export type ReconstructionExhibit = {
  readonly exhibit: Exhibit;
  /** Of all pixels of `rows` pictures, the largest |x − f(f⁻¹(x))| where black and white are 1 apart. */
  readonly worstError: number;
  readonly rows: number;
};

/** Test pictures, what comes back from their latents, and the difference enlarged until it can be seen. */
export function reconstructionExhibit(flow: Flow, test: Dataset): ReconstructionExhibit {
  const style = pictureStyle(test.schema);
  const last = (test.schema.quantization?.levels ?? 2) - 1;
  const { features } = test.schema;
  const rows = Math.min(MEASURED, test.rows);
  const originals = test.values.subarray(0, rows * features);
  const again = roundTrip(flow, test, rows);
  const errors = originals.map((value, i) => Math.abs(Number(again[i]) - value) / last);
  const worstError = largest(errors);
  const shown = Math.min(COUNT, rows);
  const visible = largest(errors.subarray(0, shown * features));
  const enlargement = visible > 0 ? 10 ** Math.floor(-Math.log10(visible)) : 1;
  const pictureIn = (table: Float32Array, row: number) =>
    table.subarray(row * features, (row + 1) * features);
  const tiles = Array.from({ length: shown }, (_, row): Tile => {
    const difference = pictureIn(errors, row).map((error) => Math.min(1, error * enlargement) * last);
    const worst = largest(pictureIn(errors, row)).toExponential(0);
    return {
      canvas: piled([
        style.real(rowOf(test, row)),
        style.model(pictureIn(again, row)),
        style.model(difference),
      ]),
      alt: `${classOf(test, row) ?? `picture ${row + 1}`}, its reconstruction, and their difference: ${worst} at most`,
      label: worst,
    };
  });
  return {
    exhibit: {
      name: 'reconstructions',
      title: 'Reconstructions',
      chineseTitle: '重建',
      caption: `Test pictures (grey), what comes back from their latents (blue), and the difference, enlarged ${enlargement.toLocaleString('en')} times. Below each: its worst pixel, where black and white are 1 apart.`,
      tiles,
      columns: COUNT,
      isInk: isGrey(test.schema),
    },
    worstError,
    rows,
  };
}

/** f(f⁻¹(x)), not rounded to levels. */
function roundTrip(flow: Flow, test: Dataset, rows: number): Float32Array {
  const classes = labelsOf(flow, test, rows);
  return tidy(() => {
    const x = tensor(test.values.subarray(0, rows * flow.features), [rows, ...flow.dataShape], 'float32');
    return flow.decode(flow.encode(x, classes), classes).dataSync() as Float32Array;
  });
}

const largest = (errors: Float32Array) => errors.reduce((most, error) => Math.max(most, error), 0);
