import { FlowError } from '@flow/backend';
import type { CsvColumn } from './csv-columns.ts';
import type { CsvRecord } from './csv-records.ts';

/** The columns of a file, named by its first record or by their position. @throws invalid-data */
export function namedColumns(records: readonly CsvRecord[], header: boolean): CsvColumn[] {
  const columns = (records[0]?.cells ?? []).map((cell, index) => {
    const name = header && cell !== '' ? cell : `column${index + 1}`;
    return { name, index };
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new FlowError('invalid-data', {
      argument: 'input',
      message: 'Two columns have the same name.',
      expected: 'names that differ',
      received: `"${twice}" twice`,
    });
  }
  return columns;
}

/** @throws invalid-argument naming `argument` */
export function findColumn(all: readonly CsvColumn[], argument: string, name: string): CsvColumn {
  const found = all.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'The table has no such column.',
    expected: `one of ${all.map((column) => column.name).join(', ') || 'none: the file is empty'}`,
    received: `"${name}"`,
  });
}
