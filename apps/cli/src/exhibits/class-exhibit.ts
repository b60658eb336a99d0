import type { Dataset } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { joined } from '../pictures/side-by-side.ts';
import type { Exhibit, Tile } from './exhibit.ts';
import { overflowNote } from './overflow-note.ts';
import { isGrey, pictureStyle } from './picture-style.ts';

const IN_A_ROW = 10;

type ClassSettings = { readonly seed: number; readonly temperature: number };

/** A row of samples for each class of a model that knows classes; nothing of one that does not. */
export function classExhibit(
  flow: Flow,
  { schema, classNames = [] }: Dataset,
  settings: ClassSettings,
): Exhibit[] {
  const [classes] = flow.contextShape ?? [];
  if (classes === undefined) return [];
  const style = pictureStyle(schema);
  const label = Array.from({ length: classes * IN_A_ROW }, (_, i) => Math.floor(i / IN_A_ROW));
  const samples = flow.sample(label.length, { ...settings, label, keepNotFinite: true });
  const tiles = Array.from({ length: classes }, (_, own): Tile => {
    const name = classNames[own] ?? `class ${own}`;
    const row = samples.slice(own * IN_A_ROW, (own + 1) * IN_A_ROW);
    return { canvas: joined(row.map(style.model)), alt: `${IN_A_ROW} samples of ${name}`, label: name };
  });
  return [
    {
      name: 'classes',
      title: 'Samples of each class',
      chineseTitle: '各类别的样本',
      caption: `The first ${IN_A_ROW} samples of each class at temperature ${settings.temperature}, not selected.${overflowNote(samples)}`,
      tiles,
      columns: 1,
      isInk: isGrey(schema),
    },
  ];
}
