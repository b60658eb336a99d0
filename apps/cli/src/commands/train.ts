import { choice, optionalChoice, path, positiveNumber, toggle, wholeNumber } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { digitsRecipe } from '../jobs/digits-recipe.ts';
import { glowRecipe, realNvpRecipe } from '../jobs/image-recipe.ts';
import { moonsRecipe } from '../jobs/moons-recipe.ts';

const { steps, minutes } = glowRecipe.length;

export const train = defineCommand({
  name: 'train',
  summary: 'trains a normalizing flow and writes the model, pictures and a report',
  usage: ['flow train [options]', 'npm start -- [options]        the same, from a bare checkout'],
  options: {
    dataset: choice(
      ['fashion-mnist', 'emoji', 'pictures', 'digits', 'moons'],
      'clothes, emoji in colour, pictures of your own, handwritten digits, or points on two moons',
    ),
    model: optionalChoice(['glow', 'realnvp'], {
      help: 'the kind of flow',
      shown: 'realnvp for digits and moons, glow for the others',
    }),
    classes: toggle('one model of each class: clothes, emoji, or the folders in --data'),
    bits: optionalChoice(['8', '5'], { help: 'of a value of a pixel', shown: '8' }),
    steps: wholeNumber('N', {
      least: 1,
      help: 'steps at most',
      shown: `${steps} for glow, ${realNvpRecipe.length.steps} for realnvp on pictures`,
    }),
    epochs: wholeNumber('N', {
      least: 1,
      help: 'passes over the data',
      shown: `${digitsRecipe.length.epochs} for digits, ${moonsRecipe.length.epochs} for moons`,
    }),
    minutes: positiveNumber('M', {
      help: 'time for all of it, at most',
      shown: `${minutes} for glow, ${realNvpRecipe.length.minutes} for realnvp on pictures, none with --steps or --epochs`,
    }),
    batch: wholeNumber('N', {
      least: 1,
      help: 'rows a step',
      shown: `${glowRecipe.training.batchSize} pictures, ${digitsRecipe.training.batchSize} digits, ${moonsRecipe.training.batchSize} points`,
    }),
    workers: wholeNumber('N', {
      least: 1,
      help: 'threads that share the rows of each step, one for each core',
      shown: '1',
    }),
    seed: wholeNumber('N', { least: 0, fallback: 0, help: 'of weights, order, noise and samples' }),
    data: path('DIR', {
      help: 'where your pictures lie, PNG and JPEG, or the four files of Fashion-MNIST',
      shown: '10,000 clothes that come with flow',
    }),
    size: wholeNumber('N', {
      least: 8,
      help: 'side that pictures of your own are cut and scaled to, a multiple of 8',
      shown: '32',
    }),
    out: path('DIR', { help: 'where to write', shown: 'out/<dataset>' }),
    checkpoint: path('DIR', {
      help: 'saves the run there as it goes, and goes on where the last one stopped',
      shown: 'nothing is saved before the end',
    }),
    'no-serve': toggle('end when the files are written'),
    quiet: toggle('print the results only'),
  },
  notes: [
    {
      title: 'Examples',
      lines: [
        'flow train',
        'flow train --steps 6000 --out out/longer',
        'flow train --dataset emoji --steps 2000',
        'flow train --classes --model glow --bits 5',
        'flow train --dataset pictures --data ~/photos --size 32',
        'flow train --dataset digits --epochs 5 --seed 1',
        'flow train --dataset moons --out /tmp/moons',
        'flow train --steps 20000 --checkpoint out/overnight --workers 2',
      ],
    },
    {
      title: 'Writes',
      lines: [
        'model.safetensors  the model, ready for flow sample, flow info, flow logprob and loadFlow()',
        'report.html        all of the following on one page that needs nothing else',
        'samples.png        samples of the model (left) beside real data (right)',
        'samples-0.5.png …  pictures only: samples at temperatures 0.5, 0.7 and 1.0, each beside the',
        '                   nearest training picture; interpolations and reconstructions of test pictures',
        'classes.png        with --classes: a row of samples of each class',
        'points.png …       moons only: samples and densities beside the exact ones',
        'loss.svg           training and validation, step by step',
        'report.json        test figures, checks, settings, versions',
      ],
    },
    {
      title: 'Ctrl-C',
      lines: [
        'stops after the step that runs, keeps the best model so far, writes all files and ends with',
        'code 130; a second one ends at once.',
      ],
    },
    {
      title: 'The same again',
      lines: [
        'The same seed, steps and workers give the same figures and model bytes on one machine. A run that',
        '--minutes cuts short ends at a step that depends on the speed of the machine: give --steps instead.',
      ],
    },
  ],
  async run(options) {
    const { runTraining } = await import('../training/run-training.ts');
    const { bits, ...others } = options;
    return runTraining({ ...others, bits: bits === undefined ? undefined : Number(bits) });
  },
});
