import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Measure } from '../jobs/job.ts';
import type { EpochFigures } from './report.ts';

const TRAINING = 'training';
const HELD_OUT = 'held out';

type Chart = {
  readonly title: string;
  readonly measure: Measure;
  readonly history: readonly EpochFigures[];
  readonly bestEpoch: number | undefined;
};

/** Training and validation against epochs, the epoch that was kept marked. @returns an SVG document */
export async function lossChart(chart: Chart): Promise<string> {
  const { spec } = compile(specOf(chart));
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function specOf({ title, measure, history, bestEpoch }: Chart): TopLevelSpec {
  const points = history.flatMap(({ epoch, training, validation }) => [
    { epoch, loss: training, series: TRAINING },
    ...(validation === undefined ? [] : [{ epoch, loss: validation, series: HELD_OUT }]),
  ]);
  const kept = points.filter(({ epoch, series }) => epoch === bestEpoch && series === HELD_OUT);
  const y = { field: 'loss', type: 'quantitative', title: measure.unit, scale: { zero: false } } as const;
  const x = { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { tickMinStep: 1 } } as const;
  return {
    title: {
      text: title,
      subtitle: kept.map(
        ({ epoch, loss }) => `kept: epoch ${epoch}, held out ${loss.toFixed(3)} ${measure.unit}`,
      ),
      anchor: 'start',
      fontSize: 14,
      subtitleFontSize: 12,
      subtitlePadding: 6,
      offset: 14,
    },
    width: 640,
    height: 360,
    padding: 16,
    background: 'white',
    layer: [
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 2, point: history.length <= 10 },
        encoding: {
          x,
          y,
          color: {
            field: 'series',
            type: 'nominal',
            title: null,
            scale: { domain: [TRAINING, HELD_OUT], range: ['#8b93a1', '#1f5fbf'] },
            legend: {
              orient: 'top-right',
              offset: 8,
              labelFontSize: 12,
              symbolType: 'stroke',
              symbolStrokeWidth: 3,
            },
          },
        },
      },
      {
        data: { values: kept },
        mark: { type: 'point', filled: true, size: 80, opacity: 1, color: '#1f5fbf' },
        encoding: { x, y },
      },
    ],
    config: { view: { stroke: null }, axis: { gridColor: '#ececec', labelFontSize: 11, titleFontSize: 12 } },
  };
}
