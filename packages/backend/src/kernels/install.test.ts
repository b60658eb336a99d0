import { readFile } from 'node:fs/promises';
import { env } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { init, requireInit } from '../init.ts';
import { activePack } from './memory.ts';

const EMBEDDED_LIMIT = 40_000;

describe('the kernel pack', () => {
  it('runs after init(), in the build that init() reports', async () => {
    const info = await init();
    expect(activePack()?.build).toBe(info.kernels);
    expect(activePack()?.vectorBits).toBe(info.vectorBits);
    expect(info.message.includes('256 bits')).toBe(info.vectorBits === 256);
    expect(info.message).toContain(`${info.kernels} kernels`);
    expect(() => requireInit('a test')).not.toThrow();
    expect(env().getBool('WASM_HAS_MULTITHREAD_SUPPORT')).toBe(false);
  });

  it('refuses a later call that asks for the other width of vectors', async () => {
    await init();
    const other = init({ wideVectors: false });
    await expect(other).rejects.toMatchObject({ code: 'already-initialized', argument: 'wideVectors' });
  });

  it('refuses a later call that asks for the other build', async () => {
    const { kernels } = await init();
    const other = init({ reproducible: kernels === 'relaxed' });
    await expect(other).rejects.toMatchObject({ code: 'already-initialized', argument: 'reproducible' });
  });

  it('keeps its tensors, workspace and constants when memory grows', async () => {
    await init();
    const pack = activePack()!;
    const x = pack.tensor([4]);
    pack.floats(pack.address(x), 4).set([0, 1, 2, 3]);
    const large = pack.tensor([40_000_000]);
    const y = pack.tensor([4]);
    pack.kernels.exp(pack.address(x), pack.address(y), 4);
    expect([...y.dataSync()].map(Math.fround)).toEqual(
      [0, 1, 2, 3].map((value) => expect.closeTo(Math.exp(value), 5)),
    );
    for (const tensor of [x, y, large]) tensor.dispose();
  });

  it.each(['relaxed', 'portable'])('adds less than 40 kB: %s', async (build) => {
    const text = await readFile(new URL(`../generated/kernels-${build}.ts`, import.meta.url), 'utf8');
    expect(text.length * 0.75).toBeLessThan(EMBEDDED_LIMIT);
  });
});
