import { choice, path, positiveNumber, requiredPath, wholeNumber } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';
import { modelOption } from './model-option.ts';

const FIGURES = ['samples', 'classes', 'slides', 'interpolations', 'levels', 'outliers'] as const;

export const gallery = defineCommand({
  name: 'gallery',
  summary: 'draws the figures of docs/gallery.md from a trained model of pictures',
  usage: ['flow gallery --model FILE --figure NAME --out FILE.png [options]'],
  options: {
    model: modelOption,
    figure: choice(FIGURES, 'which figure'),
    dataset: choice(['fashion-mnist', 'emoji', 'digits'], 'the data that the model was trained on'),
    data: path('DIR', {
      help: 'where the four files of Fashion-MNIST lie',
      shown: '10,000 pictures that come with flow',
    }),
    seed: wholeNumber('N', { least: 0, fallback: 0, help: 'of samples' }),
    temperature: positiveNumber('T', {
      fallback: 0.7,
      help: 'of samples; below 1: likelier and less varied',
    }),
    out: requiredPath('FILE', 'the picture: .png, of outliers .svg'),
  },
  notes: [
    {
      title: 'Figures',
      lines: [
        'samples         the first 50 samples of the seed, none left out',
        'classes         a row for each class, of a model with classes; counts how often p(y | x) is right',
        'slides          test pictures moved from one class towards another, of a model without classes',
        'interpolations  arcs in the latent between test pictures',
        'levels          test pictures with the latents of some levels drawn anew',
        'outliers        how likely the model takes other pictures to be, as histograms',
      ],
    },
  ],
  async run({ model, figure, dataset, data: folder, seed, temperature, out }) {
    const { drawFigure } = await import('../gallery/draw-figure.ts');
    const { openModel } = await import('./open-model.ts');
    const flow = await openModel(model);
    const { createJob } = await import('../jobs/create-job.ts');
    const data = async () => (await createJob({ dataset, model: undefined, data: folder })).data;
    for (const line of await drawFigure(figure, { flow, data, seed, temperature }, out)) console.log(line);
    return 0;
  },
});
