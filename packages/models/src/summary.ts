import type { Bijector } from '@flow/layers';
import type { Flow } from './flow.ts';
import { forwardParts } from './trace.ts';

/** A flow as a table, layers in the order of `forward` (z -> x). */
export function summaryOf(flow: Flow): string {
  const layers = forwardParts(flow.bijector);
  const rows = [
    ['path', 'layer', 'shape', 'parameters'],
    ['', flow.base.kind, `[${flow.base.features}]`, String(countTrained(flow.base))],
    ...layers.map(({ layer, path }) => [
      path,
      layer.kind,
      `[${layer.dataShape}]`,
      String(countTrained(layer)),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 3 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
      .join('  '),
  );
  return [...lines, `${flow.parameterCount.toLocaleString('en')} trained parameters`].join('\n');
}

/** The number of trained numbers in a part; shared variables count once. */
export function countTrained({ parameters }: Pick<Bijector, 'parameters'>): number {
  const trained = new Set(parameters.filter((p) => p.trainable).map((p) => p.variable));
  return [...trained].reduce((sum, variable) => sum + variable.size, 0);
}
