/** A RealNVP of affine couplings on even and odd features in turn, over a standard normal, and its batches. */
export type Workload = {
  readonly name: WorkloadName;
  readonly title: string;
  readonly features: number;
  readonly couplings: number;
  readonly hidden: readonly number[];
  readonly batches: readonly number[];
};

/** A Glow on pictures of 256 levels, and its batch. */
export type GlowWorkload = {
  readonly name: GlowName;
  readonly title: string;
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  readonly levels: number;
  readonly steps: number;
  readonly hidden: number;
  readonly batches: readonly number[];
};

export type WorkloadName = 'W1' | 'W2';
export type GlowName = 'W3a' | 'W3b' | 'W3c';
/** Milliseconds a call, but for `peak-memory`: MB that the process held at most. */
export type Metric = 'train-step' | 'peak-memory' | 'sample' | 'logProb';

export const METRICS = ['train-step', 'sample', 'logProb'] as const satisfies readonly Metric[];
export const GLOW_METRICS = ['train-step', 'peak-memory', 'sample'] as const satisfies readonly Metric[];

export const unitOf = (metric: Metric): string => (metric === 'peak-memory' ? 'MB' : 'ms');

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

export const GLOW_WORKLOADS: Readonly<Record<GlowName, GlowWorkload>> = {
  W3a: {
    name: 'W3a',
    title: 'Glow, 32x32x1, 3 levels of 8 steps, 64 hidden channels',
    shape: [32, 32, 1],
    levels: 3,
    steps: 8,
    hidden: 64,
    batches: [32],
  },
  W3b: {
    name: 'W3b',
    title: 'Glow, 32x32x3, 3 levels of 8 steps, 128 hidden channels',
    shape: [32, 32, 3],
    levels: 3,
    steps: 8,
    hidden: 128,
    batches: [16],
  },
  W3c: {
    name: 'W3c',
    title: 'Glow, 32x32x3, 3 levels of 32 steps, 512 hidden channels',
    shape: [32, 32, 3],
    levels: 3,
    steps: 32,
    hidden: 512,
    batches: [4],
  },
};
