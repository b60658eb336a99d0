import { type DataId, engine, memory, type Tensor } from '@tensorflow/tfjs-core';

/** What the engine does with each tensor that comes into being. */
type Tracking = { trackTensor(tensor: Tensor, backend: unknown): void };

/**
 * The most bytes of tensors that were alive at once while `run` ran, but for what was alive before and for its results:
 * of a backward pass, the activations. Counted by the engine, tensor by tensor, so the same at each run.
 *
 * @param run gives its results, which the caller disposes
 */
export function activationBytes(run: () => Iterable<Tensor>): number {
  const before = memory().numBytes;
  const born: { readonly id: DataId; readonly alive: number }[] = [];
  const tracking = engine() as unknown as Tracking;
  const { trackTensor } = tracking;
  tracking.trackTensor = (tensor, backend) => {
    trackTensor.call(tracking, tensor, backend);
    born.push({ id: tensor.dataId, alive: memory().numBytes - before });
  };
  try {
    return peakWithout(born, [...run()]);
  } finally {
    tracking.trackTensor = trackTensor;
  }
}

/** The peak, of which results do not count from their birth on. */
function peakWithout(
  born: readonly { readonly id: DataId; readonly alive: number }[],
  results: readonly Tensor[],
): number {
  const bytesOf = new Map(results.map(({ dataId, size }) => [dataId, 4 * size]));
  let [peak, ofResults] = [0, 0];
  for (const { id, alive } of born) {
    ofResults += bytesOf.get(id) ?? 0;
    bytesOf.delete(id);
    peak = Math.max(peak, alive - ofResults);
  }
  return peak;
}
