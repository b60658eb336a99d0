import { useMemo } from 'preact/hooks';
import { Card } from '../widgets/card.tsx';
import { formatNumber } from '../widgets/format-number.ts';
import { klSeries, lossSeries, lossTop, normSeries } from './curve-series.ts';
import { LineChart, type LineStyle } from './line-chart.tsx';
import { cssColor } from './palette.ts';
import type { PlaygroundState } from './playground-state.ts';
import { usePlaygroundText } from './text.ts';

const LOSS_STYLES: readonly LineStyle[] = [
  { color: ({ ink }) => cssColor(ink, 0.3), width: 1 },
  { color: ({ dataText }) => dataText, width: 2.25 },
  { color: ({ inkFaint }) => inkFaint, width: 1, dash: [4, 4] },
];
const KL_STYLES: readonly LineStyle[] = [{ color: ({ dataText }) => dataText, width: 2.25 }];
const NORM_STYLES: readonly LineStyle[] = [
  { color: ({ latentText }) => latentText, width: 1 },
  { color: ({ inkFaint }) => inkFaint, width: 1, dash: [4, 4] },
];

/** How the training goes. */
export function Curves({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const curve = play.curve.value;
  const isPainted = play.settings.value.density === 'painted';
  const loss = useMemo(() => lossSeries(curve), [curve]);
  const top = useMemo(() => lossTop(curve), [curve]);
  const kl = useMemo(() => klSeries(curve), [curve]);
  const { clipNorm } = play.settings.value;
  const norm = useMemo(() => normSeries(curve, clipNorm), [curve, clipNorm]);
  const measured = play.measured.value;
  const last = (values: readonly number[]) => formatNumber(values.at(-1) ?? Number.NaN, 3);
  return (
    <>
      <Card title={text.lossChart}>
        <LineChart
          series={loss}
          styles={LOSS_STYLES}
          top={top}
          label={text.lossChartLabel(last(curve.losses), formatNumber(measured?.nll ?? Number.NaN, 3))}
          testId="chart-loss"
        />
        <p class="picture-key quiet">
          <span class="key-line key-faint">{text.ofLoss}</span>
          <span class="key-line key-data">{text.ofNll}</span>
          {isPainted ? null : <span class="key-line key-dashed">{text.floor}</span>}
        </p>
      </Card>
      {isPainted ? null : (
        <Card title={text.klChart}>
          <LineChart
            series={kl}
            styles={KL_STYLES}
            isLogarithmic
            label={text.klChartLabel(formatNumber(measured?.kl ?? Number.NaN, 3))}
            testId="chart-kl"
          />
          <p class="picture-key quiet">
            <span class="key-line key-data">{text.ofKl}</span>
          </p>
        </Card>
      )}
      <Card title={text.normChart}>
        <LineChart
          series={norm}
          styles={NORM_STYLES}
          isLogarithmic
          label={text.normChartLabel(last(curve.gradientNorms))}
          testId="chart-norm"
        />
        <p class="picture-key quiet">
          <span class="key-line key-latent">{text.ofNorm}</span>
          <span class="key-line key-dashed">{text.ofClip}</span>
        </p>
      </Card>
    </>
  );
}
