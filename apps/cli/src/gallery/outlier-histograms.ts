import { flattenRows } from '@flow/models';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { firstRows } from '../exhibits/table-rows.ts';
import { UsageError } from '../usage-error.ts';
import type { FigureInput } from './figure.ts';
import { otherPictures } from './other-pictures.ts';
import { areasOf, SCORES, type Scored, scorePictures } from './outlier-scores.ts';

/** Of each kind. */
const COUNT = 400;
/** Bits per dimension that the picture shows, of which uniform noise is at the far end. */
const SHOWN = 12;
const BIN = 0.1;
const OWN = 'unseen clothes';

/** Histograms of bits per dimension of the model's own kind of pictures and of others, and a table of scores. */
export async function outlierHistograms({
  flow,
  data,
}: FigureInput): Promise<{ svg: string; lines: readonly string[] }> {
  if (flow.contextShape) throw new UsageError('this figure needs a model without classes');
  const { test, validation } = await data();
  const reference = firstRows(validation ?? test, COUNT);
  const known = flow.logProb(flattenRows('reference', reference, flow.features), { seed: 0 });
  const own = await scorePictures(flow, OWN, firstRows(test, COUNT), known);
  const scored: Scored[] = [];
  for (const { name, pictures } of await otherPictures(test.schema, COUNT)) {
    scored.push(await scorePictures(flow, name, pictures, known));
  }
  return { svg: await histogramsOf([own, ...scored]), lines: tableOf(own, scored) };
}

function tableOf(own: Scored, others: readonly Scored[]): string[] {
  const cells = others.map((each) => {
    const areas = areasOf(own, each);
    return `| ${each.name} | ${median(each).toFixed(2)} | ${SCORES.map((score) => areas[score].toFixed(3)).join(' | ')} |`;
  });
  return [
    `median bits/dim of ${OWN}: ${median(own).toFixed(2)}`,
    `| pictures | median bits/dim | ${SCORES.join(' | ')} |`,
    '|---|---|---|---|---|',
    ...cells,
  ];
}

function median({ bitsPerDim }: Scored): number {
  return bitsPerDim.toSorted((a, b) => a - b)[Math.floor(bitsPerDim.length / 2)] ?? Number.NaN;
}

async function histogramsOf(kinds: readonly Scored[]): Promise<string> {
  const { spec } = compile(specOf(kinds));
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function specOf(kinds: readonly Scored[]): TopLevelSpec {
  return {
    data: { values: kinds.flatMap(binsOf) },
    width: 640,
    height: 90,
    padding: 12,
    background: 'white',
    mark: { type: 'bar', binSpacing: 0 },
    encoding: {
      row: {
        field: 'kind',
        type: 'nominal',
        sort: kinds.map(({ name }) => name),
        title: null,
        header: { labelOrient: 'top', labelAnchor: 'start', labelFontSize: 12, labelPadding: 2 },
      },
      x: {
        field: 'from',
        type: 'quantitative',
        bin: { binned: true, step: BIN },
        title: 'bits per dimension',
        scale: { domain: [0, SHOWN] },
        axis: { values: Array.from({ length: SHOWN + 1 }, (_, bits) => bits), format: 'd' },
      },
      x2: { field: 'to' },
      y: {
        field: 'share',
        type: 'quantitative',
        title: null,
        axis: { labels: false, ticks: false, grid: false },
      },
      color: {
        field: 'kind',
        type: 'nominal',
        legend: null,
        scale: {
          domain: kinds.map(({ name }) => name),
          range: ['#8b93a1', '#1f5fbf', '#b3541e', '#2c7a4b', '#7a3b8f'],
        },
      },
    },
    resolve: { scale: { y: 'independent' } },
    config: { view: { stroke: null }, font: 'system-ui, "Segoe UI", Roboto, Arial, sans-serif' },
  };
}

/** What lies beyond what is shown counts at the edge. */
function binsOf({ name, bitsPerDim }: Scored) {
  const count = Math.round(SHOWN / BIN);
  const bins = new Array<number>(count).fill(0);
  for (const bits of bitsPerDim) {
    const bin = Math.min(count - 1, Math.max(0, Math.floor(bits / BIN)));
    bins[bin] = (bins[bin] as number) + 1 / bitsPerDim.length;
  }
  const filled = bins.map((share, bin) => ({
    kind: name,
    share,
    from: Number((bin * BIN).toFixed(2)),
    to: Number(((bin + 1) * BIN).toFixed(2)),
  }));
  return filled.filter(({ share }) => share > 0);
}
