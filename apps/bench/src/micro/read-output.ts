import { convolutionRates } from './convolution-rows.ts';
import { CEILING, productMetric } from './product-rows.ts';

/** One figure of the kernels' own benchmark. */
export type Figure = { readonly metric: string; readonly unit: string; readonly value: number };

const CEILING_LINE = /: ceiling ([\d.]+) GFLOP\/s/;
const PRODUCT = /^(\d+,\d+,\d+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*$/;
const FUNCTION = /^ {2}(\S.*?)\s{2,}([\d.]+)$/;

/** Reads what `packages/backend/scripts/micro-bench.mjs` prints. */
export function readMicroOutput(text: string): Figure[] {
  return text.split('\n').flatMap((line): Figure[] => {
    const ceiling = CEILING_LINE.exec(line)?.[1];
    if (ceiling !== undefined) return [rate(CEILING, ceiling)];
    const [, shape, ...rates] = PRODUCT.exec(line) ?? [];
    if (shape !== undefined) return rates.map((value, i) => rate(productMetric(i, shape), value));
    const convolutions = convolutionRates(line);
    if (convolutions.length > 0) return convolutions.map((figure) => ({ ...figure, unit: 'GFLOP/s' }));
    const [, name, time] = FUNCTION.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ metric: name, unit: 'ns an element', value: Number(time) }];
  });
}

function rate(metric: string, text: string): Figure {
  return { metric, unit: 'GFLOP/s', value: Number(text) };
}
