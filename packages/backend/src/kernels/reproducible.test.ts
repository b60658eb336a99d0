import { describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { trainingDigest } from './digest.fixture.ts';

/** Of Node 20, Node 24 and Chromium; a change of it means that saved seeds give other numbers. */
const PORTABLE_DIGEST = '89312149';

describe('training', () => {
  it('gives the same bits twice', async () => {
    await init();
    expect(trainingDigest()).toBe(trainingDigest());
  });

  it('gives the same bits on every engine with the portable kernels', async () => {
    const { kernels } = await init();
    if (kernels === 'portable') expect(trainingDigest()).toBe(PORTABLE_DIGEST);
    else expect(trainingDigest()).not.toBe(PORTABLE_DIGEST);
  });
});
