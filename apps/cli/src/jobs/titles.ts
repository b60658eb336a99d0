import type { DatasetName, Job, ModelName } from './job.ts';

const DATASETS: { readonly [name in DatasetName]: string } = {
  'fashion-mnist': 'Fashion-MNIST',
  digits: 'digits',
  moons: 'two moons',
};

const MODELS: { readonly [name in ModelName]: string } = { glow: 'Glow', realnvp: 'RealNVP' };

/** What is trained on what, as people say it. */
export function titleOf({ model, dataset }: Pick<Job, 'model' | 'dataset'>): string {
  return `${MODELS[model]} on ${DATASETS[dataset]}`;
}
