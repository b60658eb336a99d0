import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { init } from '@flow/backend';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { timeCalls } from '../stopwatch.ts';
import { type DenseWeights, initialNetwork, POOL, trainingRows } from '../workload-data.ts';
import type { Workload } from '../workloads.ts';
import type { Calls, Subject } from './subject.ts';

type Layer = { readonly kernel: tf.Variable; readonly bias: tf.Variable };
type Halves = [even: tf.Tensor, odd: tf.Tensor];

/**
 * Stock TensorFlow.js on its own SIMD binary: the network in plain ops, gradients by its tape, its own Adam, no
 * clipping. flow's init() on another backend registers the gradients, which tfjs lacks in Node, and puts no
 * kernels on this one.
 */
export const tfjsWasmSubject: Subject = async () => {
  await bootStock();
  return {
    detail: `TensorFlow.js ${tf.version_core} on wasm (SIMD, one thread), stock kernels, tape and Adam`,
    open,
  };
};

/** Stock kernels on wasm, with gradients. */
export async function bootStock(): Promise<void> {
  await init({ backend: 'cpu' });
  // The threaded binary hangs in Node.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  await tf.setBackend('wasm');
}

function open(workload: Workload): Calls {
  const { features } = workload;
  const model = plainRealNvp(workload);
  const optimizer = tf.train.adam(1e-3);
  const rows = (count: number) => tf.tensor(trainingRows(workload, count), [count, features]);
  const result = (compute: () => tf.Tensor) => tf.dispose(tf.tidy(compute));
  return {
    'train-step'(batch) {
      const pool = tf.split(rows(POOL * batch), POOL);
      let step = 0;
      return (pace) =>
        timeCalls(pace, () => {
          const x = pool[step++ % POOL] as tf.Tensor;
          const loss = optimizer.minimize(() => tf.neg(tf.mean(model.logProb(x))) as tf.Scalar, true);
          loss?.dataSync();
          loss?.dispose();
        });
    },
    sample: (batch) => (pace) =>
      timeCalls(pace, () => result(() => model.decode(tf.randomNormal([batch, features])))),
    logProb(batch) {
      const x = rows(batch);
      return (pace) => timeCalls(pace, () => result(() => model.logProb(x)));
    },
  };
}

/** The even and odd features stay apart from end to end, so that a coupling neither gathers nor scatters. */
export function plainRealNvp(workload: Workload, seed?: number) {
  const { features, couplings } = workload;
  const toLayer = ({ inputs, outputs, kernel, bias }: DenseWeights): Layer => ({
    kernel: tf.variable(tf.tensor(kernel, [inputs, outputs])),
    bias: tf.variable(tf.tensor(bias)),
  });
  const nets = Array.from({ length: couplings }, (_, i) => initialNetwork(workload, i, seed).map(toLayer));
  const width = features / 2;
  const split = (x: tf.Tensor): Halves => {
    const pairs = tf.reshape(x, [-1, width, 2]);
    const half = (at: number) => tf.reshape(tf.slice(pairs, [0, 0, at], [-1, -1, 1]), [-1, width]);
    return [half(0), half(1)];
  };
  const shiftAndScale = (net: readonly Layer[], steering: tf.Tensor) => {
    const output = net.reduce((h, { kernel, bias }, i) => {
      const sum = tf.add(tf.matMul(h as tf.Tensor2D, kernel as tf.Tensor as tf.Tensor2D), bias);
      return i < net.length - 1 ? tf.relu(sum) : sum;
    }, steering);
    const raw = tf.slice(output, [0, width], [-1, width]);
    return { shift: tf.slice(output, [0, 0], [-1, width]), logScale: tf.mul(tf.tanh(tf.mul(raw, 0.5)), 2) };
  };
  return {
    /** [batch, features] -> [batch] */
    logProb(x: tf.Tensor): tf.Tensor {
      const halves = split(x);
      let total: tf.Tensor | undefined;
      for (let i = couplings - 1; i >= 0; i--) {
        const [steering, moved] = roles(i);
        const { shift, logScale } = shiftAndScale(nets[i] ?? [], halves[steering]);
        halves[moved] = tf.mul(tf.sub(halves[moved], shift), tf.exp(tf.neg(logScale)));
        total = total === undefined ? logScale : tf.add(total, logScale);
      }
      const energy = tf.mul(tf.add(tf.square(halves[0]), tf.square(halves[1])), 0.5);
      const terms = total === undefined ? energy : tf.add(energy, total);
      return tf.sub(tf.neg(tf.sum(terms, 1)), 0.5 * features * Math.log(2 * Math.PI));
    },
    /** [batch, features] -> [batch, features] */
    decode(z: tf.Tensor): tf.Tensor {
      const halves = split(z);
      nets.forEach((net, i) => {
        const [steering, moved] = roles(i);
        const { shift, logScale } = shiftAndScale(net, halves[steering]);
        halves[moved] = tf.add(tf.mul(halves[moved], tf.exp(logScale)), shift);
      });
      return tf.reshape(tf.stack(halves, 2), [-1, features]);
    },
  };
}

/** Coupling i moves the odd half where i is even, and the even half where it is odd. */
function roles(i: number): readonly [steering: 0 | 1, moved: 0 | 1] {
  return i % 2 === 0 ? [0, 1] : [1, 0];
}
