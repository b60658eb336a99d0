import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  grads,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { type BaseDistribution, baseFromConfig, init } from '../index.ts';
import { matrix } from '../matrix/matrix.ts';
import { fullNormal } from './full-normal.ts';

/** What PyTorch and normflows compute in float64; `tooling/peers/fixtures.py` writes this file. */
const FIXTURE = resolve(import.meta.dirname, '../../../../tooling/peers/fixtures/bases.json');
const TOLERANCE = 1e-5;

type PeerTensor = { readonly shape: number[]; readonly values: number[] };
type PeerTensors = Readonly<Record<string, PeerTensor>>;
type PeerCase = {
  readonly name: string;
  readonly config: { readonly kind: string; readonly [key: string]: string | number };
  /** Parameters under the peer's names. */
  readonly state: PeerTensors;
  readonly input: PeerTensor;
  readonly b: PeerTensor;
  readonly logProb: PeerTensor;
  /** Of Σ b·logProb. */
  readonly gradients: PeerTensors & { readonly input: PeerTensor };
  readonly score: PeerTensor;
  readonly covariance?: PeerTensor;
};

/** PyTorch's name of each of our parameters. */
const NAMES: Readonly<Record<string, string>> = {
  mean: 'loc',
  means: 'loc',
  location: 'loc',
  logScale: 'log_scale',
  logScales: 'log_scale',
  logits: 'weight_scores',
  logDiagonal: 'log_diagonal',
  lower: 'lower',
  low: 'low',
  high: 'high',
};

const cases: PeerCase[] = JSON.parse(readFileSync(FIXTURE, 'utf8')).cases;

const toTensor = ({ shape, values }: PeerTensor) => tensor(values, shape, 'float32');

/** A base of ours with the peer's parameters. */
function load({ config, state }: PeerCase): BaseDistribution {
  const base = baseFromConfig({ ...config, trainable: true });
  for (const { path, variable } of base.parameters) {
    variable.assign(tensor(state[NAMES[path]!]!.values, variable.shape));
  }
  return base;
}

/** Largest |a − b| / (1 + |b|). */
function worstError(a: Tensor, b: PeerTensor): number {
  const ours = Array.from(a.dataSync());
  expect(ours.length).toBe(b.values.length);
  return Math.max(...ours.map((value, i) => Math.abs(value - b.values[i]!) / (1 + Math.abs(b.values[i]!))));
}

/** ‖a − b‖ / ‖b‖; a gradient of rounding errors alone counts by its own size. */
function normError(a: Tensor, b: PeerTensor): number {
  const ours = Array.from(a.dataSync());
  expect(ours.length).toBe(b.values.length);
  return (
    Math.hypot(...ours.map((value, i) => value - b.values[i]!)) / Math.max(1e-3, Math.hypot(...b.values))
  );
}

beforeAll(() => init());

describe.each(cases)('$name, against PyTorch', (peer) => {
  const on = <T>(check: (base: BaseDistribution) => T): T => {
    const base = load(peer);
    try {
      return check(base);
    } finally {
      base.dispose();
    }
  };

  it('has the same parameters', () => {
    const paths = on((base) => base.parameters.map(({ path }) => NAMES[path]));
    expect(paths.sort()).toEqual(Object.keys(peer.state).sort());
  });

  it('has the same log-densities', () => {
    expect(on((base) => worstError(base.logProb(toTensor(peer.input)), peer.logProb))).toBeLessThan(
      TOLERANCE,
    );
  });

  it('has the same score', () => {
    expect(on((base) => normError(base.score(toTensor(peer.input)), peer.score))).toBeLessThan(TOLERANCE);
  });

  it('has the same gradients of its input and every parameter', () => {
    on((base) => {
      const b = toTensor(peer.b);
      const loss = (z: Tensor) => sum(mul(base.logProb(z), b)) as Scalar;
      const input = toTensor(peer.input);
      const [ofInput] = grads(loss)([input]);
      expect(normError(ofInput!, peer.gradients.input)).toBeLessThan(TOLERANCE);
      const trained = base.parameters.filter(({ trainable }) => trainable);
      const names = trained.map(({ path }) => NAMES[path]!);
      expect(['input', ...names].sort()).toEqual(Object.keys(peer.gradients).sort());
      if (trained.length === 0) return;
      const variables: Variable[] = trained.map(({ variable }) => variable);
      const ofParameters = variableGrads(() => loss(input), variables).grads;
      for (const [i, name] of names.entries()) {
        const ours = ofParameters[variables[i]!.name]!;
        expect(normError(ours, peer.gradients[name]!), name).toBeLessThan(TOLERANCE);
      }
    });
  });
});

test('a full normal built from its covariance has the log-densities that PyTorch gives', () => {
  const peer = cases.find(({ covariance }) => covariance)!;
  const { shape, values } = peer.covariance!;
  const rows = Array.from({ length: shape[0]! }, (_, i) => values.slice(i * shape[1]!, (i + 1) * shape[1]!));
  const base = fullNormal({ mean: peer.state.loc!.values, covariance: matrix(rows) });
  expect(worstError(base.logProb(toTensor(peer.input)), peer.logProb)).toBeLessThan(TOLERANCE);
  base.dispose();
});
