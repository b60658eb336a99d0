import { join } from 'node:path';
import { type BackendInfo, init } from '@flow/backend';
import { fit } from '@flow/train';
import { createJob, type JobChoice } from '../jobs/create-job.ts';
import { createOptimizer } from '../jobs/optimizer-settings.ts';
import { createProgressDisplay } from '../progress/progress-display.ts';
import { endingLine, openingLines, resultLines, resumeLines } from './console-lines.ts';
import { flowRows } from './flow-rows.ts';
import { listenForInterrupt } from './interrupt.ts';
import { recordCurve } from './learning-curve.ts';
import { openOutputFolder } from './output-folder.ts';
import { createRun, type Run, type RunSettings } from './run.ts';
import { timeLimit } from './time-limit.ts';
import type { Trained } from './trained.ts';
import { writeResults } from './write-results.ts';

export type TrainingOptions = RunSettings &
  JobChoice & {
    readonly out: string | undefined;
    /** The folder of checkpoints. */
    readonly checkpoint: string | undefined;
    readonly quiet: boolean;
  };

const INTERRUPTED = 130;

/**
 * `flow train`: trains, judges on unseen rows, checks the model against itself, writes everything.
 *
 * @returns the exit code
 */
export async function runTraining(options: TrainingOptions): Promise<number> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const interrupt = listenForInterrupt(() => console.error('\nstopping; once more ends at once'));
  try {
    const job = await createJob(options);
    const folder = await openOutputFolder(options.out ?? join('out', options.dataset));
    const backend = await init();
    const run = createRun(job, options);
    const trained = await train(run, {
      backend,
      interrupt: interrupt.signal,
      elapsed,
      isQuiet: options.quiet,
      checkpoint: options.checkpoint,
    });
    const { report, files, test } = await writeResults(run, { trained, backend, folder, elapsed });
    say(resultLines(report, test, files));
    if (interrupt.signal.aborted) return INTERRUPTED;
    return report.reloadedBitEqual && trained.stopped !== 'not-finite' ? 0 : 1;
  } finally {
    interrupt.release();
  }
}

type TrainContext = {
  readonly backend: BackendInfo;
  readonly interrupt: AbortSignal;
  readonly elapsed: () => number;
  readonly isQuiet: boolean;
  readonly checkpoint: string | undefined;
};

async function train(
  run: Run,
  { backend, interrupt, elapsed, isQuiet, checkpoint }: TrainContext,
): Promise<Trained> {
  const { job, flow, seed, epochs, steps, batchSize, workers } = run;
  if (!isQuiet) say(openingLines(run, backend));
  const limit = timeLimit(run.minutes, elapsed());
  const display = isQuiet
    ? undefined
    : createProgressDisplay(process.stdout, {
        measure: job.measure,
        counts: steps === undefined ? 'epochs' : 'steps',
        limit,
      });
  const recorder = recordCurve();
  const fitted = await fit(flow, flowRows(flow, job.data.train), {
    ...job.recipe.training,
    optimizer: createOptimizer(job.recipe.optimizer),
    epochs,
    ...(steps !== undefined && { maxSteps: steps }),
    batchSize,
    ...(workers !== undefined && { workers }),
    seed,
    validation: flowRows(flow, job.data.validation),
    ...(checkpoint !== undefined && { checkpoint: { path: join(checkpoint, 'checkpoint.safetensors') } }),
    signal: limit ? AbortSignal.any([interrupt, limit.signal]) : interrupt,
    onProgress(event) {
      recorder.watch(event);
      display?.show(event);
    },
  });
  display?.end();
  limit?.release();
  const isTimeOver = fitted.stopped === 'aborted' && !interrupt.aborted;
  const trained: Trained = {
    fitted,
    stopped: isTimeOver ? 'time' : fitted.stopped,
    curve: recorder.curve(),
  };
  if (!isQuiet) say([...resumeLines(fitted), endingLine(run, trained), '']);
  return trained;
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
