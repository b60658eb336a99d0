import { createRng, init } from '@flow/backend';
import { twoMoons } from '@flow/datasets';
import { loadFlow } from '@flow/models';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toLattice } from './painted-points.ts';
import { MAP_SIDE } from './picture-shape.ts';
import { runToEnd, SMALL_RUN, watchSession } from './session.fixture.ts';
import { EVALUATE_EVERY } from './session.ts';

beforeAll(() => init({ reproducible: true }));

const lastPicture = (reports: Awaited<ReturnType<typeof runToEnd>>['reports']) =>
  reports.filter((report) => report.type === 'picture').at(-1)!;

describe('a run', () => {
  it('trains: the loss falls, held-out nll and KL fall, every step is in the curve', async () => {
    const run = await runToEnd({ ...SMALL_RUN, steps: 200 });
    const { losses, gradientNorms, evaluations } = run.curve();
    expect(losses).toHaveLength(200);
    expect(gradientNorms.every((norm) => norm > 0)).toBe(true);
    expect(evaluations.map(({ step }) => step)).toEqual(
      Array.from({ length: 200 / EVALUATE_EVERY + 1 }, (_, i) => i * EVALUATE_EVERY),
    );
    const [first, last] = [evaluations[0]!, evaluations.at(-1)!];
    expect(last.nll).toBeLessThan(first.nll - 0.5);
    expect(first.nll - last.nll).toBeCloseTo(first.kl - last.kl, 10);
    await run.session.close();
  });

  it('gives the same curve and the same model however often it is held', async () => {
    const straight = await runToEnd(SMALL_RUN);
    const held = watchSession(SMALL_RUN);
    for (let step = 1; step <= 3; step++) {
      const stopped = held.until((news) => news.state === 'paused' && news.step === step);
      held.session.step();
      await stopped;
    }
    held.session.resume();
    held.session.pause();
    const end = held.until(({ state }) => state === 'finished');
    held.session.resume();
    await end;
    expect(held.curve()).toEqual(straight.curve());
    expect(held.session.save()).toEqual(straight.session.save());
    await Promise.all([straight.session.close(), held.session.close()]);
  });

  it('differs with the seed, in its first weights and in its points', async () => {
    const [one, two] = [await runToEnd(SMALL_RUN), await runToEnd({ ...SMALL_RUN, seed: 2 })];
    expect(one.curve().losses).not.toEqual(two.curve().losses);
    const begun = [watchSession(SMALL_RUN), watchSession({ ...SMALL_RUN, seed: 2 })] as const;
    expect(begun[0].session.save()).not.toEqual(begun[1].session.save());
    await Promise.all([one, two, ...begun].map(({ session }) => session.close()));
  });

  it('measures KL on points that training does not see', async () => {
    const run = await runToEnd(SMALL_RUN);
    const flow = loadFlow(run.session.save());
    const moons = twoMoons();
    const heldOut = moons.sample(1024, createRng(SMALL_RUN.seed).fork('held-out'));
    const [exact, learned] = [moons.logProb(heldOut), flow.logProb(heldOut)];
    const kl = exact.reduce((sum, value, i) => sum + value - learned[i]!, 0) / 1024;
    expect(run.curve().evaluations.at(-1)!.kl).toBeCloseTo(kl, 5);
    flow.dispose();
    await run.session.close();
  });

  it('leaves no tensor behind, neither from step to step nor after it was closed', async () => {
    const before = memory().numTensors;
    const run = watchSession(SMALL_RUN);
    const at = async (step: number) => {
      const stopped = run.until((news) => news.state === 'paused' && news.step === step);
      run.session.step();
      return (await stopped).tensors;
    };
    const first = await at(1);
    expect(await at(2)).toBe(first);
    expect(await at(3)).toBe(first);
    await run.session.close();
    expect(memory().numTensors).toBe(before);
  });

  it('can be closed before its first step and in the middle', async () => {
    const before = memory().numTensors;
    const fresh = watchSession(SMALL_RUN);
    await fresh.session.close();
    const running = watchSession({ ...SMALL_RUN, steps: 20_000 });
    const begun = running.until(({ step }) => step > 0);
    running.session.resume();
    await begun;
    await running.session.close();
    expect(memory().numTensors).toBe(before);
    const failures = [...fresh.reports, ...running.reports].filter(({ type }) => type === 'failed');
    expect(failures).toEqual([]);
  });
});

describe('pictures', () => {
  it('show the density of the model, cell by cell, from the top left', async () => {
    const run = await runToEnd(SMALL_RUN);
    const opened = run.reports.find((report) => report.type === 'opened')!;
    const picture = lastPicture(run.reports);
    const flow = loadFlow(run.session.save());
    const [row, column] = [20, 50];
    const { x, y } = opened.box;
    const cell = (x[1] - x[0]) / MAP_SIDE;
    const middle = [x[0] + (column + 0.5) * cell, y[1] - (row + 0.5) * cell];
    const index = row * MAP_SIDE + column;
    expect(picture.logProb[index]).toBeCloseTo(flow.logProb([middle])[0]!, 4);
    const [latent] = flow.encode([middle]);
    const logBase = -Math.log(2 * Math.PI) - (latent![0]! ** 2 + latent![1]! ** 2) / 2;
    expect(picture.logProb[index]! - picture.logDet[index]!).toBeCloseTo(logBase, 4);
    expect(opened.exact[index]).toBeCloseTo(twoMoons().logProb([middle])[0]!, 4);
    flow.dispose();
    await run.session.close();
  });

  it('follow latent points through every layer to the data, and add up the log-dets', async () => {
    const run = await runToEnd(SMALL_RUN);
    const { journey, logDets } = lastPicture(run.reports);
    const opened = run.reports.find((report) => report.type === 'opened')!;
    const flow = loadFlow(run.session.save());
    const rows = journey.length / (logDets.length + 1);
    expect(opened.kinds).toHaveLength(logDets.length);
    expect(opened.kinds[0]).toBe('affineCoupling');
    const z = journey.slice(0, 40);
    const x = journey.slice(-rows, 40 - rows);
    const decoded = Float32Array.from(flow.decode(z).flatMap((row) => [...row]));
    for (const [i, value] of decoded.entries()) expect(value).toBeCloseTo(x[i]!, 4);
    flow.dispose();
    await run.session.close();
  });
});

describe('painted points', () => {
  const ring = Float32Array.from({ length: 400 }, (_, i) =>
    i % 2 === 0 ? 2 * Math.cos(i) : 2 * Math.sin(i - 1),
  );

  it('have no exact density and no KL, but a held-out nll that falls', async () => {
    const run = await runToEnd({ ...SMALL_RUN, steps: 200, density: 'painted', points: toLattice(ring) });
    const opened = run.reports.find((report) => report.type === 'opened')!;
    const { evaluations } = run.curve();
    expect(opened.exact).toHaveLength(0);
    expect(evaluations.every(({ kl }) => Number.isNaN(kl))).toBe(true);
    expect(evaluations.at(-1)!.nll).toBeLessThan(evaluations[0]!.nll);
    await run.session.close();
  });

  it('must be some', () => {
    const points = toLattice(ring.subarray(0, 8));
    expect(() => watchSession({ ...SMALL_RUN, density: 'painted', points })).toThrow('points');
  });
});
