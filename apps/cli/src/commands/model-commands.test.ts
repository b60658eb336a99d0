import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@flow/backend';
import { logit, uniformDequantise } from '@flow/layers';
import { type Flow, realNVP } from '@flow/models';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../run-command.ts';

let home: string;
let plane: Flow;
let images: Flow;
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
  await writeFile(at('plane.safetensors'), plane.save());
  await writeFile(at('images.safetensors'), images.save());
});
afterAll(async () => {
  plane.dispose();
  images.dispose();
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

describe('flow info', () => {
  it('shows the layers and the data', async () => {
    const { out } = await run('info', '--model', at('images.safetensors'));
    expect(out).toContain(images.summary());
    expect(out).toContain('"quantization":{"levels":5}');
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
});
