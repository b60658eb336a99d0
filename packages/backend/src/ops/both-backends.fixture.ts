// Runs a test on the kernel pack and on the cpu backend, where ops are composed of plain tfjs ops.
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import { init } from '../init.ts';

/** `describe` once on each backend. */
export function describeOnBoth(name: string, tests: () => void): void {
  describe.each(['wasm', 'cpu'])(`${name} on %s`, (backend) => {
    beforeAll(async () => {
      await init();
      await setBackend(backend);
    });
    tests();
  });
}
