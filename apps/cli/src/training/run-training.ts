import { join } from 'node:path';
import { type BackendInfo, init } from '@flow/backend';
import { adam, type FitReport, fit } from '@flow/train';
import { digitsJob } from '../jobs/digits.ts';
import { moonsJob } from '../jobs/moons.ts';
import { createProgressDisplay } from '../progress/progress-display.ts';
import { endingLine, openingLines, resultLines } from './console-lines.ts';
import { listenForInterrupt } from './interrupt.ts';
import { openOutputFolder } from './output-folder.ts';
import { createRun, type Run, type RunSettings } from './run.ts';
import { writeResults } from './write-results.ts';

export type TrainingOptions = RunSettings & {
  readonly dataset: 'digits' | 'moons';
  readonly out: string | undefined;
  readonly quiet: boolean;
};

const JOBS = { digits: digitsJob, moons: moonsJob } as const;
const INTERRUPTED = 130;

/**
 * `flow train`: trains, judges on unseen rows, checks the model against itself, writes everything.
 *
 * @returns the exit code
 */
export async function runTraining(options: TrainingOptions): Promise<number> {
  const started = performance.now();
  const interrupt = listenForInterrupt(() => console.error('\nstopping; once more ends at once'));
  try {
    const folder = await openOutputFolder(options.out ?? join('out', options.dataset));
    const backend = await init();
    const run = createRun(await JOBS[options.dataset](), options);
    const fitted = await train(run, backend, interrupt.signal, options.quiet);
    const elapsed = () => (performance.now() - started) / 1000;
    const { report, files, test } = await writeResults(run, { fitted, backend, folder, elapsed });
    say(resultLines(report, test, files));
    if (interrupt.signal.aborted) return INTERRUPTED;
    return report.reloadedBitEqual && fitted.stopped !== 'not-finite' ? 0 : 1;
  } finally {
    interrupt.release();
  }
}

async function train(
  run: Run,
  backend: BackendInfo,
  signal: AbortSignal,
  isQuiet: boolean,
): Promise<FitReport> {
  const { job, flow, seed, epochs, batchSize } = run;
  const display = isQuiet ? undefined : createProgressDisplay(process.stdout, job.measure);
  if (!isQuiet) say(openingLines(run, backend));
  const fitted = await fit(flow, job.data.train.values, {
    ...job.recipe.training,
    optimizer: adam(job.recipe.adam),
    epochs,
    batchSize,
    seed,
    validation: job.data.validation.values,
    signal,
    ...(display && { onProgress: display.show }),
  });
  display?.end();
  if (!isQuiet) say([endingLine(fitted), '']);
  return fitted;
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
