import type { BackendInfo } from '@flow/backend';
import type { FitReport } from '@flow/train';
import type { TestResult } from '../jobs/job.ts';
import { encodePng } from '../pictures/png.ts';
import { lossChart } from './loss-chart.ts';
import type { OutputFolder } from './output-folder.ts';
import { countBitEqual } from './reload-check.ts';
import { historyOf, type Report, reportOf } from './report.ts';
import type { Run } from './run.ts';

/** A file that was written and what it holds. */
export type WrittenFile = { readonly path: string; readonly holds: string };

type Context = {
  readonly fitted: FitReport;
  readonly backend: BackendInfo;
  readonly folder: OutputFolder;
  /** Seconds since the command began. */
  readonly elapsed: () => number;
};

/** Judges a trained run and writes model, pictures and report; the model first. */
export async function writeResults(
  run: Run,
  { fitted, backend, folder, elapsed }: Context,
): Promise<{ report: Report; test: TestResult; files: WrittenFile[] }> {
  const { job, flow, seed } = run;
  const bytes = flow.save();
  const model = await folder.write('model.safetensors', bytes);
  const rows = job.data.test.values;
  const test = job.test(flow);
  const verification = flow.verify(rows);
  const bitEqualRows = await countBitEqual(model, flow, rows);
  const samples = await folder.write('samples.png', encodePng(job.picture(flow, seed)));
  const losses = await folder.write('loss.svg', await chartOf(run, fitted));
  const report = reportOf(run, { fitted, test, verification, bitEqualRows, backend, seconds: elapsed() });
  const figures = await folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`);
  const files = [
    { path: model, holds: `the model, ${(bytes.length / 1e6).toFixed(1)} MB` },
    { path: samples, holds: job.caption },
    { path: losses, holds: 'training and validation, epoch by epoch' },
    { path: figures, holds: 'all figures, settings and versions' },
  ];
  return { report, test, files };
}

function chartOf({ job, seed }: Run, fitted: FitReport): Promise<string> {
  const { perNat } = job.measure;
  return lossChart({
    title: `RealNVP on ${job.dataset}, seed ${seed}`,
    measure: job.measure,
    history: historyOf(fitted, perNat),
    bestEpoch: fitted.bestEpoch === undefined ? undefined : fitted.bestEpoch + 1,
  });
}
