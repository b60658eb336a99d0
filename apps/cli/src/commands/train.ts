import { choice, path, toggle, wholeNumber } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { digitsRecipe } from '../jobs/digits-recipe.ts';
import { moonsRecipe } from '../jobs/moons-recipe.ts';

const perDataset = (name: 'epochs' | 'batchSize') =>
  `${digitsRecipe.training[name]} for digits, ${moonsRecipe.training[name]} for moons`;

export const train = defineCommand({
  name: 'train',
  summary: 'trains a normalizing flow and writes the model, pictures and figures',
  usage: ['flow train [options]', 'npm start -- [options]        the same, from a bare checkout'],
  options: {
    dataset: choice(['digits', 'moons'], 'what to learn: handwritten digits, or two moons in the plane'),
    model: choice(['realnvp'], 'the kind of flow'),
    epochs: wholeNumber('N', { least: 1, help: 'passes over the data', shown: perDataset('epochs') }),
    batch: wholeNumber('N', { least: 1, help: 'rows a step', shown: perDataset('batchSize') }),
    seed: wholeNumber('N', { least: 0, fallback: 0, help: 'of weights, order, noise and samples' }),
    out: path('DIR', { help: 'where to write', shown: 'out/<dataset>' }),
    'no-serve': toggle('end when the files are written'),
    quiet: toggle('print the results only'),
  },
  notes: [
    {
      title: 'Examples',
      lines: ['flow train', 'flow train --epochs 5 --seed 1', 'flow train --dataset moons --out /tmp/moons'],
    },
    {
      title: 'Writes',
      lines: [
        'model.safetensors  the model, ready for flow sample, flow info, flow logprob and loadFlow()',
        'samples.png        samples of the model (left) beside real data (right)',
        'loss.svg           training and validation, epoch by epoch',
        'report.json        test figures, checks, settings, versions',
      ],
    },
    {
      title: 'Ctrl-C',
      lines: [
        'stops after the step that runs, keeps the best model so far, writes all files and ends with',
        'code 130; a second one ends at once. The same seed gives the same figures and model bytes.',
      ],
    },
  ],
  async run(options) {
    const { runTraining } = await import('../training/run-training.ts');
    return runTraining(options);
  },
});
