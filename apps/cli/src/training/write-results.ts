import type { BackendInfo } from '@flow/backend';
import { exhibitSheet } from '../exhibits/exhibit-sheet.ts';
import type { TestResult } from '../jobs/job.ts';
import { titleOf } from '../jobs/titles.ts';
import { reportPage } from '../page/report-page.ts';
import { encodePng } from '../pictures/png.ts';
import { labelsOf } from './flow-rows.ts';
import { type Chart, lossChart, ON_PAPER } from './loss-chart.ts';
import type { OutputFolder } from './output-folder.ts';
import { countBitEqual } from './reload-check.ts';
import { type Report, reportOf } from './report.ts';
import type { Run } from './run.ts';
import type { Trained } from './trained.ts';

/** A file that was written and what it holds. */
export type WrittenFile = { readonly path: string; readonly holds: string };

type Context = {
  readonly trained: Trained;
  readonly backend: BackendInfo;
  readonly folder: OutputFolder;
  /** Seconds since the command began. */
  readonly elapsed: () => number;
};

type Results = { readonly report: Report; readonly test: TestResult; readonly files: readonly WrittenFile[] };

/** Rows of the round trip through the whole model. */
const VERIFIED_ROWS = 200;

/** Judges a trained run and writes model, pictures and report; the model first. */
export async function writeResults(
  run: Run,
  { trained, backend, folder, elapsed }: Context,
): Promise<Results> {
  const { job, flow, seed } = run;
  const files: WrittenFile[] = [];
  const write = async (name: string, content: Uint8Array | string, holds: string) => {
    const path = await folder.write(name, content);
    files.push({ path, holds });
    return path;
  };
  const bytes = flow.save();
  const model = await write('model.safetensors', bytes, `the model, ${(bytes.length / 1e6).toFixed(1)} MB`);
  const test = job.test(flow);
  const held = job.data.test;
  const first = Math.min(VERIFIED_ROWS, held.rows);
  const verification = flow.verify(
    held.values.subarray(0, first * flow.features),
    labelsOf(flow, held, first),
  );
  const bitEqualRows = await countBitEqual(model, flow, held);
  await write('samples.png', encodePng(job.picture(flow, seed)), job.caption);
  const exhibition = job.exhibition(flow, seed);
  for (const exhibit of exhibition.exhibits) {
    await write(`${exhibit.name}.png`, encodePng(exhibitSheet(exhibit)), exhibit.title.toLowerCase());
  }
  const chart = chartOf(run, trained);
  await write('loss.svg', await lossChart(chart, ON_PAPER), 'training and validation, step by step');
  const outcome = { trained, test, exhibition, verification, bitEqualRows, backend, seconds: elapsed() };
  const report = reportOf(run, outcome);
  await write('report.json', `${JSON.stringify(report, null, 2)}\n`, 'all figures, settings and versions');
  const page = { report, test, exhibits: exhibition.exhibits, chart, modelPath: model };
  await write('report.html', await reportPage(page), 'all of it on a page: open it in a browser');
  return { report, test, files };
}

function chartOf({ job, seed }: Run, { fitted, curve }: Trained): Chart {
  return {
    title: `${titleOf(job)}, seed ${seed}`,
    measure: job.measure,
    curve,
    bestEpoch: fitted.bestEpoch,
  };
}
