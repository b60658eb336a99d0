import { path, positiveNumber, wholeNumber, wholeNumbers } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { columnNames, csvText } from '../csv-text.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';
import { isIdxFile } from './idx-file.ts';
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
    label: wholeNumber('N', { least: 0, help: 'the class of all, of a model with classes' }),
    labels: wholeNumbers('N,N', { help: 'the same, class by class in turn: 0,1,2' }),
    out: path('FILE', {
      help: 'a .csv table, a .png picture, or the numbers as .idx or .idx.gz',
      shown: 'CSV to the terminal',
    }),
  },
  notes: [
    {
      title: 'Examples',
      lines: [
        'flow sample --model out/fashion-mnist/model.safetensors --n 100 --temperature 0.7 --out clothes.png',
        'flow sample --model clothes-by-class.safetensors --labels 0,1,2 --n 30 --out three-kinds.png',
        'flow sample --model out/digits/model.safetensors --n 1000 --out digits.idx.gz',
        'flow sample --model out/moons/model.safetensors --n 1000 > moons.csv',
      ],
    },
  ],
  async run({ model, n, seed, temperature, label, labels, out }) {
    const kind = outputKind(out);
    const { openModel } = await import('./open-model.ts');
    const flow = await openModel(model);
    const { sampleLabels } = await import('./sample-labels.ts');
    const classes = sampleLabels(flow, n, { label, labels });
    const samples = flow.sample(n, {
      seed,
      temperature,
      ...(classes !== undefined && { label: classes }),
    });
    const schema = flow.data ?? { features: flow.features };
    if (kind === 'png') {
      const { samplePicture } = await import('../pictures/sample-picture.ts');
      await writeOutput(out, samplePicture(samples, schema));
    } else if (kind === 'idx') {
      const { sampleIdx } = await import('./sample-idx.ts');
      await writeOutput(out, sampleIdx(samples, schema, { isPacked: out?.endsWith('.gz') === true }));
    } else {
      await writeOutput(out, csvText(columnNames(flow.features, schema.names), samples));
    }
    return 0;
  },
});

function outputKind(out = '.csv'): 'csv' | 'png' | 'idx' {
  if (/\.csv$/i.test(out)) return 'csv';
  if (/\.png$/i.test(out)) return 'png';
  if (isIdxFile(out)) return 'idx';
  throw new UsageError(`--out must end in .csv, .png, .idx or .idx.gz, not "${out}"`);
}
