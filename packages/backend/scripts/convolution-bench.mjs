// Convolutions of Glow's networks in GFLOP/s: forward, gradient of the input, gradient of the filter; and the
// whole network, forward and backward. Pictures of 32x32x3 (b, c) and 32x32x1 (a), squeezed three times.
import { conv2d, engine, tensor, tidy } from '@tensorflow/tfjs-core';
import { init } from '../src/init.ts';
import { glowNetwork } from '../src/ops/glow-network.ts';
import { createRng } from '../src/rng.ts';

const NETWORKS = [
  { name: 'a', batch: 32, hidden: 64, pixels: 1 },
  { name: 'b', batch: 16, hidden: 128, pixels: 3 },
  { name: 'c', batch: 4, hidden: 512, pixels: 3 },
];
const LEVELS = [
  { side: 16, factor: 2 },
  { side: 8, factor: 4 },
  { side: 4, factor: 8 },
];

const rng = createRng(1);

function random(shape, scale) {
  const values = rng.normal(shape.reduce((size, n) => size * n, 1)).map((value) => value * scale);
  return tensor(values, shape, 'float32');
}

/** Milliseconds of the best of many single calls, which interruptions do not reach. */
function best(run) {
  const limit = process.env.QUICK ? 20 : 150;
  for (let i = 0; i < 5; i++) tidy(run);
  let least = Infinity;
  for (const end = performance.now() + limit; performance.now() < end; ) {
    const start = performance.now();
    tidy(run);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const rate = (operations, run) => operations / best(run) / 1e6;
const row = (label, rates) =>
  `${label.padEnd(32)}${rates.map((value) => value.toFixed(1).padEnd(8)).join('')}`;

function convolutionRates(batch, side, [filter, inputs, outputs]) {
  const x = random([batch, side, side, inputs], 1);
  const kernel = random([filter, filter, inputs, outputs], 0.05);
  const dy = random([batch, side, side, outputs], 1);
  const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
  const run = (name, from, more) => () => {
    engine().runKernel(name, from, { ...attributes, ...more });
  };
  const operations = 2 * batch * side * side * filter * filter * inputs * outputs;
  return [
    () => void conv2d(x, kernel, 1, 'same'),
    run('Conv2DBackpropInput', { dy, filter: kernel }, { inputShape: x.shape }),
    run('Conv2DBackpropFilter', { x, dy }, { filterShape: kernel.shape }),
  ].map((pass) => rate(operations, pass));
}

function networkRates(batch, side, inputs, hidden, outputs) {
  const channels = (n) => [random([n], 0.1), random([n], 0.1)];
  const [[shift1, logScale1], [shift2, logScale2], [bias3, logScale3]] = [hidden, hidden, outputs].map(
    channels,
  );
  const parameters = {
    ...{ kernel1: random([3, 3, inputs, hidden], 0.05), shift1, logScale1 },
    ...{ kernel2: random([1, 1, hidden, hidden], 0.05), shift2, logScale2 },
    ...{ kernel3: random([3, 3, hidden, outputs], 0.05), bias3, logScale3 },
  };
  const x = random([batch, side, side, inputs], 1);
  const dy = random([batch, side, side, outputs], 1);
  const { saved } = glowNetwork.applySaving(x, parameters);
  const operations = 2 * batch * side * side * hidden * (9 * inputs + hidden + 9 * outputs);
  return [
    rate(operations, () => void glowNetwork.apply(x, parameters)),
    rate(2 * operations, () => void glowNetwork.backward(saved, parameters, dy)),
  ];
}

/** @param portable runs the build that is the same on every engine */
export async function printConvolutions(build) {
  await init({ reproducible: build === 'portable', wideVectors: build !== 'narrow' });
  const networks = process.env.QUICK ? NETWORKS.slice(0, 1) : NETWORKS;
  console.log('convolution'.padEnd(32) + ['forward', 'dx', 'dFilter'].map((word) => word.padEnd(8)).join(''));
  const rates = [];
  for (const { name, batch, hidden, pixels } of networks) {
    for (const { side, factor } of LEVELS) {
      const inputs = pixels * factor;
      const outputs = 2 * inputs;
      for (const shape of [
        [3, inputs, hidden],
        [1, hidden, hidden],
        [3, hidden, outputs],
      ]) {
        const label = `${name} ${side}x${side} ${shape[0]}x${shape[0]} ${shape[1]}->${shape[2]}`;
        rates.push(convolutionRates(batch, side, shape));
        console.log(row(label, rates.at(-1)));
      }
    }
  }
  const means = [0, 1, 2].map((pass) =>
    Math.exp(rates.reduce((sum, passes) => sum + Math.log(passes[pass]), 0) / rates.length),
  );
  console.log(row('geometric mean', means));
  console.log('Glow network'.padEnd(32) + ['forward', 'backward'].map((word) => word.padEnd(9)).join(''));
  for (const { name, batch, hidden, pixels } of networks) {
    for (const { side, factor } of LEVELS) {
      const inputs = pixels * factor;
      const label = `${name} ${side}x${side} ${inputs}->${hidden}->${2 * inputs}`;
      console.log(row(label, networkRates(batch, side, inputs, hidden, 2 * inputs)));
    }
  }
}
