import { FlowError, init } from '@flow/backend';
import { chain, defineBijector, elementwiseAffine } from '@flow/layers';
import { createFlow, type Flow, glow, layerStatistics, realNVP } from '@flow/models';
import { memory, mul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { jsonLines } from './json-lines.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import type { FitData } from './prepare-data.ts';
import type { ProgressEvent, StatisticsEvent } from './progress.ts';

beforeAll(() => init());

const rows = bentLine(60);

/** Trains and keeps what it told; `meddle` is called after each step. */
async function told(
  flow: Flow,
  options: FitOptions,
  meddle: (step: number) => void = () => {},
  data: FitData = rows,
) {
  const events: ProgressEvent[] = [];
  const warnings: string[] = [];
  const report = await fit(flow, data, {
    batchSize: 20,
    seed: 2,
    ...options,
    onWarning: (message) => warnings.push(message),
    onProgress(event) {
      events.push(event);
      if (event.type === 'step') meddle(event.step);
    },
  });
  const looks = events.filter((event): event is StatisticsEvent => event.type === 'statistics');
  return { report, events, looks, warnings };
}

describe('statistics', () => {
  it('come after the first step and every so many, of each layer by its path, x -> z', async () => {
    const flow = smallFlow();
    const { looks, warnings } = await told(flow, { epochs: 4, statistics: { every: 5 } });
    expect(looks.map(({ step }) => step)).toEqual([1, 5, 10]);
    expect(looks[0]).toMatchObject({ epoch: 0, epochs: 4, steps: 12 });
    expect(looks.map(({ layers }) => layers.map(({ path, kind }) => `${path} ${kind}`))).toEqual(
      looks.map(() => [
        'bijector.5 actNorm',
        'bijector.4 affineCoupling',
        'bijector.3 actNorm',
        'bijector.2 affineCoupling',
        'bijector.1 actNorm',
        'bijector.0 affineCoupling',
      ]),
    );
    expect(looks.every((look) => look.layers.every(({ finite }) => finite))).toBe(true);
    expect(looks.filter((look) => 'diverging' in look)).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('are those of the batch with the weights after the step', async () => {
    const flow = smallFlow();
    const { looks } = await told(flow, { batchSize: 60, epochs: 1, statistics: { every: 1 } });
    const x = tensor2d(rows);
    const paths: string[] = [];
    layerStatistics(flow.bijector, x, {}, ({ path, activation, logDet }) => {
      const seen = looks[0]?.layers[paths.length];
      paths.push(path);
      expect(seen?.logDet.mean).toBeCloseTo(logDet.mean, 5);
      expect(seen?.activation.maxAbs).toBeCloseTo(activation.maxAbs, 5);
    });
    expect(paths.length).toBe(6);
    x.dispose();
  });

  it('change no weight and leave no tensor', async () => {
    const [plain, watched] = [smallFlow(), smallFlow()];
    await told(plain, { epochs: 3 });
    const before = memory().numTensors;
    await told(watched, { epochs: 3, statistics: { every: 1 } });
    expect(memory().numTensors).toBe(before);
    expect(watched.save()).toEqual(plain.save());
  });

  it('reach the layers inside of a multi-scale flow, under their paths', async () => {
    const flow = glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 4, seed: 1 });
    const pictures = new Float32Array(6 * 16).map((_, i) => (i * 7) % 256);
    const looks: StatisticsEvent[] = [];
    await fit(flow, pictures, {
      maxSteps: 1,
      batchSize: 3,
      statistics: { every: 1 },
      onProgress: (event) => event.type === 'statistics' && looks.push(event),
    });
    const paths = looks[0]?.layers.map(({ path }) => path) ?? [];
    expect(paths.filter((path) => /steps|splits|top/.test(path))).toEqual(
      [1, 0].flatMap((level) => [
        ...['actNorm', 'permutation', 'coupling'].map(
          (part) => `bijector.pictures.levels.${level}.steps.0.${part}`,
        ),
        level === 1 ? 'bijector.pictures.splits.0' : 'bijector.pictures.top',
      ]),
    );
  });

  it.each([0, 1.5])('every %d steps are refused', async (every) => {
    await expect(fit(smallFlow(), rows, { statistics: { every } })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'statistics.every',
    });
  });
});

describe('a layer that diverges is named before it breaks', () => {
  const growing = (path: string, factor: number) => {
    const flow = realNVP({
      features: 2,
      couplings: 3,
      hidden: [12],
      actNorm: true,
      seed: 1,
      logScale: 'exp',
    });
    const grow = () => {
      const parameter = flow.parameters.find((candidate) => candidate.path === path);
      tidy(() => parameter?.variable.assign(mul(parameter.variable, factor)));
    };
    return { flow, grow };
  };

  it.each([
    ['bijector.2', 'a coupling in the middle', 'bijector.2.conditioner.1.kernel', 3],
    ['bijector.4', 'the first coupling on the way', 'bijector.4.conditioner.1.kernel', 3],
    ['bijector.1', 'an actNorm', 'bijector.1.logScale', 2],
  ])('%s, %s', async (expected, _, parameter, factor) => {
    const { flow, grow } = growing(parameter, factor);
    const { events, looks, warnings, report } = await told(
      flow,
      { epochs: 40, maxSkipped: 5, statistics: { every: 1 } },
      grow,
    );
    expect(report).toMatchObject({ stopped: 'not-finite' });
    const named = looks.findIndex(({ diverging }) => diverging !== undefined);
    expect(looks[named]?.diverging).toBe(expected);
    expect(looks[named]?.layers.every(({ finite }) => finite)).toBe(true);
    const broken = events.findIndex(({ type }) => type === 'skip');
    expect(events.indexOf(looks[named] as ProgressEvent)).toBeLessThan(broken);
    expect(warnings[0]).toMatch(
      new RegExp(`^At step ${looks[named]?.step} ${expected} \\(.*stretches over 100`),
    );
    expect(new Set(warnings).size).toBe(warnings.length);
  });

  it('and one that has lost its inverse', async () => {
    const part = elementwiseAffine({ features: 2 });
    let isLost = false;
    const losing = defineBijector({
      kind: 'losing',
      dataShape: [2],
      parameters: part.parameters,
      forward: (z) => part.forward(z),
      inverse(x) {
        if (isLost) throw new FlowError('singular', { message: 'There is no inverse.' });
        return part.inverse(x);
      },
      config: () => ({}),
    });
    const flow = createFlow({ bijector: chain([losing, elementwiseAffine({ features: 2 })]) });
    const { looks, warnings } = await told(
      flow,
      { epochs: 2, maxSkipped: 3, verify: false, statistics: { every: 2 } },
      (step) => {
        isLost = step === 2;
      },
    );
    expect(looks.map(({ step, diverging }) => [step, diverging])).toEqual([
      [1, undefined],
      [2, 'bijector.0'],
      [4, 'bijector.0'],
    ]);
    expect(looks[1]?.layers.map(({ path }) => path)).toEqual(['bijector.1']);
    expect(warnings).toEqual([expect.stringMatching(/^At step 2 bijector\.0 has lost its inverse/)]);
  });

  it.each([0, 1, 2, 3])('a spike in the data, wherever it falls (%d), names none', async (seed) => {
    const spiky = rows.map(([x, y], i) => (i === 7 ? [1e4, -1e4] : [x, y])) as number[][];
    const flow = realNVP({ features: 2, couplings: 3, hidden: [12], actNorm: false, seed: 1 });
    const { looks } = await told(
      flow,
      { batchSize: 6, epochs: 2, learningRate: 1e-4, seed, statistics: { every: 1 } },
      () => {},
      spiky,
    );
    expect(looks.length).toBe(20);
    expect(Math.max(...looks.map(({ layers }) => layers[0]?.activation.maxAbs ?? 0))).toBeGreaterThan(1e3);
    expect(looks.filter(({ diverging }) => diverging !== undefined)).toEqual([]);
  });
});

it('JSON lines hold the figures of each layer', async () => {
  let text = '';
  const sink = jsonLines((bytes) => {
    text += new TextDecoder().decode(bytes);
  });
  const { looks } = await told(smallFlow(), { epochs: 2, statistics: { every: 3 }, sinks: [sink] });
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ProgressEvent);
  expect(lines.filter(({ type }) => type === 'statistics')).toEqual(looks);
  expect(looks.length).toBe(3);
});
