import { extname } from 'node:path';
import { path, positiveNumber, wholeNumber } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { columnNames, csvText } from '../csv-text.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';
import { modelOption } from './model-option.ts';

export const sample = defineCommand({
  name: 'sample',
  summary: 'draws from a trained model',
  usage: ['flow sample --model FILE [options]'],
  options: {
    model: modelOption,
    n: wholeNumber('N', { least: 1, fallback: 64, help: 'how many' }),
    seed: wholeNumber('N', { least: 0, fallback: 0, help: 'the same seed gives the same samples' }),
    temperature: positiveNumber('T', { fallback: 1, help: 'below 1: likelier and less varied' }),
    out: path('FILE', { help: 'a .csv table or a .png picture', shown: 'CSV to the terminal' }),
  },
  notes: [
    {
      title: 'Examples',
      lines: [
        'flow sample --model out/digits/model.safetensors --n 100 --temperature 0.8 --out digits.png',
        'flow sample --model out/moons/model.safetensors --n 1000 > moons.csv',
      ],
    },
  ],
  async run({ model, n, seed, temperature, out }) {
    const isPicture = wantsPicture(out);
    const { openModel } = await import('./open-model.ts');
    const flow = await openModel(model);
    const samples = flow.sample(n, { seed, temperature });
    if (isPicture) {
      const { samplePicture } = await import('../pictures/sample-picture.ts');
      await writeOutput(out, samplePicture(samples, flow.data ?? { features: flow.features }));
    } else {
      await writeOutput(out, csvText(columnNames(flow.features, flow.data?.names), samples));
    }
    return 0;
  },
});

function wantsPicture(out: string | undefined): boolean {
  const kind = out === undefined ? '.csv' : extname(out).toLowerCase();
  if (kind === '.csv' || kind === '.png') return kind === '.png';
  throw new UsageError(`--out must end in .csv or .png, not "${out}"`);
}
