import { Button } from '../widgets/button.tsx';
import { formatNumber } from '../widgets/format-number.ts';
import type { PlaygroundState } from './playground-state.ts';
import { usePlaygroundText } from './text.ts';

/** Train, hold, step, begin anew; and how far it is. */
export function Transport({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const state = play.state.value;
  const isAlive = play.life.value === 'alive';
  const canGoOn = isAlive && !play.isTooFew.value && (state === 'ready' || state === 'paused');
  const isRunning = state === 'running';
  return (
    <section class="transport" aria-label={text.transport}>
      <div class="transport-buttons">
        {isRunning ? (
          <Button tone="strong" disabled={!isAlive} onClick={play.pause} testId="pause">
            <Icon path="M5 3h3v10H5zM10 3h3v10h-3z" />
            {text.pause}
          </Button>
        ) : (
          <Button tone="strong" disabled={!canGoOn} onClick={play.resume} testId="train">
            <Icon path="M5 2.5v11l9-5.5z" />
            {state === 'paused' ? text.resume : text.train}
          </Button>
        )}
        <Button disabled={!canGoOn && !(isAlive && isRunning)} onClick={play.step} testId="step">
          <Icon path="M4 2.5v11l7-5.5zM12 3h2v10h-2z" />
          {text.step}
        </Button>
        <Button disabled={!isAlive || play.isTooFew.value} onClick={() => play.open()} testId="reset">
          <Icon path="M8 3a5 5 0 1 1-4.6 3H1.8l2.7-3.4L7.2 6H5a3.4 3.4 0 1 0 3-1.6z" />
          {text.reset}
        </Button>
      </div>
      <Steps play={play} />
      <Measures play={play} />
    </section>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg class="transport-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function Steps({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const state = typeof play.life.value === 'object' ? 'stopped' : play.state.value;
  const step = play.latest.value?.step ?? 0;
  const { steps } = play.settings.value;
  return (
    <div class="transport-progress">
      <p class="transport-state">
        <span data-testid="state" data-state={state} role="status">
          {text.states[state]}
        </span>
        <span class="transport-steps" data-testid="steps" data-value={step}>
          {text.ofSteps(step.toLocaleString('en'), steps.toLocaleString('en'))}
        </span>
      </p>
      <progress aria-label={text.progress} max={steps} value={step} />
    </div>
  );
}

function Measures({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const measured = play.measured.value;
  const latest = play.latest.value;
  const isPainted = play.settings.value.density === 'painted';
  return (
    <dl class="transport-measures">
      <Measure label={text.nll} testId="nll" value={measured?.nll} digits={3} />
      {isPainted ? null : <Measure label={text.kl} testId="kl" value={measured?.kl} digits={3} />}
      <Measure label={text.rate} testId="rate" value={latest?.stepsPerSecond} digits={0} />
    </dl>
  );
}

type MeasureProps = { label: string; testId: string; value: number | undefined; digits: number };

function Measure({ label, testId, value = Number.NaN, digits }: MeasureProps) {
  return (
    <div class="transport-measure">
      <dt>{label}</dt>
      <dd data-testid={testId} data-value={value}>
        {formatNumber(value, digits)}
      </dd>
    </div>
  );
}
