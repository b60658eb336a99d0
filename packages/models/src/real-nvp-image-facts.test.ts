import { createRng, init } from '@flow/backend';
import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { type RealNvpImageOptions, realNVPImage } from './real-nvp-image.ts';

// Facts of the code released with the paper, github.com/tensorflow/models, research/real_nvp, each at its place in
// real_nvp_multiscale_dataset.py or real_nvp_utils.py, and where the paper differs, of arXiv 1605.08803.

beforeAll(() => init());

const made: Flow[] = [];
afterEach(() => {
  for (const flow of made.splice(0)) flow.dispose();
});

const flowOf = (options: Partial<RealNvpImageOptions> = {}): Flow => {
  const flow = realNVPImage({ shape: [4, 4, 1], scales: 2, blocks: 1, channels: 2, seed: 4, ...options });
  made.push(flow);
  return flow;
};

const variableOf = (flow: Flow, path: string): Variable =>
  flow.parameters.find((parameter) => parameter.path === path)!.variable;

function set(flow: Flow, path: string, values: number | number[]): void {
  const variable = variableOf(flow, path);
  const list = typeof values === 'number' ? new Array<number>(variable.size).fill(values) : values;
  const given = tensor(list, variable.shape);
  variable.assign(given);
  given.dispose();
}

/** Each coupling says t of what it moves, and its raw log-scale r: then every number can be followed. */
function say(flow: Flow, path: string, t: number, r = 0): void {
  const { size } = variableOf(flow, `${path}.coupling.conditioner.out.conv.bias`);
  set(flow, `${path}.coupling.conditioner.out.conv.gain`, 0);
  set(
    flow,
    `${path}.coupling.conditioner.out.conv.bias`,
    Array.from({ length: size }, (_, i) => (2 * i < size ? t : r)),
  );
}

const couplingsOf = (flow: Flow): string[] =>
  flow.parameters
    .filter(({ path }) => path.endsWith('.coupling.conditioner.gain'))
    .map(({ path }) => path.replace('.coupling.conditioner.gain', ''));
/** All couplings and normalisations silent: what is left moves pixels. */
const silence = (flow: Flow): Flow => {
  for (const path of couplingsOf(flow)) {
    say(flow, path, 0);
    set(flow, `${path}.norm.variance`, 1 - 1e-4);
  }
  return flow;
};

const numbers = (of: Tensor): number[] => Array.from(of.dataSync());
const close = (values: number[], digits = 4) => values.map((value) => expect.closeTo(value, digits));
const encoded = (flow: Flow, x: number[]) => Array.from(flow.encode([x])[0]!);
/** The pixels 0..15 of a 4x4 picture as levels that a latent tells apart. */
const PIXELS = Array.from({ length: 16 }, (_, i) => 10 + 15 * i);
const logitOf = (pixel: number, variant = 'code') => {
  const unit = (pixel + 0.5) / 256;
  const y = variant === 'code' ? 0.05 + 0.9 * unit : 0.05 + 0.95 * unit;
  return Math.log(y) - Math.log(1 - y);
};

describe('what pixels become', () => {
  it.each([
    ['code', 'logit(.05 + .9·(x + u)/256) (RealNVP.__init__: data_constraint .9)'],
    ['paper', 'logit(α + (1 − α)·x/256), α = .05 (section 4.1)'],
  ] as const)('%s: %s, with its log-det', (variant, _where) => {
    const flow = silence(flowOf({ scales: 1, variant }));
    expect(encoded(flow, PIXELS)).toEqual(close(PIXELS.map((pixel) => logitOf(pixel, variant))));
    const width = variant === 'code' ? 0.9 : 0.95;
    const expected = PIXELS.reduce((sum, pixel) => {
      const z = logitOf(pixel, variant);
      const y = 1 / (1 + Math.exp(-z));
      return sum - 0.5 * (z * z + Math.log(2 * Math.PI)) + Math.log(width / 256) - Math.log(y * (1 - y));
    }, 0);
    expect(flow.logProb([PIXELS])[0]).toBeCloseTo(expected, 3);
  });

  it('each dimension of n bits costs n·log 2 (RealNVP.__init__: bit_per_dim with log 256)', () => {
    const [eight, three] = [silence(flowOf({ bits: 8 })), silence(flowOf({ bits: 3 }))];
    // 3.5 and 127.5 are the middle of both, where the logit is 0.
    const [a] = eight.logProb([new Array(16).fill(127.5)]);
    const [b] = three.logProb([new Array(16).fill(3.5)]);
    expect(b! - a!).toBeCloseTo(16 * 5 * Math.LN2, 3);
  });
});

describe('the order of couplings (rec_masked_conv_coupling)', () => {
  it('from x to z is 3 of pixels and 3 of channels at each scale, and 4 of pixels at the last', () => {
    const steps = flowOf({ shape: [8, 8, 1], scales: 3 }).trace([new Array(64).fill(3)]);
    const names = steps.flatMap(({ path }) => /(\d\.(?:pixels|channels)\d)\.coupling$/.exec(path)?.[1] ?? []);
    const inner = ['pixels0', 'pixels1', 'pixels2', 'channels0', 'channels1', 'channels2'];
    expect(names).toEqual([
      ...inner.map((name) => `2.${name}`),
      ...inner.map((name) => `1.${name}`),
      ...['pixels0', 'pixels1', 'pixels2', 'pixels3'].map((name) => `0.${name}`),
    ]);
  });

  /** Which pixels a coupling moves when it alone says t = −1. */
  const movedBy = (path: string, options = {}) => {
    const flow = silence(flowOf(options));
    const before = encoded(flow, PIXELS);
    say(flow, path, -1);
    const after = encoded(flow, PIXELS);
    const moved = after.flatMap((value, i) => (Math.abs(value - before[i]!) > 0.5 ? [before[i]!] : []));
    return moved
      .map((z) => PIXELS.findIndex((pixel) => Math.abs(logitOf(pixel) - z) < 1e-3))
      .toSorted((a, b) => a - b);
  };
  const odd = [1, 3, 4, 6, 9, 11, 12, 14];
  const even = [0, 2, 5, 7, 8, 10, 13, 15];
  it.each([
    ['pixels0', odd],
    ['pixels1', even],
    ['pixels2', odd],
    ['pixels3', even],
  ])(
    '%s of the last scale moves the pixels of one colour: row + column odd, then even (mask_in 1, 0, 1, 0)',
    (name, pixels) => {
      expect(movedBy(`bijector.pictures.levels.0.${name}`, { scales: 1 })).toEqual(pixels);
    },
  );

  const bottom = [4, 5, 6, 7, 12, 13, 14, 15];
  const top = [0, 1, 2, 3, 8, 9, 10, 11];
  it.each([
    ['pixels0', odd],
    ['pixels1', even],
    ['pixels2', odd],
    ['channels0', bottom],
    ['channels1', top],
    ['channels2', bottom],
  ])(
    '%s before: the second half of the squeezed channels, the first, the second (change_bottom True, False, True)',
    (name, pixels) => {
      expect(movedBy(`bijector.pictures.levels.1.${name}`)).toEqual(pixels);
    },
  );

  it('by default networks have 32 channels and 2 residual blocks (get_default_hparams: base_dim, residual_blocks)', () => {
    const flow = realNVPImage({ shape: [2, 2, 1], scales: 1 });
    made.push(flow);
    const net = 'bijector.pictures.levels.0.pixels0.coupling.conditioner';
    expect(variableOf(flow, `${net}.in.conv.kernel`).shape[3]).toBe(32);
    const blocks = flow.parameters.flatMap(
      ({ path }) => /pixels0\.coupling.*\.(\d)\.conv2\.kernel$/.exec(path)?.[1] ?? [],
    );
    expect(blocks).toEqual(['0', '1']);
  });

  it('networks have channels·2^scale channels, and twice as many behind the squeeze (dim, 2·dim)', () => {
    const flow = flowOf({ scales: 2, channels: 3 });
    const width = (path: string) =>
      variableOf(flow, `bijector.pictures.levels.${path}.coupling.conditioner.in.conv.kernel`).shape[3];
    expect(['1.pixels0', '1.channels0', '0.pixels0'].map(width)).toEqual([3, 6, 6]);
  });
});

describe('what leaves (real_nvp_utils.py, squeeze_2x2_ordered)', () => {
  it('is the top right and the bottom left pixel of each block; the top left and the bottom right go on', () => {
    const flow = silence(flowOf());
    expect(flow.latentLayout.map(({ shape }) => shape)).toEqual([
      [2, 2, 2],
      [2, 2, 2],
    ]);
    const stay = [0, 5, 2, 7, 8, 13, 10, 15];
    const leave = [1, 4, 3, 6, 9, 12, 11, 14];
    expect(encoded(flow, PIXELS)).toEqual(close([...stay, ...leave].map((at) => logitOf(PIXELS[at]!))));
  });

  it('has all channels of a pixel side by side', () => {
    const flow = silence(flowOf({ shape: [2, 4, 2] }));
    // Pixels 0 to 3 in the first row and 4 to 7 in the second.
    const places = [0, 5, 2, 7, 1, 4, 3, 6].flatMap((pixel) => [2 * pixel, 2 * pixel + 1]);
    expect(encoded(flow, PIXELS)).toEqual(close(places.map((place) => logitOf(PIXELS[place]!))));
  });
});

describe('a coupling from x to z', () => {
  const [t, r, g] = [0.3, 0.7, 0.6];
  const s = g * Math.tanh(r);
  const path = 'bijector.pictures.levels.0.pixels0';
  const moved = (variant: 'code' | 'paper') => {
    const flow = silence(flowOf({ scales: 1, variant }));
    say(flow, path, t, r);
    set(flow, `${path}.coupling.conditioner.gain`, g);
    return encoded(flow, PIXELS)[1];
  };

  it('code: shifts, then scales (masked_conv_aff_coupling: res += shift; res *= exp)', () => {
    expect(moved('code')).toBeCloseTo((logitOf(PIXELS[1]!) - t) * Math.exp(-s), 4);
  });

  it('paper: scales, then shifts (eq. 8)', () => {
    expect(moved('paper')).toBeCloseTo(logitOf(PIXELS[1]!, 'paper') * Math.exp(-s) - t, 4);
  });

  it('the factor of tanh starts at 0 for pixels and at 1 for channels (rescaling_scale, scale)', () => {
    const flow = flowOf();
    for (const own of couplingsOf(flow)) {
      const start = numbers(variableOf(flow, `${own}.coupling.conditioner.gain`));
      expect(start).toEqual([own.includes('pixels') ? 0 : 1]);
    }
  });

  it('its network sees [x, −x] and, of pixels, the mask: 2·channels + 1 or 2·channels (dim_in)', () => {
    const flow = flowOf({ shape: [4, 4, 3] });
    const inputs = (own: string) =>
      variableOf(flow, `bijector.pictures.levels.1.${own}.coupling.conditioner.in.conv.kernel`).shape[2];
    expect([inputs('pixels0'), inputs('channels0')]).toEqual([7, 12]);
  });
});

describe('batch normalisation behind a coupling (bn_out; batch_norm_log_diff)', () => {
  const rows = Array.from({ length: 5 }, (_, k) =>
    Array.from(createRng(k).uniform(16), (u) => Math.floor(256 * u)),
  );
  const train = (flow: Flow) => {
    const x = tensor(rows.flat(), [5, 4, 4, 1]);
    const { value, logDet } = flow.bijector.inverse(x, { training: true });
    const result = [numbers(value), numbers(logDet)] as const;
    for (const one of [x, value, logDet]) one.dispose();
    return result;
  };
  const path = 'bijector.pictures.levels.0.pixels0.norm';
  const momentsOf = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };

  it.each([
    ['code', 'sees what it moved and zeros elsewhere (input_=res * (1. - mask))'],
    ['paper', 'sees the whole output (section 3.7)'],
  ] as const)('%s: %s; the running statistics move by a tenth', (variant, _what) => {
    const flow = flowOf({ scales: 1, variant });
    for (const own of couplingsOf(flow)) say(flow, own, 0);
    const before = [
      numbers(variableOf(flow, `${path}.mean`))[0]!,
      numbers(variableOf(flow, `${path}.variance`))[0]!,
    ];
    train(flow);
    const seen = rows.flatMap((row) =>
      row.map((pixel, i) => {
        const isMoved = (Math.floor(i / 4) + i) % 2 === 1;
        return isMoved || variant === 'paper' ? logitOf(pixel, variant) : 0;
      }),
    );
    const { mean, variance } = momentsOf(seen);
    expect(before).toEqual([0, 1]);
    expect(numbers(variableOf(flow, `${path}.mean`))[0]).toBeCloseTo(0.1 * mean, 5);
    expect(numbers(variableOf(flow, `${path}.variance`))[0]).toBeCloseTo(0.9 + 0.1 * variance, 5);
  });

  it('counts in the log-det: −½ log(σ² + 1e-4) for each number that it moves', () => {
    const flow = silence(flowOf({ scales: 1 }));
    const [before] = flow.logProb([PIXELS]);
    const z = encoded(flow, PIXELS);
    set(flow, `${path}.variance`, 4 - 1e-4);
    const after = encoded(flow, PIXELS);
    expect(after).toEqual(close(z.map((value, i) => (odd(i) ? value / 2 : value))));
    const energy = (of: number[]) => of.reduce((sum, value) => sum + 0.5 * value * value, 0);
    expect(flow.logProb([PIXELS])[0]! - before!).toBeCloseTo(energy(z) - energy(after) - 8 * Math.LN2, 3);
  });
  const odd = (i: number) => (Math.floor(i / 4) + i) % 2 === 1;

  it('evaluation and samples take the running statistics: rows by themselves, the same twice', () => {
    const flow = flowOf();
    train(flow);
    const together = flow.logProb(rows);
    expect(Array.from(flow.logProb(rows.slice(1, 2)))[0]).toBeCloseTo(together[1]!, 3);
    expect(flow.logProb(rows)).toEqual(together);
    const [z] = train(flow);
    const evaluated = Array.from(flow.encode(rows), (row) => Array.from(row)).flat();
    expect(z.some((value, i) => Math.abs(value - evaluated[i]!) > 0.1)).toBe(true);
    const back = Array.from(flow.decode(flow.encode(rows)), (row) => Array.from(row)).flat();
    expect(back).toEqual(rows.flat());
    expect(flow.bijector.rowIndependent).toBe(false);
    expect(flow.bijector.recomputable).toBe(false);
  });
});
