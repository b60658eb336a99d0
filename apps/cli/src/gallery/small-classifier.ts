import { createRng, init, type Parameter, type Rng } from '@flow/backend';
import type { Dataset } from '@flow/datasets';
import { mlp } from '@flow/layers';
import { oneHot } from '@flow/models';
import { adam } from '@flow/train';
import {
  argMax,
  dispose,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { rowOf } from '../exhibits/table-rows.ts';

/** A network that names the class of a picture; nothing of a flow is in it. */
export type SmallClassifier = {
  /** The class of each picture. */
  classify(pictures: readonly ArrayLike<number>[]): number[];
  dispose(): void;
};

export type ClassifierSettings = {
  /** Units of the one hidden layer. */
  readonly hidden: number;
  readonly epochs: number;
  readonly seed: number;
};

const BATCH = 100;
const LEARNING_RATE = 1e-3;

/**
 * Trains a perceptron with one hidden layer on labelled pictures, by cross-entropy: a judge of samples that has seen
 * real pictures alone.
 */
export async function trainClassifier(
  data: Dataset,
  { hidden, epochs, seed }: ClassifierSettings = { hidden: 128, epochs: 8, seed: 0 },
): Promise<SmallClassifier> {
  await init();
  const rng = createRng(seed);
  const classes = data.classNames?.length ?? 0;
  const labels = data.labels ?? new Uint8Array(data.rows);
  const toTensor = unitPictures(data);
  const net = mlp({
    inputs: data.schema.features,
    outputs: classes,
    hidden: [hidden],
    rng: rng.fork('weights'),
  });
  const optimizer = adam({ learningRate: LEARNING_RATE });
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const rows of batchesOf(data.rows, rng.fork(epoch))) {
      const x = toTensor(rows.map((row) => rowOf(data, row)));
      const named = rows.map((row) => labels[row] as number);
      const y = tensor(oneHot(named, classes), [rows.length, classes]);
      const gradients = gradientsOf(net.parameters, () => crossEntropy(net.apply(x, {}), y));
      optimizer.step(gradients, LEARNING_RATE, 1);
      dispose([x, y, ...gradients.map(({ gradient }) => gradient)]);
    }
  }
  optimizer.dispose();
  return {
    classify: (pictures) => tidy(() => Array.from(argMax(net.apply(toTensor(pictures), {}), 1).dataSync())),
    dispose: () => net.dispose(),
  };
}

/** How many of them are of the class that they should be, 0..1. */
export function shareRight(found: readonly number[], labels: ArrayLike<number>): number {
  return found.filter((label, row) => label === labels[row]).length / found.length;
}

/** −mean Σ y log softmax(logits). */
function crossEntropy(logits: Tensor, y: Tensor): Scalar {
  return neg(mean(sum(mul(y, logSoftmax(logits)), 1))) as Scalar;
}

function gradientsOf(parameters: readonly Parameter[], loss: () => Scalar) {
  const { value, grads } = variableGrads(
    loss,
    parameters.map(({ variable }) => variable),
  );
  dispose(value);
  return parameters.map((parameter) => ({
    parameter,
    gradient: grads[parameter.variable.name] as Tensor,
  }));
}

/** Levels as numbers from 0 to 1, [pictures, features]. */
function unitPictures({ schema: { features, quantization } }: Dataset) {
  const top = (quantization?.levels ?? 2) - 1;
  return (pictures: readonly ArrayLike<number>[]): Tensor =>
    tensor(Float32Array.from(pictures.flatMap((picture) => Array.from(picture, (level) => level / top))), [
      pictures.length,
      features,
    ]);
}

function* batchesOf(rows: number, rng: Rng): Iterable<number[]> {
  const order = Array.from(rng.permutation(rows));
  for (let start = 0; start < rows; start += BATCH) yield order.slice(start, start + BATCH);
}
