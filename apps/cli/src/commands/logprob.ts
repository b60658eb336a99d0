import { path, requiredPath } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { csvText } from '../csv-text.ts';
import { writeOutput } from '../write-output.ts';
import { modelOption } from './model-option.ts';

export const logprob = defineCommand({
  name: 'logprob',
  summary: 'gives the log-probability of each row of a table',
  usage: ['flow logprob --model FILE --data FILE.csv [options]'],
  options: {
    model: modelOption,
    data: requiredPath('FILE', "CSV with the model's columns, with or without a header"),
    out: path('FILE', { help: 'where to write a column of nats', shown: 'to the terminal' }),
  },
  notes: [
    {
      title: 'Examples',
      lines: [
        'flow sample --model out/moons/model.safetensors --n 1000 --out moons.csv',
        'flow logprob --model out/moons/model.safetensors --data moons.csv',
      ],
    },
  ],
  async run({ model, data, out }) {
    const { openModel } = await import('./open-model.ts');
    const { readRows } = await import('./read-rows.ts');
    const flow = await openModel(model);
    const logProbs = flow.logProb(await readRows(data, flow));
    const column = Array.from(logProbs, (value) => [value]);
    await writeOutput(out, csvText(['logProb'], column));
    return 0;
  },
});
