import { createRng, type FlowErrorCode, randomNormal } from '@flow/backend';
import { parseCsv } from '@flow/datasets';
import { actNorm, bijectorFromConfig } from '@flow/layers';
import { inverse, matrix } from '@flow/math';
import { init, loadFlow, realNVP } from '@flow/models';
import { fit } from '@flow/train';
import { tensor2d } from '@tensorflow/tfjs-core';
import { vi } from 'vitest';

/** A public call that ends with an error of this code; those before `init()` run before it. */
export type Provocation = { readonly beforeInit?: true; readonly provoke: () => unknown };

const flowOf = (contextSize = 0) =>
  realNVP({ features: 2, couplings: 2, hidden: [4], ...(contextSize > 0 && { context: contextSize }) });

/** One for every code: the type makes sure that none is left out. */
export const PROVOCATIONS: Readonly<Record<FlowErrorCode, Provocation>> = {
  'not-initialized': { beforeInit: true, provoke: () => flowOf() },
  'simd-missing': { beforeInit: true, provoke: initWithoutSimd },
  'version-mismatch': { beforeInit: true, provoke: initOnAnotherVersion },
  'binary-unusable': { beforeInit: true, provoke: () => init({ wasm: Uint8Array.of(1, 2, 3) }) },
  'backend-missing': { beforeInit: true, provoke: () => init({ backend: 'abacus' }) },
  'already-initialized': { provoke: () => init({ backend: 'cpu' }) },
  'invalid-argument': { provoke: () => realNVP({ features: -1 }) },
  'shape-mismatch': { provoke: () => flowOf().logProb([[1, 2, 3]]) },
  'dtype-mismatch': { provoke: () => actNorm({ features: 2 }).inverse(tensor2d([[1, 2]], [1, 2], 'int32')) },
  'context-missing': { provoke: () => flowOf(1).logProb([[1, 2]]) },
  'already-disposed': { provoke: useAfterDispose },
  'unknown-kind': { provoke: () => bijectorFromConfig({ kind: 'unheard' }) },
  'invalid-data': { provoke: () => parseCsv('a,b\n1,2\n3\n') },
  'invalid-file': { provoke: () => loadFlow(Uint8Array.of(1, 2, 3)) },
  'not-finite': { provoke: () => actNorm({ features: 1 }).initialize?.(tensor2d([[Number.NaN], [1]])) },
  // As many bytes as WebAssembly can have in all.
  'out-of-memory': { provoke: () => randomNormal(createRng(0), [2 ** 30 - 1]) },
  singular: { provoke: () => inverse(matrix([[0]])) },
  'worker-failed': { provoke: trainOnBrokenWorkers },
};

async function initWithoutSimd(): Promise<void> {
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  try {
    await init();
  } finally {
    validate.mockRestore();
  }
}

async function initOnAnotherVersion(): Promise<void> {
  vi.resetModules();
  vi.doMock('@tensorflow/tfjs-core', async (original) => ({
    ...(await original<object>()),
    version_core: '4.0.0',
  }));
  try {
    const backend = await import('@flow/backend');
    await backend.init();
  } finally {
    vi.doUnmock('@tensorflow/tfjs-core');
    vi.resetModules();
  }
}

function useAfterDispose(): void {
  const flow = flowOf();
  flow.dispose();
  flow.logProb([[1, 2]]);
}

async function trainOnBrokenWorkers(): Promise<void> {
  const rows = createRng(0).normal(64);
  const setup = 'data:text/javascript,throw new Error("Broken on purpose.");';
  await fit(flowOf(), rows, { maxSteps: 1, batchSize: 16, workers: { count: 2, setup } });
}
