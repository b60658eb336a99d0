import { useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { Choice } from '../../widgets/choice.tsx';
import { Loading } from '../../widgets/loading.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Figure, Stage } from '../stage.tsx';
import type { DataName } from './contest-data.ts';
import { MarginalPlot } from './marginal-plot.tsx';
import { NllPlot } from './nll-plot.tsx';
import { PointCloud } from './point-cloud.tsx';
import { useAlternatingText } from './text.ts';
import { type ContestState, useContest } from './use-contest.ts';
import './section.css';

const SEED = 1;
const STEPS = 500;
const NAMES: readonly DataName[] = ['eight-gaussians', 'two-moons'];
const RIVALS = ['alternating', 'frozen'] as const;

/** Two flows train side by side; one never exchanges the roles. */
export function Section() {
  const text = useAlternatingText();
  const [data, setData] = useState<DataName>('eight-gaussians');
  const { state, train, pause, reset } = useContest({ data, seed: SEED });
  return (
    <>
      <Prose text={text.intro} />
      <div class="alternating-stage">
        <Stage
          pictures={<Pictures state={state} />}
          panel={
            <>
              <Choice
                label={text.data}
                value={data}
                onChange={setData}
                options={NAMES.map((value) => ({ value, label: text.names[value] }))}
                testId="alternating-data"
              />
              <div class="alternating-buttons">
                <Button
                  tone="strong"
                  disabled={state.standing === undefined || state.failed !== undefined}
                  onClick={() => (state.isTraining ? pause() : train(STEPS))}
                  testId="alternating-train"
                >
                  {state.isTraining ? text.pause : text.train}
                </Button>
                <Button onClick={reset} disabled={state.steps === 0} testId="alternating-reset">
                  {text.reset}
                </Button>
              </div>
              <Numbers state={state} />
              {state.failed !== undefined && (
                <Notice title={text.failed} tone="bad">
                  <p>{state.failed}</p>
                  <Button onClick={reset} testId="alternating-again">
                    {text.again}
                  </Button>
                </Notice>
              )}
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

function Pictures({ state: { ready, standing, history } }: { state: ContestState }) {
  const text = useAlternatingText();
  if (ready === undefined || standing === undefined) return <Loading />;
  return (
    <div class="alternating-pictures">
      {RIVALS.map((rival) => (
        <div key={rival} class="alternating-rival">
          <h3>{text.rivals[rival]}</h3>
          <PointCloud
            data={ready.shown}
            samples={standing[rival].samples}
            label={text.cloudLabel[rival]}
            testId={`alternating-cloud-${rival}`}
          />
          <MarginalPlot
            marginal={ready.data.marginal}
            samples={standing[rival].samples}
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
          <NllPlot history={history} limits={ready.data.limits} />
        </Figure>
      </div>
    </div>
  );
}

function Numbers({ state: { ready, steps, standing } }: { state: ContestState }) {
  const text = useAlternatingText();
  if (ready === undefined || standing === undefined) return null;
  const { limits } = ready.data;
  return (
    <Readouts>
      <NumberReadout label={text.steps} value={steps} digits={0} testId="alternating-steps" />
      <NumberReadout
        label={text.nll.alternating}
        value={standing.alternating.nll}
        tone="data"
        testId="alternating-nll"
        large
      />
      <NumberReadout label={text.limitAny} value={limits.any} testId="alternating-limit-any" />
      <NumberReadout label={text.nll.frozen} value={standing.frozen.nll} testId="frozen-nll" large />
      <NumberReadout label={text.limitFrozen} value={limits.frozen} testId="alternating-limit-frozen" />
    </Readouts>
  );
}
