import { describe, expect, it } from 'vitest';
import type { Report } from './messages.ts';
import { readReport } from './read-report.ts';
import { WireError } from './wire.ts';

const some = Float32Array.of(1, 2);
const SAMPLES: readonly Report[] = [
  { type: 'booted', message: 'on wasm' },
  { type: 'pong' },
  { type: 'failed', at: 'load', code: 'invalid-file', message: 'no' },
  { type: 'saved', run: 1, bytes: Uint8Array.of(1) },
  {
    type: 'opened',
    run: 1,
    box: { x: [0, 1], y: [0, 1] },
    data: some,
    exact: new Float32Array(),
    parameters: 12,
    kinds: ['coupling'],
    origin: 'settings',
  },
  {
    type: 'progress',
    run: 1,
    state: 'running',
    step: 2,
    losses: some,
    gradientNorms: some,
    evaluations: [{ step: 0, nll: 1, kl: Number.NaN }],
    standing: { step: 2, nll: 0.5, kl: 0.25 },
    stepsPerSecond: 3,
    skipped: 0,
    tensors: 10,
  },
  {
    type: 'picture',
    run: 1,
    step: 2,
    logProb: some,
    logDet: some,
    samples: some,
    journey: some,
    logDets: some,
  },
];

describe.each(SAMPLES)('$type', (report) => {
  it('is read as it was sent', () => {
    expect(readReport(structuredClone(report))).toEqual(report);
  });

  it.each(Object.keys(report))('is refused without its %s', (name) => {
    expect(() => readReport({ ...report, [name]: undefined })).toThrow(WireError);
  });

  it.each(Object.keys(report))('is refused where its %s is of another kind', (name) => {
    expect(() => readReport({ ...report, [name]: Symbol.iterator })).toThrow(WireError);
  });
});

it('a curve has as many gradient norms as losses', () => {
  const progress = SAMPLES.find(({ type }) => type === 'progress');
  expect(() => readReport({ ...progress, gradientNorms: Float32Array.of(1) })).toThrow(WireError);
});
