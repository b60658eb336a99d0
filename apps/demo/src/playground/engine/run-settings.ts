import type { toyDensities } from '@flow/datasets';
import type { HiddenActivation } from '@flow/layers';
import { type PaintedPoints, readPaintedPoints } from './painted-points.ts';
import { fieldsOf, oneOf, WireError } from './wire.ts';

export type DensityName = keyof typeof toyDensities | 'painted';

/** All that decides a run: the same settings give the same curve, bit for bit. */
export type RunSettings = { readonly [Name in NumberName]: number } & {
  readonly density: DensityName;
  readonly mixing: Mixing;
  readonly activation: HiddenActivation;
  readonly actNorm: Switch;
  readonly schedule: ScheduleName;
  /** Read where `density` is `painted`. */
  readonly points: PaintedPoints;
};

type Mixing = 'alternate' | 'shuffle' | 'linear';
type Switch = 'off' | 'on';
type ScheduleName = 'cosine' | 'constant';

type NumberRange = { readonly least: number; readonly most: number; readonly isWhole: boolean };

/** What each number may be. The worker must answer within seconds, so sizes have an end. */
export const NUMBER_RANGES = {
  couplings: { least: 1, most: 32, isWhole: true },
  width: { least: 2, most: 128, isWhole: true },
  depth: { least: 1, most: 3, isWhole: true },
  learningRate: { least: 1e-5, most: 0.1, isWhole: false },
  warmup: { least: 0, most: 1000, isWhole: true },
  clipNorm: { least: 0.01, most: 1000, isWhole: false },
  weightDecay: { least: 0, most: 1, isWhole: false },
  batch: { least: 8, most: 2048, isWhole: true },
  steps: { least: 1, most: 20_000, isWhole: true },
  seed: { least: 0, most: 2 ** 32 - 1, isWhole: true },
} as const satisfies Record<string, NumberRange>;

export type NumberName = keyof typeof NUMBER_RANGES;

export const CHOICES = {
  density: [
    'two-moons',
    'eight-gaussians',
    'rings',
    'pinwheel',
    'spirals',
    's-curve',
    'checkerboard',
    'painted',
  ],
  mixing: ['alternate', 'shuffle', 'linear'],
  activation: ['relu', 'tanh', 'elu', 'softplus'],
  actNorm: ['off', 'on'],
  schedule: ['cosine', 'constant'],
} as const satisfies { readonly [Name in ChoiceName]: readonly RunSettings[Name][] };

export type ChoiceName = 'density' | 'mixing' | 'activation' | 'actNorm' | 'schedule';

export const NUMBER_NAMES = Object.keys(NUMBER_RANGES) as readonly NumberName[];
export const CHOICE_NAMES = Object.keys(CHOICES) as readonly ChoiceName[];

export const DEFAULT_SETTINGS: RunSettings = {
  density: 'two-moons',
  couplings: 16,
  width: 32,
  depth: 2,
  mixing: 'alternate',
  activation: 'relu',
  actNorm: 'off',
  learningRate: 0.003,
  schedule: 'cosine',
  warmup: 0,
  clipNorm: 1,
  weightDecay: 0,
  batch: 256,
  steps: 2000,
  seed: 1,
  points: new Uint16Array(),
};

/** Settings from anywhere, a link or a message. @throws WireError that names the field */
export function readSettings(value: unknown): RunSettings {
  const fields = fieldsOf(value, 'settings');
  const numbers = NUMBER_NAMES.map((name) => [name, readNumber(name, fields[name])] as const);
  const choices = CHOICE_NAMES.map((name) => [name, oneOf(CHOICES[name], fields[name], name)] as const);
  return {
    ...Object.fromEntries([...numbers, ...choices]),
    points: readPaintedPoints(fields.points),
  } as RunSettings;
}

/** @throws WireError */
export function readNumber(name: NumberName, value: unknown): number {
  const { least, most, isWhole } = NUMBER_RANGES[name];
  const isGood = typeof value === 'number' && value >= least && value <= most;
  if (isGood && (!isWhole || Number.isInteger(value))) return value;
  throw new WireError(name, `${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}`, value);
}
