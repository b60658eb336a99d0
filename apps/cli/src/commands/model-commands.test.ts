import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng, init, randomNormal } from '@flow/backend';
import { idxBytes, parseIdx } from '@flow/datasets';
import { logit, uniformDequantise } from '@flow/layers';
import { type Flow, glow, realNVP } from '@flow/models';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../run-command.ts';

let home: string;
let plane: Flow;
let images: Flow;
let classes: Flow;
const at = (name: string) => join(home, name);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-commands-'));
  await init();
  plane = realNVP({
    features: 2,
    couplings: 2,
    hidden: [8],
    data: { features: 2, names: ['x', 'y'] },
    seed: 1,
  });
  images = realNVP({
    features: 4,
    couplings: 2,
    hidden: [8],
    preprocessing: [logit({ shape: [4] }), uniformDequantise({ shape: [4], levels: 5 })],
    data: { features: 4, shape: [2, 2, 1], quantization: { levels: 5 } },
  });
  classes = glow({ shape: [4, 4, 1], levels: 1, steps: 1, hidden: 4, classes: 3, bits: 3, seed: 2 });
  const kernel = classes.parameters.find(({ path }) => path.endsWith('top.kernel'))?.variable;
  if (kernel === undefined) throw new Error('no classes');
  kernel.assign(randomNormal(createRng(1), kernel.shape));
  await writeFile(at('classes.safetensors'), classes.save());
  await writeFile(at('plane.safetensors'), plane.save());
  await writeFile(at('images.safetensors'), images.save());
});
afterAll(async () => {
  plane.dispose();
  images.dispose();
  classes.dispose();
  await rm(home, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

async function run(...args: string[]) {
  const printed = { out: '', error: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += text;
    return true;
  });
  vi.spyOn(console, 'error').mockImplementation((line: string) => {
    printed.error += line;
  });
  return { code: await runCommand(args), ...printed };
}

const numbersOf = (csv: string) =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => Float32Array.from(line.split(','), Number));

describe('flow sample', () => {
  it('prints the same samples as the library, bit for bit', async () => {
    const options = ['--n', '5', '--seed', '2', '--temperature', '0.5'];
    const { code, out } = await run('sample', '--model', at('plane.safetensors'), ...options);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('x,y');
    expect(numbersOf(out)).toEqual(plane.sample(5, { seed: 2, temperature: 0.5 }));
  });

  it('draws pictures as a sheet and points as dots', async () => {
    for (const name of ['plane', 'images']) {
      const args = ['--model', at(`${name}.safetensors`), '--n', '9', '--out', at(`${name}.png`)];
      expect(await run('sample', ...args)).toEqual({ code: 0, out: '', error: '' });
      const { data } = decode(await readFile(at(`${name}.png`)));
      expect(new Set(data).size).toBeGreaterThan(3);
    }
  });
});

describe('samples of classes', () => {
  const sampled = (...args: string[]) =>
    run('sample', '--model', at('classes.safetensors'), '--n', '3', ...args);

  it('are of the class that --label names', async () => {
    const { out } = await sampled('--label', '2');
    expect(numbersOf(out)).toEqual(classes.sample(3, { label: 2 }));
    expect(numbersOf(out)).not.toEqual(classes.sample(3, { label: 0 }));
  });

  it('take the classes of --labels in turn', async () => {
    const { out } = await sampled('--labels', '2,0');
    expect(numbersOf(out)).toEqual(classes.sample(3, { label: [2, 0, 2] }));
  });

  it.each([
    [[], 1, 'The model has 3 classes: say which with --label N or --labels N,N, 0 to 2.'],
    [['--labels', '0,3'], 1, 'The model has 3 classes, 0 to 2, and none of number 3.'],
    [['--label', '1', '--labels', '1'], 2, 'give --label or --labels, not both'],
    [['--labels', '1,'], 2, '--labels must be whole numbers between commas'],
    [['--label', '-1'], 2, '--label must be a whole number, 0 or more'],
  ])('refuse %j in one line', async (args, code, reason) => {
    const result = await sampled(...args);
    expect(result).toEqual({ code, out: '', error: expect.stringContaining(reason) });
    expect(result.error).not.toContain('\n');
  });

  it('are refused by a model that has none', async () => {
    for (const option of ['--label', '--labels']) {
      const { code, error } = await run('sample', '--model', at('plane.safetensors'), option, '1');
      expect([code, error]).toEqual([1, expect.stringContaining('The model has no classes')]);
    }
  });
});

describe('samples as IDX', () => {
  const idx = async (name: string) => parseIdx(await readFile(at(name)));

  it('are bytes where the data have levels, without an axis of channels', async () => {
    for (const name of ['images.idx', 'images.idx.gz']) {
      await run('sample', '--model', at('images.safetensors'), '--n', '3', '--out', at(name));
      expect(await idx(name)).toEqual({
        dtype: 'uint8',
        shape: [3, 2, 2],
        data: Uint8Array.from(images.sample(3).flatMap((sample) => [...sample])),
      });
    }
    expect([...(await readFile(at('images.idx.gz'))).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it('are float32 where they have none', async () => {
    await run('sample', '--model', at('plane.safetensors'), '--n', '2', '--out', at('plane.idx'));
    expect(await idx('plane.idx')).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.from(plane.sample(2).flatMap((sample) => [...sample])),
    });
  });

  it('are read back by logprob', async () => {
    await run('sample', '--model', at('images.safetensors'), '--n', '5', '--out', at('again.idx.gz'));
    const args = ['--model', at('images.safetensors'), '--data', at('again.idx.gz')];
    const { out } = await run('logprob', ...args);
    const expected = [...images.logProb(images.sample(5))];
    expect(numbersOf(out).map(([value]) => value)).toEqual(expected);
  });

  it('have one of four endings', async () => {
    const { code, error } = await run('sample', '--model', at('plane.safetensors'), '--out', at('plane.jpg'));
    expect(code).toBe(2);
    expect(error).toContain('must end in .csv, .png, .idx or .idx.gz');
  });
});

describe('flow info', () => {
  it('shows the layers and the data', async () => {
    const { out } = await run('info', '--model', at('images.safetensors'));
    expect(out).toContain(images.summary());
    expect(out).toContain('"quantization":{"levels":5}');
  });
});

describe('flow info of a Glow', () => {
  it('lists the parts of its levels and how many classes there are', async () => {
    const { out } = await run('info', '--model', at('classes.safetensors'));
    expect(out).toMatch(/^pictures\.top +contextAffine +\[16\] +96$/m);
    expect(out).toMatch(/^pictures\.levels\.0\.steps\.0\.coupling +affineCoupling +\[2,2,4\] +\d+$/m);
    expect(out).toMatch(/^pictures\.levels\.0\.squeeze +squeeze +\[4,4,1\] +0$/m);
    expect(out).toMatch(/^integers +uniformDequantise +\[4,4,1\] +0$/m);
    expect(out).toContain('context  [3]');
  });
});

describe('flow logprob', () => {
  it("gives the library's log-probabilities, columns matched by name", async () => {
    const points = plane.sample(4, { seed: 5 });
    const lines = points.map(([x, y]) => `${y},0,${x}`);
    await writeFile(at('swapped.csv'), ['y,other,x', ...lines].join('\n'));
    const { code, out } = await run(
      'logprob',
      ...['--model', at('plane.safetensors'), '--data', at('swapped.csv')],
    );
    expect(code).toBe(0);
    expect(numbersOf(out).map(([value]) => value)).toEqual([...plane.logProb(points)]);
  });

  it.each([
    ['x,y\n1,2\n1,\n', 'line 3'],
    ['1,2,3\n4,5,6\n', '2 columns'],
    ['x,z\n1,2\n', 'y'],
    ['x,y\n1,two\n', 'two'],
  ])('refuses %j in one line', async (text, reason) => {
    await writeFile(at('bad.csv'), text);
    const { code, out, error } = await run(
      'logprob',
      ...['--model', at('plane.safetensors'), '--data', at('bad.csv')],
    );
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(error).toContain(reason);
    expect(error).not.toContain('\n');
  });

  it('puts a margin around smaller pictures with --pad, and says so without', async () => {
    const small = { dtype: 'uint8', shape: [2, 1, 2], data: Uint8Array.of(1, 2, 3, 4) } as const;
    await writeFile(at('small-images-idx3-ubyte'), idxBytes(small));
    const args = ['--model', at('images.safetensors'), '--data', at('small-images-idx3-ubyte')];
    const { code, error } = await run('logprob', ...args);
    expect(code).toBe(1);
    expect(error).toMatch(/--pad.*2x2x1.*1x2x1/);
    const { out } = await run('logprob', ...args, '--pad');
    const padded = images.logProb([
      [1, 2, 0, 0],
      [3, 4, 0, 0],
    ]);
    expect(numbersOf(out).map(([value]) => value)).toEqual([...padded]);
  });

  it('refuses a damaged file of pictures in one line', async () => {
    await writeFile(at('cut.idx'), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9, 1));
    const { code, error } = await run(
      'logprob',
      ...['--model', at('images.safetensors'), '--data', at('cut.idx')],
    );
    expect(code).toBe(1);
    expect(error).toContain('17 bytes');
    expect(error).not.toContain('\n');
  });
});
