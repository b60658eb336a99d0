import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRng, init, type Parameter } from '@flow/backend';
import {
  type Direction,
  type NamedGradients,
  relativeError,
  worstError,
  worstGradientError,
} from '@flow-tooling/testkit';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import { batchNorm } from './batch-norm.ts';
import type { Bijector, Call, Gradients } from './bijector.ts';
import { chain } from './chain.ts';
import { additiveCoupling, affineCoupling, type LogScale } from './coupling.ts';
import type { Mask } from './mask.ts';
import { mlp } from './mlp.ts';
import { bijectorFromConfig } from './registry.ts';

/** What PyTorch and normflows compute in float64; `tooling/peers/fixtures.py` writes these files. */
const FIXTURES = resolve(import.meta.dirname, '../../../tooling/peers/fixtures');
const TOLERANCE = 1e-5;

type PeerTensor = { readonly shape: number[]; readonly values: number[] };
type PeerTensors = Readonly<Record<string, PeerTensor>>;
type PeerPass = Readonly<Record<'input' | 'a' | 'b' | 'value' | 'logDet', PeerTensor>> & {
  /** Of Σ a·value + Σ b·logDet. */
  readonly gradients: PeerTensors;
};
type PeerCase = {
  readonly name: string;
  readonly config: { readonly kind: string; readonly [key: string]: unknown };
  /** Weights under the peer's names and in its layout. */
  readonly state: PeerTensors;
  readonly stateAfter?: PeerTensors;
  readonly context?: PeerTensor;
  readonly forward?: PeerPass;
  readonly inverse: PeerPass;
};

/** Where a parameter of ours stands in the peer's state, and how its numbers are put into our order. */
type Link = { readonly path: string; readonly name: string; ours(theirs: PeerTensor): number[] };

const read = (file: string): PeerCase[] =>
  JSON.parse(readFileSync(resolve(FIXTURES, `${file}.json`), 'utf8')).cases;

const same = (path: string, name: string): Link => ({ path, name, ours: ({ values }) => values });

/** PyTorch keeps a weight as [outputs, inputs], we as [inputs, outputs]; `order` picks our outputs from theirs. */
const kernel = (path: string, name: string, order: readonly number[]): Link => ({
  path,
  name,
  ours: ({ shape: [, inputs = 0], values }) =>
    Array.from({ length: inputs }, (_, i) => order.map((o) => values[o * inputs + i]!)).flat(),
});

const bias = (path: string, name: string, order: readonly number[]): Link => ({
  path,
  name,
  ours: ({ values }) => order.map((o) => values[o]!),
});

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** normflows takes shifts from outputs 0, 2, 4, ... and log-scales from 1, 3, 5, ...; ours are [shifts | log-scales]. */
const shiftsThenLogScales = (outputs: number) => [
  ...upTo(outputs).filter((i) => i % 2 === 0),
  ...upTo(outputs).filter((i) => i % 2 === 1),
];

function couplingLinks(state: PeerTensors, isAffine: boolean, at = ''): Link[] {
  const weights = Object.keys(state).filter(
    (name) => name.startsWith(`${at}net.`) && name.endsWith('weight'),
  );
  return weights.flatMap((name, layer) => {
    const outputs = state[name]!.shape[0]!;
    const isLast = layer === weights.length - 1;
    const order = isLast && isAffine ? shiftsThenLogScales(outputs) : upTo(outputs);
    return [
      kernel(`conditioner.${layer}.kernel`, name, order),
      bias(`conditioner.${layer}.bias`, name.replace('weight', 'bias'), order),
    ];
  });
}

const linearLinks = (state: PeerTensors, at = '') =>
  `${at}W` in state
    ? [same('weight', `${at}W`)]
    : [same('lower', `${at}L`), same('upper', `${at}U`), same('logScale', `${at}log_S`)];

const actNormLinks = (at = '') => [same('logScale', `${at}s`), same('shift', `${at}t`)];

function linear(features: number, state: PeerTensors, at = ''): Bijector {
  const permutation = state[`${at}P`]?.values;
  if (!permutation) {
    return bijectorFromConfig({ kind: 'invertibleLinear', features, parametrisation: 'dense' });
  }
  const order = upTo(features).map((row) => permutation.slice(row * features).indexOf(1));
  const signs = state[`${at}sign_S`]!.values;
  return bijectorFromConfig({ kind: 'invertibleLinear', features, parametrisation: 'plu', order, signs });
}

function coupling({ config }: Pick<PeerCase, 'config'>): Bijector {
  const { kind, features, mask, hidden, activation, context, logScale, bound } = config as unknown as {
    kind: string;
    features: number;
    mask: Mask;
    hidden: number[];
    activation: 'relu';
    context: number;
    logScale: LogScale;
    bound?: number;
  };
  const conditioner = (sizes: { inputs: number; outputs: number }) =>
    mlp({ ...sizes, hidden, activation, context, rng: createRng(0) });
  if (kind === 'additiveCoupling') return additiveCoupling({ features, mask, conditioner });
  return affineCoupling({ features, mask, conditioner, logScale, ...(bound && { bound }) });
}

type Built = { readonly bijector: Bijector; readonly links: Link[] };

function build(peer: PeerCase): Built {
  const { config, state } = peer;
  const features = Number(config.features);
  switch (config.kind) {
    case 'affineCoupling':
    case 'additiveCoupling':
      return { bijector: coupling(peer), links: couplingLinks(state, config.kind === 'affineCoupling') };
    case 'actNorm':
      return { bijector: actNorm({ features }), links: actNormLinks() };
    case 'invertibleLinear':
      return { bijector: linear(features, state), links: linearLinks(state) };
    case 'batchNorm':
      return {
        bijector: batchNorm({
          features,
          momentum: Number(config.momentum),
          epsilon: Number(config.epsilon),
        }),
        links: [
          same('logScale', 'log_scale'),
          same('shift', 'shift'),
          same('mean', 'running_mean'),
          same('variance', 'running_var'),
        ],
      };
    default:
      return buildChain(features, state);
  }
}

/** normflows lists a flow's parts as we do, in the order of forward. */
function buildChain(features: number, state: PeerTensors): Built {
  const part = (mask: Mask, activation: string) =>
    coupling({
      config: {
        kind: 'affineCoupling',
        features,
        mask,
        hidden: [6, 5],
        activation,
        context: 0,
        logScale: 'bounded',
      },
    });
  const bijector = chain([
    part('even', 'relu'),
    actNorm({ features }),
    linear(features, state, '2.'),
    part('odd', 'tanh'),
    actNorm({ features }),
    linear(features, state, '5.'),
  ]);
  const parts = [
    couplingLinks(state, true, '0.'),
    actNormLinks('1.'),
    linearLinks(state, '2.'),
    couplingLinks(state, true, '3.'),
    actNormLinks('4.'),
    linearLinks(state, '5.'),
  ];
  const links = parts.flatMap((own, i) => own.map((link) => ({ ...link, path: `${i}.${link.path}` })));
  return { bijector, links };
}

/** A bijector of ours with the peer's weights. */
function load(peer: PeerCase): Built {
  const { bijector, links } = build(peer);
  for (const { path, name, ours } of links) {
    const { variable } = parameterAt(bijector, path);
    const values = tensor(ours(peer.state[name]!), variable.shape);
    variable.assign(values);
    values.dispose();
  }
  return { bijector, links };
}

const parameterAt = (bijector: Bijector, path: string): Parameter =>
  bijector.parameters.find((parameter) => parameter.path === path)!;

const toTensor = ({ shape, values }: PeerTensor) => tensor(values, shape, 'float32');

const callOf = ({ config, context }: PeerCase): Call => ({
  training: config.training === true,
  ...(context && { context: toTensor(context) }),
});

/** The peer's gradients in our order and under our names. */
function theirGradients({ gradients }: PeerPass, links: readonly Link[]): NamedGradients {
  const named = links.flatMap(({ path, name, ours }) =>
    gradients[name] ? ([[path, Float64Array.from(ours(gradients[name]))]] as const) : [],
  );
  for (const name of ['input', 'context']) {
    if (gradients[name]) named.push([name, Float64Array.from(gradients[name].values)]);
  }
  return new Map(named);
}

function ourGradients(bijector: Bijector, { dx, dContext, gradients }: Gradients): NamedGradients {
  const trained = bijector.parameters.filter(({ trainable }) => trainable);
  return new Map([
    ...trained.map(({ path, variable }) => [path, numbers(gradients.get(variable)!)] as const),
    ['input', numbers(dx)],
    ...(dContext ? ([['context', numbers(dContext)]] as const) : []),
  ]);
}

const numbers = (of: Tensor) => of.dataSync() as Float32Array;

const files = [
  'affine-coupling',
  'affine-coupling-context',
  'additive-coupling',
  'act-norm',
  'invertible-linear',
  'batch-norm',
  'chain',
];
const cases = files.flatMap(read);
const passes = cases.flatMap((peer) =>
  (['forward', 'inverse'] as const).flatMap((direction) =>
    peer[direction] ? [{ name: peer.name, direction, peer, pass: peer[direction] }] : [],
  ),
);

beforeAll(() => init());

it.each(cases)('$name: every parameter has its counterpart in PyTorch', (peer) => {
  const { bijector, links } = load(peer);
  expect(links.map(({ path }) => path).sort()).toEqual(bijector.parameters.map(({ path }) => path).sort());
  const fixed = Object.keys(peer.state).filter((name) => /(^|\.)(P|sign_S)$/.test(name));
  expect([...links.map(({ name }) => name), ...fixed].sort()).toEqual(Object.keys(peer.state).sort());
  bijector.dispose();
});

describe.each(passes)('$name, $direction, against PyTorch', ({ direction, peer, pass }) => {
  it('has the same values and log-dets', () => {
    const { bijector } = load(peer);
    const { value, logDet } = bijector[direction](toTensor(pass.input), callOf(peer));
    expect(worstError(numbers(value), pass.value.values)).toBeLessThan(TOLERANCE);
    expect(worstError(numbers(logDet), pass.logDet.values)).toBeLessThan(TOLERANCE);
    bijector.dispose();
  });

  it('has the same gradients of its input, context and every parameter', () => {
    const { bijector, links } = load(peer);
    const pullback: `${Direction}Pullback` = `${direction}Pullback`;
    const run = bijector[pullback](toTensor(pass.input), callOf(peer));
    expect(worstError(numbers(run.value), pass.value.values)).toBeLessThan(TOLERANCE);
    expect(worstError(numbers(run.logDet), pass.logDet.values)).toBeLessThan(TOLERANCE);
    const ours = ourGradients(bijector, run.pullback(toTensor(pass.a), toTensor(pass.b)));
    const theirs = theirGradients(pass, links);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    const { name, error } = worstGradientError(ours, theirs);
    expect(error, name).toBeLessThan(TOLERANCE);
    bijector.dispose();
  });
});

it("moves batch norm's running statistics as PyTorch does, but for Bessel's correction", () => {
  const peer = cases.find(({ stateAfter }) => stateAfter)!;
  const { bijector } = load(peer);
  dispose(Object.values(bijector.inverse(toTensor(peer.inverse.input), { training: true })));
  const of = (path: string) => numbers(parameterAt(bijector, path).variable);
  expect(relativeError(of('mean'), peer.stateAfter!.running_mean!.values)).toBeLessThan(TOLERANCE);
  const rows = peer.inverse.input.shape[0]!;
  const kept = 1 - Number(peer.config.momentum);
  // PyTorch adds n/(n − 1) times the batch's variance to its running one.
  const expected = peer.state.running_var!.values.map((before, i) => {
    const added = peer.stateAfter!.running_var!.values[i]! - kept * before;
    return kept * before + (added * (rows - 1)) / rows;
  });
  expect(relativeError(of('variance'), expected)).toBeLessThan(TOLERANCE);
  bijector.dispose();
});
