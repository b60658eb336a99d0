import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { breastCancer } from './breast-cancer.ts';
import type { Split } from './dataset.ts';
import { penguins, penguinsCsv } from './penguins.ts';
import { wine } from './wine.ts';

const parts = ['train', 'validation', 'test'] as const;

async function source(file: string): Promise<string> {
  return readFile(new URL(`../data/${file}`, import.meta.url), 'utf8');
}

/** Each row as text, put back into the order of the source by the stored split. */
async function rowsInOrder(name: string, split: Split): Promise<string[]> {
  const indices = JSON.parse(await source(`${name}-split.json`));
  const rows: string[] = [];
  for (const part of parts) {
    const { values, labels, rows: count, schema } = split[part];
    for (let row = 0; row < count; row++) {
      const cells = values.subarray(row * schema.features, (row + 1) * schema.features);
      rows[indices[part][row]] = [...cells, labels![row]!].join();
    }
  }
  return rows;
}

/** The same text from numbers of the source, rounded to float32 except the class. */
function rounded(cells: (string | number)[]): string {
  return [...Float32Array.from(cells.slice(0, -1), Number), Number(cells.at(-1))].join();
}

test.each([
  ['wine', wine, [118, 30, 30]],
  ['breast-cancer', breastCancer, [399, 85, 85]],
] as const)('%s: each row is the source row that the split names', async (name, load, counts) => {
  const split = await load();
  expect(parts.map((part) => split[part].rows)).toEqual(counts);
  const [header, ...lines] = (await source(`${name}.csv`)).trim().split('\n');
  const [rows, features, ...classNames] = header!.split(',');
  expect(split.train.schema.features).toBe(Number(features));
  expect(split.train.classNames).toEqual(classNames);
  expect(lines.length).toBe(Number(rows));
  expect(await rowsInOrder(name, split)).toEqual(lines.map((line) => rounded(line.split(','))));
});

test('penguins: each row is a measured penguin of the source, species as its label', async () => {
  const split = await penguins();
  const species = ['Adelie', 'Chinstrap', 'Gentoo'];
  expect(split.test.classNames).toEqual(species);
  const lines = (await source('penguins.csv')).trim().split('\n').slice(1);
  const measured = lines.map((line) => line.split(',')).filter((cells) => cells[2] !== 'NA');
  const expected = measured.map((cells) => rounded([...cells.slice(2, 6), species.indexOf(cells[0]!)]));
  expect(expected.length).toBe(342);
  expect(await rowsInOrder('penguins', split)).toEqual(expected);
});

test('penguinsCsv is the published file', async () => {
  expect(await penguinsCsv()).toBe(await source('penguins.csv'));
});

test('the columns are named in the order of the source', async () => {
  const cancer = (await breastCancer()).train;
  const at = (row: number, name: string) => cancer.values[row * 30 + cancer.schema.names!.indexOf(name)]!;
  for (let row = 0; row < cancer.rows; row++) {
    expect(at(row, 'worst radius')).toBeGreaterThanOrEqual(at(row, 'mean radius'));
    // A disc of the mean radius has about the mean area, and a longer outline than its circle.
    expect(at(row, 'mean area') / (Math.PI * at(row, 'mean radius') ** 2)).toBeCloseTo(1, 0);
    expect(at(row, 'mean perimeter')).toBeGreaterThan(2 * Math.PI * 0.95 * at(row, 'mean radius'));
    expect(at(row, 'area error')).toBeLessThan(at(row, 'mean area'));
  }
  const { train } = await wine();
  const alcohol = Array.from({ length: train.rows }, (_, row) => train.values[row * 13]!);
  expect(Math.min(...alcohol)).toBeGreaterThan(11);
  expect(Math.max(...alcohol)).toBeLessThan(15);
  expect(train.schema.names!.indexOf('proline')).toBe(12);
});
