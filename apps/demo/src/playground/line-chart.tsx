import './well-formed-language.ts';
import { useEffect, useRef } from 'preact/hooks';
import UPlot, { type AlignedData, type Axis, type Options, type Scale } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from './curve-series.ts';
import { type Palette, palette } from './palette.ts';

export type LineStyle = {
  readonly color: (colors: Palette) => string;
  readonly width: number;
  readonly dash?: readonly number[];
};

export type LineChartProps = {
  readonly series: Series;
  readonly styles: readonly LineStyle[];
  readonly isLogarithmic?: boolean;
  /** Values above it may leave the picture; for a linear axis. */
  readonly top?: number;
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly testId: string;
};

const HEIGHT = 190;

/** Lines over steps. */
export function LineChart(props: LineChartProps) {
  const { series, styles, isLogarithmic = false, top = Number.POSITIVE_INFINITY, label, testId } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const latest = useRef(series);
  latest.current = series;
  const highest = useRef(top);
  highest.current = top;
  const colors = palette.value;
  useEffect(() => {
    const room = place.current;
    if (room === null) return;
    const options = optionsOf(
      colors,
      styles,
      isLogarithmic ? { distr: 3 } : scaleBelow(highest),
      room.clientWidth,
    );
    const plot = new UPlot(options, latest.current as AlignedData, room);
    chart.current = plot;
    const watcher = new ResizeObserver(() => plot.setSize({ width: room.clientWidth, height: HEIGHT }));
    watcher.observe(room);
    return () => {
      watcher.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [colors, styles, isLogarithmic]);
  useEffect(() => chart.current?.setData(series as AlignedData), [series]);
  return <div ref={place} class="line-chart" role="img" aria-label={label} data-testid={testId} />;
}

function optionsOf(colors: Palette, styles: readonly LineStyle[], y: Scale, width: number): Options {
  const isLogarithmic = y.distr === 3;
  const axis = {
    stroke: colors.inkFaint,
    font: '11px system-ui, sans-serif',
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(120, width),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 10, 0, 0],
    scales: { x: { time: false }, y },
    axes: [
      { ...axis, size: 26, gap: 2 },
      {
        ...axis,
        size: 38,
        gap: 4,
        values: (_, ticks) => ticks.map(tickText),
        ...(isLogarithmic && { filter: powersOfTen, grid: { ...axis.grid, filter: powersOfTen } }),
      },
    ],
    series: [
      {},
      ...styles.map(({ color, width: lineWidth, dash }) => ({
        stroke: color(colors),
        width: lineWidth,
        spanGaps: true,
        points: { show: false },
        ...(dash && { dash: [...dash] }),
      })),
    ],
  };
}

/** A linear axis that fits its values, but for those above the top. */
function scaleBelow(top: { readonly current: number }): Scale {
  return {
    range: (_, least, most) => UPlot.rangeNum(least, Math.max(least, Math.min(most, top.current)), 0.1, true),
  };
}

/** Of a logarithmic axis: lines and numbers at powers of ten only. */
const powersOfTen: Axis.Filter = (_, ticks) =>
  ticks.map((tick) => (Math.abs(Math.log10(tick) % 1) < 1e-9 ? tick : null));

/** uPlot leaves out some ticks of a logarithmic axis with null. */
function tickText(value: number | null): string {
  if (value === null) return '';
  return String(Number(value.toPrecision(3)));
}
