import type { Dataset } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { joined } from '../pictures/side-by-side.ts';
import { labelInTurn } from '../training/flow-rows.ts';
import type { Exhibit, Tile } from './exhibit.ts';
import { type Neighbour, nearestRow } from './nearest-row.ts';
import { overflowNote } from './overflow-note.ts';
import { isGrey, pictureStyle } from './picture-style.ts';
import { classOf, firstRows, rowOf } from './table-rows.ts';

const COUNT = 64;
const COLUMNS = 8;

type SampleSettings = { readonly seed: number; readonly temperature: number };

export type SampleExhibit = { readonly exhibit: Exhibit; readonly medianDistance: number };

/** The first samples of a seed, each beside the training picture that is nearest to it. */
export function sampleExhibit(
  flow: Flow,
  train: Dataset,
  { seed, temperature }: SampleSettings,
): SampleExhibit {
  const style = pictureStyle(train.schema);
  const samples = flow.sample(COUNT, {
    seed,
    temperature,
    keepNotFinite: true,
    ...labelInTurn(flow, COUNT),
  });
  const neighbours = samples.map((sample) => nearestRow(sample, train));
  const tiles = samples.map((sample, i): Tile => {
    const { row, distance } = neighbours[i] as Neighbour;
    const name = classOf(train, row);
    const canvas = joined([style.model(sample), style.real(rowOf(train, row))]);
    if (!Number.isFinite(distance)) return { canvas, alt: `sample ${i + 1}: the model overflowed` };
    return {
      canvas,
      alt: `sample ${i + 1}; nearest training picture: number ${row + 1}${name ? `, ${name}` : ''}, at distance ${distance.toFixed(0)}`,
    };
  });
  const told = temperature.toFixed(1);
  return {
    exhibit: {
      name: `samples-${told}`,
      title: `Samples at temperature ${told}`,
      chineseTitle: `温度 ${told} 的样本`,
      caption: `The first ${COUNT} samples of seed ${seed} (blue), not selected, each beside the training picture that is nearest to it (grey).${overflowNote(samples)}`,
      tiles,
      columns: COLUMNS,
      isInk: isGrey(train.schema),
    },
    medianDistance: medianDistance(neighbours),
  };
}

/** The same distance for real pictures that were not trained on. */
export function unseenDistance(test: Dataset, train: Dataset): number {
  return medianDistance(firstRows(test, COUNT).map((picture) => nearestRow(picture, train)));
}

function medianDistance(neighbours: readonly Neighbour[]): number {
  const sorted = neighbours.map(({ distance }) => distance).toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (Number(sorted[Math.floor(middle)]) + Number(sorted[Math.ceil(middle)])) / 2;
}
