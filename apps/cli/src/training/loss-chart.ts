import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Measure } from '../jobs/job.ts';
import type { Curve, CurvePoint } from './learning-curve.ts';

const TRAINING = 'training';
const HELD_OUT = 'held out';
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export type Chart = {
  readonly title: string;
  readonly measure: Measure;
  readonly curve: Curve;
  /** Epoch whose weights were kept, from 0. */
  readonly bestEpoch: number | undefined;
};

/** Any colour of CSS, `var(--ink)` as well where the chart becomes part of a page. */
export type ChartColours = {
  readonly paper: string;
  readonly ink: string;
  readonly grid: string;
  readonly training: string;
  readonly heldOut: string;
};

/** A chart that is a file of its own. */
export const ON_PAPER: ChartColours = {
  paper: 'white',
  ink: '#1b2433',
  grid: '#e8eaee',
  training: '#8b93a1',
  heldOut: '#1f5fbf',
};

/** Training and validation against steps, the epoch that was kept marked. @returns an SVG document */
export async function lossChart(chart: Chart, colours: ChartColours): Promise<string> {
  const { spec } = compile(specOf(chart, colours));
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function specOf({ title, measure, curve, bestEpoch }: Chart, colours: ChartColours): TopLevelSpec {
  const inUnit = (points: readonly CurvePoint[]) =>
    points.map(({ step, nll }) => ({ step, loss: nll * measure.perNat }));
  const [training, heldOut] = [inUnit(curve.training), inUnit(curve.heldOut)];
  const kept = bestEpoch === undefined ? [] : heldOut.slice(bestEpoch, bestEpoch + 1);
  const y = {
    field: 'loss',
    type: 'quantitative',
    title: measure.unit,
    scale: { zero: false, domainMax: highest(training, heldOut) },
  } as const;
  const x = { field: 'step', type: 'quantitative', title: 'step', axis: { tickMinStep: 1 } } as const;
  const line = (values: typeof training, series: string, point: boolean) => ({
    data: { values: values.map((value) => ({ ...value, series })) },
    mark: { type: 'line' as const, strokeWidth: 2, point, clip: true },
    encoding: {
      x,
      y,
      color: {
        field: 'series',
        type: 'nominal' as const,
        title: null,
        scale: { domain: [TRAINING, HELD_OUT], range: [colours.training, colours.heldOut] },
        legend: {
          orient: 'top-right' as const,
          offset: 8,
          labelFontSize: 12,
          symbolType: 'stroke',
          symbolStrokeWidth: 3,
        },
      },
    },
  });
  return {
    title: {
      text: title,
      subtitle: kept.map(
        ({ step, loss }) => `kept: step ${step}, held out ${loss.toFixed(3)} ${measure.unit}`,
      ),
      anchor: 'start',
      fontSize: 14,
      subtitleFontSize: 12,
      subtitlePadding: 6,
      offset: 14,
      color: colours.ink,
      subtitleColor: colours.ink,
    },
    width: 640,
    height: 360,
    padding: 16,
    background: colours.paper,
    layer: [
      line(training, TRAINING, training.length <= 10),
      line(heldOut, HELD_OUT, heldOut.length <= 10),
      {
        data: { values: kept },
        mark: { type: 'point', filled: true, size: 80, opacity: 1, color: colours.heldOut },
        encoding: { x, y },
      },
    ],
    config: {
      font: FONT,
      view: { stroke: null },
      legend: { labelColor: colours.ink },
      axis: {
        gridColor: colours.grid,
        domainColor: colours.grid,
        tickColor: colours.grid,
        labelColor: colours.ink,
        titleColor: colours.ink,
        labelFontSize: 11,
        titleFontSize: 12,
      },
    },
  };
}

/** The first steps may lie so high that they would press all others flat: the top twentieth is cut off. */
function highest(training: readonly { loss: number }[], heldOut: readonly { loss: number }[]): number {
  const sorted = training.map(({ loss }) => loss).toSorted((a, b) => a - b);
  const most = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
  return heldOut.reduce((top, { loss }) => Math.max(top, loss), most);
}
