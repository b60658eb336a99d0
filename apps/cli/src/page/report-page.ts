import type { Exhibit } from '../exhibits/exhibit.ts';
import type { TestResult } from '../jobs/job.ts';
import { titleOf } from '../jobs/titles.ts';
import { duration } from '../progress/duration.ts';
import { checkLines } from '../training/check-lines.ts';
import { type Chart, type ChartColours, lossChart } from '../training/loss-chart.ts';
import type { Report } from '../training/report.ts';
import { exhibitSection } from './exhibit-section.ts';
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

export type PageContent = {
  readonly report: Report;
  readonly test: TestResult;
  readonly exhibits: readonly Exhibit[];
  readonly chart: Chart;
  /** The model file as the report's reader would name it. */
  readonly modelPath: string;
};

const COLOURS: ChartColours = {
  paper: 'transparent',
  ink: 'var(--ink)',
  grid: 'var(--line)',
  training: 'var(--curve)',
  heldOut: 'var(--blue)',
};

/** `report.html`: one file that needs nothing else, for people. */
export async function reportPage(content: PageContent): Promise<string> {
  const { report, test, exhibits, chart, modelPath } = content;
  const svg = await lossChart({ ...chart, title: '' }, COLOURS);
  const title = titleOf(report);
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
<main>
<header>
<h1>${title}</h1>
<p>${test.sentence}. ${endings[report.stopped]}</p>
${keyFigures(report, test)}
</header>
${exhibits.map(exhibitSection)}
<section>
<h2>Learning curve<span lang="zh">学习曲线</span></h2>
<p>Training is the mean over stretches of steps; held-out rows are scored at the end of each epoch, and the dot marks the weights that were kept.</p>
<div class="chart">${trusted(svg)}</div>
</section>
<section>
<h2>Checks<span lang="zh">检验</span></h2>
<p>How exact the model is against itself.</p>
${rows(checkLines(report))}
</section>
<section>
<h2>Settings<span lang="zh">设置</span></h2>
<p>The same seed and the same steps give the same model, byte for byte, on one machine.</p>
${rows(settingLines(report))}
<details><summary>All of them</summary><pre>${JSON.stringify(report.settings, null, 2)}</pre></details>
</section>
<section>
<h2>Go on<span lang="zh">接着用</span></h2>
<pre>flow sample --model ${modelPath} --n 100 --seed 1 --out samples.png
flow info --model ${modelPath}</pre>
</section>
<footer>Written by flow: normalizing flows in TypeScript on WASM SIMD.</footer>
</main>
</html>
`.markup;
}

const endings: { readonly [stopped in Report['stopped']]: string } = {
  finished: '',
  patience: 'Training stopped when the held-out rows improved no more.',
  time: 'The time was over before the steps: another machine would stop elsewhere.',
  aborted: 'Stopped by hand: this is what there was until then.',
  'not-finite': 'Training gave up: too many steps in a row were not finite.',
};

function keyFigures(report: Report, { score }: TestResult): Html {
  const { steps, trainingSeconds, parameters, reconstructionError } = report;
  const [value = '', error = '', unit = ''] = /^([\d.]+) ± ([\d.]+) (.+)$/.exec(score)?.slice(1) ?? [score];
  const figures: (readonly [name: string, value: string, note: string])[] = [
    ['test', value, `± ${error} ${unit}`],
    ...baselineFigures(report),
    ['trained for', duration(trainingSeconds), `${steps.toLocaleString('en')} steps`],
    ['parameters', parameters.toLocaleString('en'), `seed ${report.seed}`],
    reconstructionError === undefined
      ? ['round trip', report.roundTripError.toExponential(1), 'relative, at most']
      : ['reconstruction', reconstructionError.toExponential(1), 'worst pixel, black to white is 1'],
  ];
  return html`<dl class="figures">${figures.map(([name, figure, note]) => html`<div><dt>${name}</dt><dd>${figure}<small>${note}</small></dd></div>`)}</dl>`;
}

/** What the simplest densities score, where they were fitted. */
function baselineFigures(report: Report): (readonly [name: string, value: string, note: string])[] {
  const figure = (name: string) => (report as Readonly<Record<string, unknown>>)[name];
  const named = (what: string, name: string) => {
    const [value, error] = [figure(`${name}BitsPerDim`), figure(`${name}StandardError`)].map(Number);
    return [what, Number(value).toFixed(3), `± ${Number(error).toFixed(3)} bits/dim`] as const;
  };
  if (figure('pcaBitsPerDim') === undefined) return [];
  return [named('Gaussian pixels', 'diagonal'), named('Gaussian, PCA', 'pca')];
}

function settingLines({ settings, versions, seed }: Report): (readonly [name: string, value: string])[] {
  const { training, optimizer } = settings;
  return [
    ['optimizer', `${optimizer.kind}, learning rate ${optimizer.learningRate ?? 'by default'}`],
    ['batch', `${training.batchSize} rows`],
    ['seed', String(seed)],
    ['kernels', `${versions.kernels} (${versions.backend}, TensorFlow.js ${versions.tfjs})`],
    ['Node', versions.node],
  ];
}

function rows(lines: readonly (readonly [name: string, value: string])[]): Html {
  return html`<div class="scroll"><table>${lines.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table></div>`;
}
