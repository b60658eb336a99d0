import { defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { timeCalls } from '../stopwatch.ts';
import { initialNetwork, POOL, trainingRows } from '../workload-data.ts';
import type { Workload } from '../workloads.ts';
import type { Calls, Subject } from './subject.ts';

type Layer = { kernel: np.Array; bias: np.Array };
type Nets = Layer[][];

const RATE = 1e-3;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * jax-js on its wasm device: value, gradient and Adam compiled as one function, no clipping. An array belongs to
 * the function that it is given to, and `.ref` keeps it for another one.
 */
export const jaxJsSubject: Subject = async () => {
  const devices = await init('wasm');
  if (!devices.includes('wasm')) throw new Error(`jax-js found only the devices ${devices.join(', ')}`);
  defaultDevice('wasm');
  return { detail: 'jax-js on wasm (SIMD, one thread), compiled by jit', open };
};

function open(workload: Workload): Calls {
  const { features } = workload;
  const { nets, logProb, decode } = plainRealNvp(workload);
  const rows = (count: number) => np.array(trainingRows(workload, count)).reshape([count, features]);
  return {
    'train-step'(batch) {
      const all = rows(POOL * batch);
      const pool = Array.from({ length: POOL }, (_, i) => all.ref.slice([i * batch, (i + 1) * batch]));
      const step = createTraining(nets, (own, x) => np.negative(np.mean(logProb(own, x))));
      let steps = 0;
      return (pace) => timeCalls(pace, () => step((pool[steps++ % POOL] as np.Array).ref));
    },
    sample(batch) {
      const sample = jit((own: Nets, key: np.Array) => decode(own, random.normal(key, [batch, features])));
      let seed = 0;
      return (pace) => timeCalls(pace, () => finish(sample(tree.ref(nets), random.key(seed++))));
    },
    logProb(batch) {
      const compiled = jit(logProb);
      const x = rows(batch);
      return (pace) => timeCalls(pace, () => finish(compiled(tree.ref(nets), x.ref)));
    },
  };
}

/** The even and odd features stay apart from end to end, so that a coupling neither gathers nor scatters. */
function plainRealNvp(workload: Workload) {
  const { features, couplings } = workload;
  const width = features / 2;
  const nets: Nets = Array.from({ length: couplings }, (_, i) =>
    initialNetwork(workload, i).map(({ inputs, outputs, kernel, bias }) => ({
      kernel: np.array(kernel).reshape([inputs, outputs]),
      bias: np.array(bias),
    })),
  );
  const split = (x: np.Array): [even: np.Array, odd: np.Array] => {
    const pairs = x.reshape([-1, width, 2]);
    return [pairs.ref.slice([], [], 0), pairs.slice([], [], 1)];
  };
  const shiftAndScale = (net: Layer[], steering: np.Array) => {
    const output = net.reduce((h, { kernel, bias }, i) => {
      const sum = np.dot(h, kernel).add(bias);
      return i < net.length - 1 ? nn.relu(sum) : sum;
    }, steering);
    const shift = output.ref.slice([], [0, width]);
    return { shift, logScale: np.tanh(output.slice([], [width, features]).mul(0.5)).mul(2) };
  };
  return {
    nets,
    /** [batch, features] -> [batch] */
    logProb(own: Nets, x: np.Array): np.Array {
      const halves = split(x);
      let total: np.Array = np.array(0);
      for (let i = couplings - 1; i >= 0; i--) {
        const [steering, moved] = roles(i);
        const { shift, logScale } = shiftAndScale(own[i] ?? [], halves[steering].ref);
        halves[moved] = halves[moved].sub(shift).mul(np.exp(np.negative(logScale.ref)));
        total = total.add(logScale);
      }
      const energy = np.square(halves[0]).add(np.square(halves[1])).mul(0.5);
      return np.negative(energy.add(total).sum(1)).sub(0.5 * features * Math.log(2 * Math.PI));
    },
    /** [batch, features] -> [batch, features] */
    decode(own: Nets, z: np.Array): np.Array {
      const halves = split(z);
      own.forEach((net, i) => {
        const [steering, moved] = roles(i);
        const { shift, logScale } = shiftAndScale(net, halves[steering].ref);
        halves[moved] = halves[moved].mul(np.exp(logScale)).add(shift);
      });
      return np.stack(halves, 2).reshape([-1, features]);
    },
  };
}

/** Coupling i moves the odd half where i is even, and the even half where it is odd. */
function roles(i: number): readonly [steering: 0 | 1, moved: 0 | 1] {
  return i % 2 === 0 ? [0, 1] : [1, 0];
}

/** Adam (Kingma and Ba 2015) on a copy of the weights. @returns one step on a batch */
function createTraining(start: Nets, loss: (nets: Nets, x: np.Array) => np.Array) {
  const zeros = () => tree.map((p: np.Array) => np.zerosLike(p), tree.ref(start)) as Nets;
  let state: [Nets, Nets, Nets] = [tree.ref(start), zeros(), zeros()];
  let steps = 0;
  const step = jit((nets: Nets, first: Nets, second: Nets, corrections: np.Array, x: np.Array) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(nets), x);
    const mean = (old: np.Array, now: np.Array) => old.mul(BETA1).add(now.mul(1 - BETA1));
    const meanSquare = (old: np.Array, now: np.Array) => old.mul(BETA2).add(np.square(now).mul(1 - BETA2));
    const m = tree.map(mean, first, tree.ref(gradients)) as Nets;
    const v = tree.map(meanSquare, second, gradients) as Nets;
    const [correct1, correct2] = [corrections.ref.slice(0), corrections.slice(1)];
    const move = (p: np.Array, mean: np.Array, square: np.Array) =>
      p.sub(
        mean
          .mul(correct1.ref)
          .mul(RATE)
          .div(np.sqrt(square.mul(correct2.ref)).add(EPSILON)),
      );
    const moved = tree.map(move, nets, tree.ref(m), tree.ref(v)) as Nets;
    correct1.dispose();
    correct2.dispose();
    return [value, [moved, m, v]] as [np.Array, [Nets, Nets, Nets]];
  });
  return (x: np.Array) => {
    steps += 1;
    const corrections = np.array([1 / (1 - BETA1 ** steps), 1 / (1 - BETA2 ** steps)]);
    const [value, next] = step(...state, corrections, x);
    state = next;
    finish(value);
  };
}

/** Waits for a result and drops it. */
function finish(result: np.Array): void {
  result.dataSync();
}
