import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { realNVP } from '@flow/models';
import { backend, memory, type backend as tfjsBackend } from '@tensorflow/tfjs-core';
import { fit } from './fit.ts';
import { bentLine } from './plane.fixture.ts';

type WithMemory = ReturnType<typeof tfjsBackend> & {
  readonly wasm: { readonly HEAPU8: Uint8Array };
};

export type Held = {
  readonly tensors: number;
  readonly wasmBytes: number;
  /** JavaScript's own, after a garbage collection. */
  readonly heapBytes: number;
  /** Of the whole process, after that collection. */
  readonly residentBytes: number;
  /** The same as V8 left it: with the garbage that it has not collected yet, and room for more. */
  readonly residentBefore: number;
};

/** What a run holds after some of its steps; averages, validation and the best model are in it. */
export async function memoryAfter(steps: readonly number[]): Promise<Held[]> {
  const { wasm } = backend() as WithMemory;
  const flow = realNVP({ features: 2, couplings: 4, hidden: [32, 32], actNorm: true, seed: 1 });
  const held: Held[] = [];
  await fit(flow, bentLine(1200), {
    epochs: 1_000_000,
    maxSteps: steps.at(-1) as number,
    batchSize: 24,
    validation: 0.2,
    averageDecay: 0.99,
    onProgress({ type, step }) {
      if (type !== 'step' || !steps.includes(step)) return;
      const residentBefore = process.memoryUsage().rss;
      collectGarbage();
      const { rss: residentBytes, heapUsed, external } = process.memoryUsage();
      const heapBytes = heapUsed + external;
      held.push({
        tensors: memory().numTensors,
        wasmBytes: wasm.HEAPU8.buffer.byteLength,
        heapBytes,
        residentBytes,
        residentBefore,
      });
    },
  });
  flow.dispose();
  return held;
}

/** As V8 does when memory is short: pages that it keeps for later are given back as well. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
