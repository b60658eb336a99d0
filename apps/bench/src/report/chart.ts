import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Case } from './cases.ts';
import { numberText } from './number-text.ts';

/** Cases of one metric side by side: a dot at the median, a line from the least to the most. @returns an SVG */
export async function caseChart(title: string, cases: readonly Case[]): Promise<string> {
  const { spec } = compile(specOf(title, cases));
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function specOf(title: string, cases: readonly Case[]): TopLevelSpec {
  const unit = cases[0]?.unit ?? '';
  const values = cases.flatMap(({ rows, batch }) =>
    rows.map(({ subject, median, min, max }) => ({
      subject,
      median,
      min,
      max,
      text: numberText(median),
      panel: batch === null ? '' : `batch ${batch}`,
    })),
  );
  const subjects = [...new Set(values.map(({ subject }) => subject))];
  const scale = { type: 'log', nice: true } as const;
  const y = { field: 'subject', type: 'nominal', title: null, sort: subjects } as const;
  const axis = { format: '~s', tickCount: 4, labelOverlap: true } as const;
  const along = (field: string) => ({ field, type: 'quantitative', title: unit, scale, axis }) as const;
  const colour = { field: 'subject', type: 'nominal', sort: subjects, legend: null } as const;
  return {
    title: { text: title, anchor: 'start', fontSize: 14, offset: 10 },
    background: 'white',
    padding: 12,
    data: { values },
    facet: {
      column: {
        field: 'panel',
        type: 'nominal',
        title: null,
        sort: values.map(({ panel }) => panel),
        header: { labelFontSize: 12 },
      },
    },
    spec: {
      width: 220,
      height: { step: 26 },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2, opacity: 0.4 },
          encoding: { y, x: along('min'), x2: { field: 'max' }, color: colour },
        },
        {
          mark: { type: 'point', filled: true, size: 70, opacity: 1 },
          encoding: { y, x: along('median'), color: colour },
        },
        {
          mark: { type: 'text', dy: -9, fontSize: 10 },
          encoding: { y, x: along('median'), text: { field: 'text' } },
        },
      ],
    },
    resolve: { scale: { x: 'independent' } },
    config: {
      axis: { gridColor: '#ececec', labelFontSize: 11, titleFontSize: 11 },
      view: { stroke: '#ddd' },
    },
  };
}
