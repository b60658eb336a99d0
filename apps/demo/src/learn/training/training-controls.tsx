import { Button } from '../../widgets/button.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { useTrainingText } from './text.ts';
import type { Training } from './use-training.ts';
import './training-controls.css';

export type TrainingControlsProps = {
  readonly training: Training<unknown, unknown>;
  /** How many steps the button asks for. */
  readonly steps: number;
  /** The buttons are `<testId>-train`, `<testId>-reset` and, where the worker has died, `<testId>-again`. */
  readonly testId: string;
};

/** Train, pause, begin again; and what to do when the worker has died. */
export function TrainingControls({ training, steps, testId }: TrainingControlsProps) {
  const text = useTrainingText();
  const { state, train, pause, reset } = training;
  if (state.failed !== undefined) {
    return (
      <Notice title={text.failed} tone="bad">
        <p>{state.failed}</p>
        <Button onClick={reset} testId={`${testId}-again`}>
          {text.again}
        </Button>
      </Notice>
    );
  }
  return (
    <div class="training-controls">
      <Button
        tone="strong"
        disabled={state.view === undefined}
        onClick={() => (state.isTraining ? pause() : train(steps))}
        testId={`${testId}-train`}
      >
        {state.isTraining ? text.pause : text.train(steps)}
      </Button>
      <Button onClick={reset} disabled={state.steps === 0} testId={`${testId}-reset`}>
        {text.reset}
      </Button>
    </div>
  );
}
