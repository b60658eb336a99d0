import type { DatasetName, Job, ModelName } from './job.ts';

const DATASETS: { readonly [name in DatasetName]: string } = {
  'fashion-mnist': 'Fashion-MNIST',
  emoji: 'emoji',
  pictures: 'pictures',
  digits: 'digits',
  moons: 'two moons',
};

const MODELS: { readonly [name in ModelName]: string } = { glow: 'Glow', realnvp: 'RealNVP' };

/** What is trained on what, as people say it. */
export function titleOf({ model, dataset, classes }: Pick<Job, 'model' | 'dataset' | 'classes'>): string {
  return `${classes === undefined ? '' : 'Class-conditional '}${MODELS[model]} on ${DATASETS[dataset]}`;
}
