/** A RealNVP of affine couplings on even and odd features in turn, over a standard normal, and its batches. */
export type Workload = {
  readonly name: WorkloadName;
  readonly title: string;
  readonly features: number;
  readonly couplings: number;
  readonly hidden: readonly number[];
  readonly batches: readonly number[];
};

export type WorkloadName = 'W1' | 'W2';
export type Metric = 'train-step' | 'sample' | 'logProb';

export const METRICS: readonly Metric[] = ['train-step', 'sample', 'logProb'];

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  W1: {
    name: 'W1',
    title: '2 features, 32 couplings, networks 1-64-64-2',
    features: 2,
    couplings: 32,
    hidden: [64, 64],
    batches: [64, 512, 4096],
  },
  W2: {
    name: 'W2',
    title: '16 features, 10 couplings, networks 8-128-128-16',
    features: 16,
    couplings: 10,
    hidden: [128, 128],
    batches: [64, 512],
  },
};
