import { useState } from 'preact/hooks';
import { Choice } from '../../widgets/choice.tsx';
import { Loading } from '../../widgets/loading.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Figure, Stage } from '../stage.tsx';
import { TrainingControls } from '../training/training-controls.tsx';
import { type TrainingState, useTraining } from '../training/use-training.ts';
import type { ContestFacts, ContestOptions, Rival, Standing } from './contest.ts';
import type { DataName } from './contest-data.ts';
import { MarginalPlot } from './marginal-plot.tsx';
import { type HistoryPoint, NllPlot } from './nll-plot.tsx';
import { PointCloud } from './point-cloud.tsx';
import { useAlternatingText } from './text.ts';
import './section.css';

const SEED = 1;
const STEPS = 500;
const NAMES: readonly DataName[] = ['eight-gaussians', 'two-moons'];
const RIVALS = ['alternating', 'frozen'] as const;

type State = TrainingState<ContestFacts, Record<Rival, Standing>>;

const makeWorker = () => new Worker(new URL('./contest-worker.ts', import.meta.url), { type: 'module' });

/** Two flows train side by side; one never exchanges the roles. */
export function Section() {
  const text = useAlternatingText();
  const [data, setData] = useState<DataName>('eight-gaussians');
  const [history, setHistory] = useState<readonly HistoryPoint[]>([]);
  const options: ContestOptions = { data, seed: SEED };
  const training = useTraining<ContestOptions, ContestFacts, Record<Rival, Standing>, null>({
    makeWorker,
    options,
    wish: null,
    onView(steps, { alternating, frozen }) {
      const point = { steps, nll: { alternating: alternating.nll, frozen: frozen.nll } };
      setHistory((before) => [...before.filter((earlier) => earlier.steps < steps), point]);
    },
  });
  return (
    <>
      <Prose text={text.intro} />
      <div class="alternating-stage">
        <Stage
          pictures={<Pictures state={training.state} history={history} />}
          panel={
            <>
              <Choice
                label={text.data}
                value={data}
                onChange={setData}
                options={NAMES.map((value) => ({ value, label: text.names[value] }))}
                testId="alternating-data"
              />
              <TrainingControls training={training} steps={STEPS} testId="alternating" />
              <Numbers state={training.state} />
            </>
          }
        />
      </div>
      <Prose text={text.why} />
      <p class="quiet">
        <Inline text={text.source} />
      </p>
    </>
  );
}

function Pictures({ state, history }: { state: State; history: readonly HistoryPoint[] }) {
  const text = useAlternatingText();
  const { facts, view } = state;
  if (facts === undefined || view === undefined) return <Loading />;
  return (
    <div class="alternating-pictures">
      {RIVALS.map((rival) => (
        <div key={rival} class="alternating-rival">
          <h3>{text.rivals[rival]}</h3>
          <PointCloud
            data={facts.shown}
            samples={view[rival].samples}
            label={text.cloudLabel[rival]}
            testId={`alternating-cloud-${rival}`}
          />
          <MarginalPlot
            marginal={facts.marginal}
            samples={view[rival].samples}
            label={text.marginalLabel[rival]}
            name="x₁"
          />
        </div>
      ))}
      <p class="alternating-key">
        <span class="alternating-key-data">{text.keyData}</span>
        <span class="alternating-key-flow">{text.keyFlow}</span>
        <span class="alternating-key-normal">{text.keyNormal}</span>
      </p>
      <div class="alternating-curve">
        <Figure caption={<Inline text={text.curve} />}>
          <NllPlot history={history} limits={facts.limits} />
        </Figure>
      </div>
    </div>
  );
}

function Numbers({ state: { facts, steps, view } }: { state: State }) {
  const text = useAlternatingText();
  if (facts === undefined || view === undefined) return null;
  const { limits } = facts;
  return (
    <Readouts>
      <NumberReadout label={text.steps} value={steps} digits={0} testId="alternating-steps" />
      <NumberReadout
        label={text.nll.alternating}
        value={view.alternating.nll}
        tone="data"
        testId="alternating-nll"
        large
      />
      <NumberReadout label={text.limitAny} value={limits.any} testId="alternating-limit-any" />
      <NumberReadout label={text.nll.frozen} value={view.frozen.nll} testId="frozen-nll" large />
      <NumberReadout label={text.limitFrozen} value={limits.frozen} testId="alternating-limit-frozen" />
    </Readouts>
  );
}
