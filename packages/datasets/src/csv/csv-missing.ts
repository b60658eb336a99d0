import { FlowError } from '@flow/backend';
import type { CsvColumn } from './csv-columns.ts';
import type { CsvRecord } from './csv-records.ts';

/** The records that miss none of the columns in use, and a report on the others. @throws invalid-data if none is left */
export function dropMissing(
  body: readonly CsvRecord[],
  used: readonly CsvColumn[],
  missing: readonly string[],
) {
  const isMissing = new Set(missing);
  const counts = new Map(used.map(({ name }) => [name, 0]));
  const droppedLines: number[] = [];
  const kept = body.filter(({ cells, line }) => {
    const holes = used.filter(({ index }) => isMissing.has(cells[index] ?? ''));
    for (const { name } of holes) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (holes.length > 0) droppedLines.push(line);
    return holes.length === 0;
  });
  const found = [...counts].filter(([, count]) => count > 0);
  if (kept.length === 0) refuseEmpty(body.length, found);
  return {
    kept,
    report: { read: body.length, kept: kept.length, droppedLines, missing: Object.fromEntries(found) },
  };
}

function refuseEmpty(read: number, missing: readonly [string, number][]): never {
  const counts = missing.map(([name, count]) => `${name}: ${count}`);
  throw new FlowError('invalid-data', {
    argument: 'input',
    message:
      read === 0
        ? 'The file holds no rows.'
        : `Each row misses a value (missing by column: ${counts.join(', ')}).`,
    expected: 'at least one whole row',
    received: `${read} rows, none of them whole`,
  });
}
