import { init } from '@flow/backend';
import { chain, elementwiseAffine, exp, logit } from '@flow/layers';
import { fill, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFlow } from './create-flow.ts';
import type { DataSchema } from './data-schema.ts';
import type { Flow } from './flow.ts';
import { glow } from './glow.ts';

beforeAll(() => init());

const open: Flow[] = [];
const held = (flow: Flow): Flow => {
  open.push(flow);
  return flow;
};
afterEach(() => {
  for (const flow of open.splice(0)) flow.dispose();
});

const refusal = (path: string, argument: string, words: RegExp) =>
  expect.objectContaining({ code: 'not-finite', path, argument, message: expect.stringMatching(words) });

/** x = exp(40 z), beyond float32 from z = 2.218 on. */
function steep(data?: DataSchema): Flow {
  const scale = elementwiseAffine({ features: 2 });
  scale.parameters.find(({ path }) => path === 'logScale')?.variable.assign(fill([2], Math.log(40)));
  return held(createFlow({ bijector: chain([scale, exp({ shape: [2] })]), ...(data && { data }) }));
}

/** A glow that overflows at one coupling, at each picture. */
function brokenGlow(): Flow {
  const flow = held(glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 4, variant: 'code', seed: 3 }));
  const coupling = flow.parameters.filter(({ path }) =>
    path.startsWith('bijector.pictures.levels.0.steps.1.coupling'),
  );
  const bias = coupling.findLast(({ path }) => path.endsWith('bias'))!.variable;
  // Its log-scale is beyond what exp holds in float32.
  bias.assign(fill(bias.shape, -300));
  return flow;
}

const rowsWithout = (t: Tensor): number => {
  const [values, width] = [t.dataSync(), t.size / t.shape[0]!];
  t.dispose();
  const rows = Array.from({ length: values.length / width }, (_, i) =>
    values.subarray(i * width, (i + 1) * width),
  );
  return rows.filter((row) => !row.every(Number.isFinite)).length;
};

describe('samples that overflow', () => {
  it('are counted, and the first layer that overflows is named', () => {
    const flow = steep();
    const bad = rowsWithout(flow.sampleTensor(100, { seed: 4 }));
    expect(bad).toBeGreaterThan(1);
    expect(() => flow.sample(100, { seed: 4 })).toThrow(
      refusal('bijector.1', 'samples', new RegExp(` ${bad} of 100 samples are .*the exp on.*temperature`)),
    );
    expect(flow.sample(100, { seed: 4, temperature: 0.5 })).toHaveLength(100);
  });

  it('of a glow are found inside its levels', () => {
    expect(() => brokenGlow().sample(3)).toThrow(
      refusal('bijector.pictures.levels.0.steps.1.coupling', 'samples', /3 of 3 .* bounded/),
    );
  });

  it('come as they are where that is asked for, as pictures without a level', () => {
    expect(
      steep()
        .sample(100, { seed: 4, keepNotFinite: true })
        .flatMap((row) => [...row]),
    ).toContain(Number.POSITIVE_INFINITY);
    const levels = steep({ features: 2, quantization: { levels: 8 } });
    const rounded = levels.sample(100, { seed: 4, keepNotFinite: true });
    expect(rowsWithout(tensor2d(rounded.map((row) => [...row])))).toBe(
      rowsWithout(steep().sampleTensor(100, { seed: 4 })),
    );
    const [picture] = brokenGlow().sample(1, { keepNotFinite: true });
    expect(picture?.some(Number.isNaN)).toBe(true);
    expect(picture!.every((value) => Number.isNaN(value) || (value >= 0 && value <= 255))).toBe(true);
  });
});

describe('rows that are not finite', () => {
  it('are refused by decode, which names the row of z', () => {
    const z = [
      [0, 1],
      [0, 3],
      [4, 0],
    ];
    expect(() => steep().decode(z)).toThrow(refusal('bijector.1', 'z[1]', / 2 of 3 decoded rows are /));
    expect(rowsWithout(steep().decode(tensor2d(z)))).toBe(2);
  });

  it('are refused by encode and score, which name the row of x', () => {
    const flow = held(createFlow({ bijector: logit({ shape: [2] }) }));
    const x = [
      [0.2, 0.4],
      [0.2, 1.5],
    ];
    for (const method of ['encode', 'score'] as const) {
      expect(() => flow[method](x)).toThrow(refusal('bijector', 'x[1]', / 1 of 2 rows is .*the logit on/));
      expect(rowsWithout(flow[method](tensor2d(x)))).toBe(1);
    }
  });

  it('are refused on the way between two that are finite', () => {
    const flow = steep();
    const [a, b] = flow.decode([
      [2.1, -1.5],
      [2.1, 1.5],
    ]) as [Float32Array, Float32Array];
    expect(flow.interpolate(a, b, 3)).toHaveLength(3);
    const path = 'spherical';
    expect(() => flow.interpolate(a, b, 3, { path })).toThrow(
      refusal('bijector.1', 'interpolate', / 1 of 3 rows on the way is /),
    );
    expect(
      rowsWithout(tensor2d(flow.interpolate(a, b, 3, { path, keepNotFinite: true }).map((row) => [...row]))),
    ).toBe(1);
  });
});

describe('the trace of a glow', () => {
  it('goes through its levels to the latent, log-dets adding up to those of the whole', () => {
    const flow = held(glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 4, seed: 3 }));
    const x = Float32Array.from({ length: 2 * 64 }, (_, i) => (i * 37) % 256);
    const steps = flow.trace(x);
    expect(steps.map(({ path }) => path).slice(0, 4)).toEqual([
      'integers',
      'pictures.levels.1.squeeze',
      'pictures.levels.1.steps.0.actNorm',
      'pictures.levels.1.steps.0.permutation',
    ]);
    expect(steps).toHaveLength(1 + 2 * (1 + 2 * 3) + 1 + 1);
    for (const { value } of steps) expect(value).toHaveLength(x.length);
    expect([...steps.at(-1)!.value]).toEqual(flow.encode(x).flatMap((row) => [...row]));
    const squares = flow.encode(x).map((row) => row.reduce((sum, z) => sum + z * z, 0));
    const [total, logProb] = [steps.at(-1)!.totalLogDet, flow.logProb(x)];
    for (const row of [0, 1]) {
      const normal = -0.5 * squares[row]! - 32 * Math.log(2 * Math.PI);
      expect((normal + total[row]!) / logProb[row]!).toBeCloseTo(1, 5);
    }
  });

  it('names the layer in which a picture becomes NaN', () => {
    const flow = held(glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 4, seed: 3 }));
    const { variable } = flow.parameters.find(
      ({ path }) => path === 'bijector.pictures.levels.0.steps.0.actNorm.shift',
    )!;
    variable.assign(fill(variable.shape, Number.NaN));
    expect(() => flow.logProb(new Float32Array(64))).toThrow(
      refusal('bijector.pictures.levels.0.steps.0.actNorm', 'x[0]', /actNorm/),
    );
  });
});
