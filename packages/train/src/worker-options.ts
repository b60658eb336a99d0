import { FlowError } from '@flow/backend';
import type { Bijector } from '@flow/layers';
import type { Flow } from '@flow/models';

/** A worker as pages and Node's `worker_threads` have it. */
export type MessageWorker = {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
};

/** Threads that share each step's rows; the one that calls `fit` is the first of them. */
export type WorkerOptions = {
  readonly count: number;
  /**
   * A module that each worker imports first, such as one that registers layers of your own: an absolute URL, as
   * `new URL('./layers.js', import.meta.url)` gives it.
   */
  readonly setup?: URL | string;
  /**
   * Makes a worker whose module imports `@flow/train/worker`, for bundlers that do not find the one of this package and
   * for layers of your own in a bundle.
   */
  readonly create?: () => MessageWorker;
};

/** @throws invalid-argument */
export function checkWorkers(
  workers: number | WorkerOptions | undefined,
  batchSize: number,
): WorkerOptions | undefined {
  if (workers === undefined) return undefined;
  const options = typeof workers === 'object' && workers !== null ? workers : { count: workers };
  const { count, setup, create } = options;
  if (!Number.isSafeInteger(count) || count < 1) throw refuse('a whole number, 1 or more', count);
  if (count > batchSize) {
    throw refuse(`${batchSize} at most, the rows of a batch: a worker needs one of them`, count);
  }
  if (setup !== undefined && !URL.canParse(String(setup))) {
    throw refuse('an absolute URL: new URL(path, import.meta.url)', setup, 'workers.setup');
  }
  if (create !== undefined && typeof create !== 'function') {
    throw refuse('a function that gives a worker', create, 'workers.create');
  }
  if (setup !== undefined && create !== undefined) {
    throw refuse(
      'one of setup and create: a worker of your own imports what it needs',
      setup,
      'workers.setup',
    );
  }
  return options;
}

/** Refuses flows in which the rest of a batch changes a row's result. @throws invalid-argument that names the layer */
export function checkRowIndependent({ bijector }: Flow): void {
  if (bijector.rowIndependent) return;
  const { path, layer } = dependentLayer(bijector, 'bijector');
  throw new FlowError('invalid-argument', {
    argument: 'workers',
    path,
    message: `A row's result depends on the rest of its batch in this layer (${layer.kind}), so that parts of a batch do not add up to it.`,
    expected: '1 worker, or layers whose rows are independent, such as actNorm',
    received: layer.kind,
  });
}

/** The innermost layer whose rows depend on each other. */
function dependentLayer(layer: Bijector, path: string): { readonly path: string; readonly layer: Bijector } {
  const named = [...(layer.layers ?? []), ...(layer.parts ?? [])];
  const part = named.find((inner) => !inner.layer.rowIndependent);
  return part ? dependentLayer(part.layer, `${path}.${part.segment}`) : { path, layer };
}

function refuse(expected: string, received: unknown, argument = 'workers'): FlowError {
  return new FlowError('invalid-argument', {
    argument,
    message: 'fit() cannot run with this option.',
    expected,
    received: String(received),
  });
}
