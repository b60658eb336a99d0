import { useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { formatNumber } from '../../widgets/format-number.ts';
import { Loading } from '../../widgets/loading.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { PictureCanvas } from '../convolution/picture-canvas.tsx';
import { Stage } from '../stage.tsx';
import { TrainingControls } from '../training/training-controls.tsx';
import { type TrainingState, useTraining } from '../training/use-training.ts';
import {
  BRIGHTEST,
  type DigitFacts,
  type DigitOptions,
  type DigitView,
  type DigitWish,
  SIDE,
} from './digit-flow.ts';
import { LatentMap } from './latent-map.tsx';
import { useScalesText } from './text.ts';
import './digit-stage.css';

const OPTIONS: DigitOptions = { seed: 1 };
const START: DigitWish = { digit: 0, seed: 1, temperature: 0.8 };
const STEPS = 500;

const makeWorker = () => new Worker(new URL('./digit-worker.ts', import.meta.url), { type: 'module' });

type State = TrainingState<DigitFacts, DigitView>;

/** A small Glow learns digits; each level of a digit's latent is drawn anew while the others are kept. */
export function DigitStage() {
  const text = useScalesText();
  const [wish, setWish] = useState(START);
  const training = useTraining<DigitOptions, DigitFacts, DigitView, DigitWish>({
    makeWorker,
    options: OPTIONS,
    wish,
  });
  const { state } = training;
  return (
    <div class="digits-stage">
      <Stage
        pictures={<Levels state={state} />}
        panel={
          <>
            <TrainingControls training={training} steps={STEPS} testId="scales" />
            <div class="digits-buttons">
              <Button
                onClick={() => setWish({ ...wish, digit: (wish.digit + 1) % (state.facts?.digits ?? 1) })}
                testId="scales-digit"
              >
                {text.digit}
              </Button>
              <Button onClick={() => setWish({ ...wish, seed: wish.seed + 1 })} testId="scales-redraw">
                {text.redraw}
              </Button>
            </div>
            <Slider
              label={text.temperature}
              value={wish.temperature}
              min={0}
              max={1.2}
              step={0.05}
              format={(value) => formatNumber(value)}
              onInput={(temperature) => setWish({ ...wish, temperature })}
              tone="latent"
              testId="scales-temperature"
            />
            <Numbers state={state} />
          </>
        }
      />
    </div>
  );
}

function Levels({ state: { facts, view } }: { state: State }) {
  const text = useScalesText();
  if (facts === undefined || view === undefined) return <Loading />;
  return (
    <div class="digits">
      <div class="digits-original">
        <Digit values={view.digit} label={text.original} testId="scales-original" />
        <p class="quiet">{text.original}</p>
      </div>
      {view.levels.map(({ versions, change, meanChange }, level) => {
        const { shape, offset, size } = facts.layout[level] ?? { shape: [], offset: 0, size: 0 };
        return (
          <section key={level} class="digits-level">
            <div class="digits-head">
              <h3>
                {text.levelTitles[level]} <span class="quiet">{shape.join(' × ')}</span>
              </h3>
              <p class="quiet">
                {text.meanChange}{' '}
                <strong data-testid={`scales-change-${level}`} data-value={meanChange}>
                  {formatNumber(meanChange)}
                </strong>
              </p>
            </div>
            <LatentMap
              values={view.latent.subarray(offset, offset + size)}
              shape={shape}
              label={text.latentOf(level)}
            />
            <div class="digits-versions">
              {versions.map((version, i) => (
                <Digit
                  key={i}
                  values={version}
                  label={text.version(level, i + 1)}
                  testId={`scales-version-${level}-${i}`}
                />
              ))}
              <div class="digits-change">
                <Digit values={change} label={text.changeOf(level)} scale={BRIGHTEST / 2} />
                <span class="quiet">{text.change}</span>
              </div>
            </div>
          </section>
        );
      })}
      <p class="quiet digits-note">{text.note}</p>
    </div>
  );
}

type DigitProps = {
  readonly values: Float32Array;
  readonly label: string;
  /** What is shown as white. */
  readonly scale?: number;
  readonly testId?: string;
};

function Digit({ values, label, scale = BRIGHTEST, testId }: DigitProps) {
  return (
    <PictureCanvas
      pixels={values.map((value) => value / scale)}
      width={SIDE}
      height={SIDE}
      channels={1}
      label={label}
      {...(testId !== undefined && { testId })}
    />
  );
}

function Numbers({ state: { facts, steps, view } }: { state: State }) {
  const text = useScalesText();
  if (facts === undefined || view === undefined) return null;
  return (
    <Readouts>
      <NumberReadout label={text.steps} value={steps} digits={0} testId="scales-steps" />
      <NumberReadout label={text.bits} value={view.bitsPerDim} testId="scales-bits" large />
      <NumberReadout label={text.uniform} value={Math.log2(BRIGHTEST + 1)} testId="scales-uniform" />
      <NumberReadout
        label={text.parameters}
        value={facts.parameterCount}
        digits={0}
        testId="scales-parameters"
      />
    </Readouts>
  );
}
