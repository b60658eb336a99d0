import { defineCommand } from '../command.ts';
import { modelOption } from './model-option.ts';

export const info = defineCommand({
  name: 'info',
  summary: 'says what a model file holds',
  usage: ['flow info --model FILE'],
  options: { model: modelOption },
  notes: [{ title: 'Example', lines: ['flow info --model out/digits/model.safetensors'] }],
  async run({ model }) {
    const { openModel } = await import('./open-model.ts');
    const flow = await openModel(model);
    const schema = flow.data ? JSON.stringify(flow.data) : 'not declared';
    const context = flow.contextShape
      ? `\ncontext  [${flow.contextShape}]: as many classes, or numbers\n`
      : '\n';
    process.stdout.write(`${flow.summary()}\n\ndata  ${schema}${context}`);
    return 0;
  },
});
