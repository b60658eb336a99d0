import { choice, optionalChoice, path, toggle, wholeNumber } from '../arguments/option.ts';
import { defineCommand } from '../command.ts';

export const baselines = defineCommand({
  name: 'baselines',
  summary: 'says what the simplest densities score on pictures, to compare a flow with',
  usage: ['flow baselines [options]'],
  options: {
    dataset: choice(
      ['fashion-mnist', 'emoji', 'pictures'],
      'clothes, emoji in colour, or pictures of your own',
    ),
    'no-margin': toggle('clothes of 28x28 pixels, without the margin that makes them 32x32'),
    bits: optionalChoice(['8', '5'], { help: 'of a value of a pixel', shown: '8' }),
    data: path('DIR', { help: 'where your pictures lie, or the four files of Fashion-MNIST' }),
    size: wholeNumber('N', { least: 8, help: 'side of pictures of your own, a multiple of 8', shown: '32' }),
  },
  notes: [
    {
      title: 'Prints',
      lines: [
        'bits per dimension on unseen pictures, with standard errors: of a Gaussian with independent',
        'pixels, and of one with 10 principal components; both fitted to the pictures that flow train',
        'learns from, the first 10,000, with noise that makes their levels continuous.',
      ],
    },
  ],
  async run({ bits, 'no-margin': isBare, ...choice }) {
    const { printBaselines } = await import('../jobs/print-baselines.ts');
    await printBaselines({ ...choice, isBare, bits: Number(bits ?? 8) });
    return 0;
  },
});
