import { createRng, FlowError, type Rng } from '@flow/backend';
import {
  actNorm,
  affineCoupling,
  type Bijector,
  chain,
  type HiddenActivation,
  invertibleLinear,
  type LogScale,
  mlp,
  randomPermutation,
} from '@flow/layers';
import { createFlow } from './create-flow.ts';
import type { DataSchema } from './data-schema.ts';
import type { Flow } from './flow.ts';
import { checkSwitch, checkWhole } from './preset-options.ts';

export type RealNvpOptions = {
  readonly features: number;
  /** Number of affine couplings. */
  readonly couplings?: number;
  /** Widths of the hidden layers of each coupling's network. */
  readonly hidden?: readonly number[];
  readonly activation?: HiddenActivation;
  /** Width of a context vector, for a conditional density. */
  readonly context?: number;
  readonly logScale?: LogScale;
  readonly bound?: number;
  /** An actNorm before each coupling (seen from the data). */
  readonly actNorm?: boolean;
  /**
   * What stands between the couplings: `alternate` swaps even and odd identity features (Dinh et al. 2017,
   * section 3.5), `shuffle` draws a fixed permutation each time, `linear` learns an invertible linear map, Glow's
   * 1x1 convolution on vectors (Kingma and Dhariwal 2018, section 3.2). The masks alternate in each case.
   */
  readonly mixing?: 'alternate' | 'shuffle' | 'linear';
  /** Layers at the data's end, e.g. `[logit(...), uniformDequantise(...)]`, in the order of `forward`. */
  readonly preprocessing?: readonly Bijector[];
  readonly data?: DataSchema;
  /** Draws the first weights. */
  readonly seed?: number;
};

/**
 * RealNVP on vectors: affine couplings whose identity features alternate, over a standard normal.
 * Source: Dinh, Sohl-Dickstein and Bengio 2017 (arXiv 1605.08803).
 *
 * @throws not-initialized, invalid-argument
 * @example
 * ```ts
 * const flow = realNVP({ features: 2, couplings: 8, hidden: [64, 64], seed: 1 });
 * ```
 */
export function realNVP({
  features,
  couplings = 8,
  hidden = [64, 64],
  activation = 'relu',
  context = 0,
  logScale = 'bounded',
  bound = 2,
  actNorm: withActNorm = false,
  mixing = 'alternate',
  preprocessing = [],
  data,
  seed = 0,
}: RealNvpOptions): Flow {
  checkWhole('features', features, { least: 2, message: 'RealNVP splits the features in two.' });
  checkWhole('couplings', couplings, { least: 0, message: 'RealNVP is made of couplings.' });
  checkSwitch('actNorm', withActNorm, 'RealNVP cannot be built so.');
  const rng = createRng(seed);
  const steps = Array.from({ length: couplings }, (_, i) => {
    const coupling = affineCoupling({
      features,
      mask: i % 2 === 0 ? 'even' : 'odd',
      logScale,
      bound,
      conditioner: (sizes) => mlp({ ...sizes, hidden, activation, context, rng: rng.fork(i) }),
    });
    return [coupling, ...(withActNorm ? [actNorm({ features })] : []), ...mixer(mixing, features, rng, i)];
  });
  return createFlow({ bijector: chain([...steps.flat(), ...preprocessing]), ...(data && { data }) });
}

/** What follows coupling i, seen from the latent. */
function mixer(mixing: string, features: number, rng: Rng, i: number): Bijector[] {
  if (mixing === 'alternate') return [];
  if (mixing === 'shuffle') return [randomPermutation(features, rng.fork('shuffle').fork(i))];
  if (mixing === 'linear') return [invertibleLinear({ features, rng: rng.fork('linear').fork(i) })];
  throw new FlowError('invalid-argument', {
    argument: 'mixing',
    message: 'There is no such way to mix features.',
    expected: "'alternate', 'shuffle' or 'linear'",
    received: JSON.stringify(mixing) ?? String(mixing),
  });
}
