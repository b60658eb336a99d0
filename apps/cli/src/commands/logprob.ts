import { path, requiredPath, toggle } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { csvText } from '../csv-text.ts';
import { writeOutput } from '../write-output.ts';
import { modelOption } from './model-option.ts';

export const logprob = defineCommand({
  name: 'logprob',
  summary: 'gives the log-probability of each row of a table',
  usage: ['flow logprob --model FILE --data FILE [options]'],
  options: {
    model: modelOption,
    data: requiredPath('FILE', "CSV or IDX (.idx, -idx3-ubyte.gz) with the model's columns"),
    pad: toggle("puts a margin around pictures that are smaller than the model's"),
    out: path('FILE', { help: 'where to write a column of nats', shown: 'to the terminal' }),
  },
  notes: [
    {
      title: 'Examples',
      lines: [
        'flow sample --model out/moons/model.safetensors --n 1000 --out moons.csv',
        'flow logprob --model out/moons/model.safetensors --data moons.csv',
        'flow logprob --model out/fashion-mnist/model.safetensors --data t10k-images-idx3-ubyte.gz --pad',
      ],
    },
  ],
  async run({ model, data, pad, out }) {
    const { openModel } = await import('./open-model.ts');
    const { readRows } = await import('./read-rows.ts');
    const flow = await openModel(model);
    const logProbs = flow.logProb(await readRows(data, flow, { pads: pad }));
    const column = Array.from(logProbs, (value) => [value]);
    await writeOutput(out, csvText(['logProb'], column));
    return 0;
  },
});
