import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button } from '../widgets/button.tsx';
import { Card } from '../widgets/card.tsx';
import { NumberReadout, Readouts } from '../widgets/readout.tsx';
import { Slider } from '../widgets/slider.tsx';
import { CanvasPicture, type Sheet } from './canvas-picture.tsx';
import { mixRgb } from './color-ramp.ts';
import { drawAxes, drawLines, drawPoints } from './draw.ts';
import { GRID, type Picture, TRAVELLERS } from './engine/picture-shape.ts';
import { journeyBox, rowsBetween } from './journey-view.ts';
import { LogDetBars } from './log-det-bars.tsx';
import { cssColor } from './palette.ts';
import type { PlaygroundState } from './playground-state.ts';
import { usePlaygroundText } from './text.ts';

const STILL: Picture = {
  logProb: new Float32Array(),
  logDet: new Float32Array(),
  samples: new Float32Array(),
  journey: new Float32Array(),
  logDets: new Float32Array(),
};
const STEP_MS = 420;

/** Latent points and a square grid on their way through the layers. */
export function Journey({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const picture = play.picture.value ?? STILL;
  const kinds = play.opened.value?.kinds ?? [];
  const stops = picture.logDets.length;
  const [chosen, setChosen] = useState(Number.POSITIVE_INFINITY);
  const stop = Math.min(chosen, stops);
  const shown = useGliding(stop);
  const [isPlaying, setPlaying] = usePlaying(stop, stops, setChosen);
  const box = useMemo(() => journeyBox(picture, TRAVELLERS), [picture]);
  const draw = useCallback(
    (sheet: Sheet) => drawJourney(sheet, picture, Math.min(shown, stops)),
    [picture, shown, stops],
  );
  const kind = kinds[stop - 1] ?? '';
  const where =
    stop === 0 ? text.atBase : text.afterLayer(String(stop), String(stops), text.kinds[kind] ?? kind);
  const sum = picture.logDets.subarray(0, stop).reduce((total, value) => total + value, 0);
  return (
    <Card title={text.journey}>
      <div class="journey">
        <CanvasPicture box={box} label={text.journeyLabel(where)} draw={draw} testId="picture-journey" />
        <div class="journey-panel">
          <p class="quiet">{text.journeyHelp}</p>
          <Slider
            label={text.journeySlider}
            value={stop}
            min={0}
            max={Math.max(1, stops)}
            step={1}
            format={() => where}
            onInput={(at) => {
              setPlaying(false);
              setChosen(at);
            }}
            testId="journey-stop"
          />
          <div>
            <Button onClick={() => setPlaying(!isPlaying)} pressed={isPlaying} testId="journey-play">
              {isPlaying ? text.stop : text.play}
            </Button>
          </div>
          <LogDetBars label={text.bars} values={picture.logDets} chosen={stop} />
          <Readouts>
            <NumberReadout
              label={text.thisLayer}
              value={stop === 0 ? 0 : Number(picture.logDets[stop - 1])}
              testId="journey-logdet"
            />
            <NumberReadout label={text.soFar} value={sum} testId="journey-sum" />
          </Readouts>
        </div>
      </div>
    </Card>
  );
}

function drawJourney(sheet: Sheet, picture: Picture, at: number): void {
  drawAxes(sheet);
  if (picture.journey.length === 0) return;
  const rows = rowsBetween(picture, at);
  const { colors } = sheet;
  const color = mixRgb(colors.latent, colors.data, at / Math.max(1, picture.logDets.length));
  drawLines(sheet, rows.subarray(2 * TRAVELLERS), GRID.steps, cssColor(color, 0.42));
  drawPoints(sheet, rows.subarray(0, 2 * TRAVELLERS), cssColor(color, 0.9), 1.8);
}

/** Follows a number in short, smooth moves; at once for readers who want no motion. */
function useGliding(target: number): number {
  const [at, setAt] = useState(target);
  const place = useRef(target);
  useEffect(() => {
    const from = place.current;
    const isFar = Math.abs(target - from) > 1.5 || !Number.isFinite(from);
    const settle = (value: number) => {
      place.current = value;
      setAt(value);
    };
    if (isFar || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      settle(target);
      return;
    }
    const start = performance.now();
    let frame = requestAnimationFrame(function move(now) {
      const share = Math.min(1, Math.max(0, now - start) / (STEP_MS - 80));
      settle(from + (target - from) * share * share * (3 - 2 * share));
      if (share < 1) frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return at;
}

/** Moves from stop to stop and ends at the last; from the last it begins at the base. */
function usePlaying(
  stop: number,
  stops: number,
  setStop: (stop: number) => void,
): [boolean, (play: boolean) => void] {
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    if (stop >= stops) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => setStop(stop + 1), STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, stop, stops, setStop]);
  const play = (wanted: boolean) => {
    if (wanted && stop >= stops) setStop(0);
    setPlaying(wanted);
  };
  return [isPlaying, play];
}
