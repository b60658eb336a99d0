import {
  affineCoupling,
  type Conditioner,
  type ConditionerSizes,
  createRng,
  type Mask,
  mlp,
} from '@flow/layers';
import {
  type CouplingBlocks,
  couplingBlocks,
  jacobian,
  leibnizTerms,
  slogdet,
  squareMatrix,
} from '@flow/math';
import { dispose, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { scramble } from './scramble.ts';
import { waves } from './waves.ts';

/** Number of variables of the coupling on the page. */
export const FEATURES = 4;

export const MASKS = ['firstHalf', 'even', 'odd'] as const satisfies readonly Mask[];
export const NETWORKS = ['tanh', 'relu', 'waves'] as const;

export type CouplingSettings = {
  /** Which variables pass. */
  readonly mask: (typeof MASKS)[number];
  /** What computes s and t. */
  readonly network: (typeof NETWORKS)[number];
  /** Names one draw of the network's weights. */
  readonly seed: number;
  /** How far s and t reach; 0 makes the coupling the identity. */
  readonly strength: number;
};

/** One point on its way through the coupling and back. */
export type CouplingView = {
  readonly x: readonly number[];
  /** s(z_a), one number for each variable that changes. */
  readonly logScale: readonly number[];
  /** t(z_a). */
  readonly shift: readonly number[];
  /** The whole Jacobian ∂x/∂z by automatic differentiation of the layer, cut in four. */
  readonly blocks: CouplingBlocks;
  /** log|det J| as the layer says it, Σ s. */
  readonly logDet: number;
  /** log|det J| of all 16 entries by LU, which knows of no blocks. */
  readonly bruteForce: number;
  /** How many of the 24 terms of Leibniz's sum are not zero. */
  readonly terms: number;
  /** f⁻¹(x). */
  readonly back: readonly number[];
  readonly backLogDet: number;
  /** max |f⁻¹(f(z)) − z|. */
  readonly error: number;
};

/** Sends z through a freshly built coupling layer, there and back, and takes its Jacobian apart. */
export function lookAtCoupling(settings: CouplingSettings, z: readonly number[]): CouplingView {
  return withCoupling(settings, (coupling) => viewOf(coupling, z));
}

export type Scrambled = { readonly seed: number; readonly logDet: number; readonly bruteForce: number };

/** The two log-determinants at z for each of `count` networks drawn at random after this one. */
export function scrambleMany(
  settings: CouplingSettings,
  z: readonly number[],
  count: number,
): readonly Scrambled[] {
  return Array.from({ length: count }, (_, i) => {
    const seed = settings.seed + i;
    const { logDet, bruteForce } = withCoupling({ ...settings, seed }, (coupling) => viewOf(coupling, z));
    return { seed, logDet, bruteForce };
  });
}

type Coupling = {
  readonly layer: ReturnType<typeof affineCoupling>;
  readonly net: Conditioner;
  readonly kept: readonly number[];
};

function withCoupling<T>(
  { mask, network, seed, strength }: CouplingSettings,
  use: (coupling: Coupling) => T,
): T {
  const made: Conditioner[] = [];
  const conditioner = (sizes: ConditionerSizes) => {
    const rng = createRng(seed);
    const net =
      network === 'waves'
        ? waves(sizes, strength, rng)
        : scramble(mlp({ ...sizes, hidden: [16, 16], activation: network, rng }), strength, rng);
    made.push(net);
    return net;
  };
  const layer = affineCoupling({ features: FEATURES, mask, logScale: 'exp', conditioner });
  try {
    return use({ layer, net: made[0] as Conditioner, kept: keptBy(mask) });
  } finally {
    layer.dispose();
  }
}

/** The variables that a mask passes through. */
export function keptBy(mask: CouplingSettings['mask']): readonly number[] {
  const first = mask === 'odd' ? 1 : 0;
  return mask === 'firstHalf' ? [0, 1] : [first, first + 2];
}

function viewOf({ layer, net, kept }: Coupling, z: readonly number[]): CouplingView {
  const tensors = tidy(() => {
    const start = tensor2d([[...z]]);
    const there = layer.forward(start);
    const back = layer.inverse(there.value);
    return {
      x: there.value,
      logDet: there.logDet,
      back: back.value,
      backLogDet: back.logDet,
      network: net.apply(tensor2d([kept.map((i) => z[i] as number)]), {}),
      slopes: jacobian((from) => layer.forward(from).value, start),
    };
  });
  const read = (tensor: Tensor) => Array.from(tensor.dataSync());
  const slopes = squareMatrix(read(tensors.slopes), FEATURES);
  const network = read(tensors.network);
  const back = read(tensors.back);
  const view: CouplingView = {
    x: read(tensors.x),
    shift: network.slice(0, network.length / 2),
    logScale: network.slice(network.length / 2),
    blocks: couplingBlocks(slopes, kept),
    logDet: read(tensors.logDet)[0] as number,
    bruteForce: slogdet(slopes.data, FEATURES).logAbsDet,
    terms: [...leibnizTerms(slopes)].filter(({ term }) => term !== 0).length,
    back,
    backLogDet: read(tensors.backLogDet)[0] as number,
    error: Math.max(...back.map((value, i) => Math.abs(value - (z[i] as number)))),
  };
  dispose(Object.values(tensors));
  return view;
}
