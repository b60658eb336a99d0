import { useCallback, useMemo } from 'preact/hooks';
import { Card } from '../widgets/card.tsx';
import { formatNumber } from '../widgets/format-number.ts';
import { CanvasPicture, type Sheet } from './canvas-picture.tsx';
import { drawAxes, drawMap, drawPoints } from './draw.ts';
import { PaintBoard } from './paint-board.tsx';
import { cssColor, palette } from './palette.ts';
import type { PlaygroundState } from './playground-state.ts';
import { densityShades, reachOf, signedShades, topOf } from './shades.ts';
import { usePlaygroundText } from './text.ts';

type Props = { readonly play: PlaygroundState };

const PLANE = { x: [-3, 3], y: [-3, 3] } as const;
const NOTHING = new Float32Array();

/** What should be learned: the exact density, or the canvas to paint on. */
export function TargetPicture({ play }: Props) {
  const text = usePlaygroundText();
  const { density } = play.settings.value;
  const exact = play.opened.value?.exact ?? NOTHING;
  const top = useMemo(() => topOf(exact), [exact]);
  const draw = useDensity(exact, top);
  if (density === 'painted') return <PaintBoard play={play} />;
  const label = text.exactLabel(text.densities[density]);
  return (
    <Card title={text.exact}>
      <CanvasPicture box={boxOf(play)} label={label} draw={draw} testId="picture-exact" />
      <DensityScale top={top} />
    </Card>
  );
}

/** The learned density, in the shades of the exact one where there is one. */
export function LearnedPicture({ play }: Props) {
  const text = usePlaygroundText();
  const exact = play.opened.value?.exact ?? NOTHING;
  const learned = play.picture.value?.logProb ?? NOTHING;
  const exactTop = useMemo(() => topOf(exact), [exact]);
  const top = exact.length > 0 ? exactTop : topOf(learned);
  const draw = useDensity(learned, top);
  return (
    <Card title={text.learned}>
      <CanvasPicture box={boxOf(play)} label={text.learnedLabel} draw={draw} testId="picture-learned" />
      <DensityScale top={top} />
    </Card>
  );
}

/** What the shades mean. */
function DensityScale({ top }: { top: number }) {
  return (
    <div class="picture-scale" aria-hidden="true">
      <span>0</span>
      <span class="picture-ramp picture-ramp-density" />
      <span>{formatNumber(Math.exp(top))}</span>
    </div>
  );
}

export function SamplesPicture({ play }: Props) {
  const text = usePlaygroundText();
  const data = play.opened.value?.data ?? NOTHING;
  const samples = play.picture.value?.samples ?? NOTHING;
  const draw = useCallback(
    (sheet: Sheet) => {
      drawPoints(sheet, data, cssColor(sheet.colors.ink, 0.32), 1.3);
      drawPoints(sheet, samples, cssColor(sheet.colors.data, 0.75), 1.5);
    },
    [data, samples],
  );
  return (
    <Card title={text.samples}>
      <CanvasPicture box={boxOf(play)} label={text.samplesLabel} draw={draw} testId="picture-samples" />
      <p class="picture-key quiet">
        <span class="key-dot key-ink">{text.ofData}</span>
        <span class="key-dot key-data">{text.ofFlow}</span>
      </p>
    </Card>
  );
}

export function LogDetPicture({ play }: Props) {
  const text = usePlaygroundText();
  const logDet = play.picture.value?.logDet ?? NOTHING;
  const reach = useMemo(() => reachOf(logDet), [logDet]);
  const draw = useCallback(
    (sheet: Sheet) => {
      drawMap(sheet, signedShades(logDet, reach), sheet.colors.signed);
      drawAxes(sheet);
    },
    [logDet, reach],
  );
  return (
    <Card title={text.logDet}>
      <CanvasPicture box={boxOf(play)} label={text.logDetLabel} draw={draw} testId="picture-logdet" />
      <div class="picture-scale" aria-hidden="true">
        <span>−{reach.toFixed(1)}</span>
        <span class="picture-ramp picture-ramp-signed" />
        <span>+{reach.toFixed(1)}</span>
      </div>
      <p class="quiet">{text.logDetHelp}</p>
    </Card>
  );
}

function useDensity(logProb: Float32Array, top: number): (sheet: Sheet) => void {
  const { density } = palette.value;
  return useCallback(
    (sheet: Sheet) => drawMap(sheet, densityShades(logProb, top), density),
    [logProb, top, density],
  );
}

function boxOf(play: PlaygroundState) {
  return play.opened.value?.box ?? PLANE;
}
