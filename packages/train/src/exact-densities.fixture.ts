import { createRng } from '@flow/backend';
import type { ToyDensity } from '@flow/datasets';
import { type Flow, realNVP } from '@flow/models';
import { expect } from 'vitest';
import { adam } from './adam.ts';
import { fit } from './fit.ts';
import { cosineDecay } from './schedules.ts';

/** Trains on a density that is known exactly and holds the flow against it. @param limit of the divergence, nats */
export async function expectExact(density: ToyDensity, limit: number, seed: number): Promise<void> {
  const { flow, report } = await train(density, seed);
  expect(report).toMatchObject({ stopped: 'finished', steps: 3000, nonFiniteSteps: 0 });
  const divergence = klToExact(density, flow);
  console.log(`seed ${seed}: KL ${divergence.toFixed(4)} nats`);
  expect(divergence).toBeLessThanOrEqual(limit);
  const box = sampleBox(flow);
  const [coarse, fine] = [massOn(flow, box, 400), massOn(flow, box, 800)];
  expect(Math.abs(fine - 1)).toBeLessThanOrEqual(1e-3);
  expect(Math.abs(fine - coarse)).toBeLessThanOrEqual(1e-3);
  flow.dispose();
}

/** 32 couplings 64x64 with a learned linear map after each, 3,000 steps of 512 fresh points, Adam 1e-3 with cosine decay. */
async function train(density: ToyDensity, seed: number) {
  const flow = realNVP({ features: 2, couplings: 32, hidden: [64, 64], mixing: 'linear', seed });
  const rng = createRng(seed).fork('points');
  const batches = (function* () {
    for (;;) yield density.sample(512, rng);
  })();
  const report = await fit(flow, batches, {
    maxSteps: 3000,
    optimizer: adam({ learningRate: 1e-3 }),
    schedule: cosineDecay,
    // A few early steps on eight far modes are large; without a limit they cost 0.005 nats at the end.
    clipNorm: 1,
    seed,
  });
  return { flow, report };
}

/** KL(q‖p) = E_q[log q − log p] on 10,000 points that training has not seen. */
function klToExact(density: ToyDensity, flow: Flow): number {
  const points = density.sample(10_000, createRng(20_000));
  const exact = density.logProb(points);
  const learned = flow.logProb(points);
  return exact.reduce((sum, value, i) => sum + value - Number(learned[i]), 0) / exact.length;
}

/** The smallest box that holds all of 100,000 samples. */
function sampleBox(flow: Flow) {
  const samples = flow.sampleTensor(100_000, { seed: 1 });
  const values = samples.dataSync();
  samples.dispose();
  return [0, 1].map((axis) => {
    let [from, to] = [Infinity, -Infinity];
    for (let at = axis; at < values.length; at += 2) {
      from = Math.min(from, Number(values[at]));
      to = Math.max(to, Number(values[at]));
    }
    return { from, to };
  });
}

/** ∫ exp(log p) over a box by midpoints on n x n cells. */
function massOn(flow: Flow, box: readonly { from: number; to: number }[], n: number): number {
  const [x, y] = box as [{ from: number; to: number }, { from: number; to: number }];
  const middle = ({ from, to }: { from: number; to: number }, i: number) =>
    from + ((to - from) * (i + 0.5)) / n;
  const points = Float32Array.from({ length: 2 * n * n }, (_, at) => {
    const cell = Math.floor(at / 2);
    return at % 2 === 0 ? middle(x, cell % n) : middle(y, Math.floor(cell / n));
  });
  const total = flow.logProb(points).reduce((sum, logProb) => sum + Math.exp(logProb), 0);
  return (total * (x.to - x.from) * (y.to - y.from)) / (n * n);
}
