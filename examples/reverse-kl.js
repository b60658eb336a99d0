// Without data: a flow learns to sample a density that is only known up to a constant, here a posterior.
import { realNVP } from '@flow/models';
import { cosineDecay, fitToDensity, importanceSample, init } from '@flow/train';
import { add, mul, slice, square, sub, sum } from '@tensorflow/tfjs-core';

await init();

// "Banana": x₁ ~ N(0, 2²), x₂ | x₁ ~ N(x₁²/4, 1), without its constant 1 / (2π · 2).
const column = (x, i) => slice(x, [0, i], [-1, 1]);
const logDensity = (x) => {
  const bend = sub(column(x, 1), mul(square(column(x, 0)), 0.25));
  return sum(mul(add(mul(square(column(x, 0)), 0.25), square(bend)), -0.5), 1);
};

const flow = realNVP({ features: 2, couplings: 6, hidden: [32, 32], seed: 1 });
const before = importanceSample(flow, logDensity, 4000).effectiveSampleSize;
await fitToDensity(flow, logDensity, { steps: 800, learningRate: 5e-3, schedule: cosineDecay, seed: 1 });
const { samples, weights, effectiveSampleSize, logEvidence } = importanceSample(flow, logDensity, 4000);
console.log(
  `a sample is worth ${before.toFixed(2)} independent ones before training, ${effectiveSampleSize.toFixed(2)} after`,
);
console.log(`log of the constant: ${logEvidence.toFixed(2)}, exact ${Math.log(4 * Math.PI).toFixed(2)}`);

// E[x₂] = E[x₁²]/4 = 1, by weighted samples.
const mean = weights.reduce((total, weight, i) => total + weight * samples[2 * i + 1], 0);
console.log(`mean of the second: ${mean.toFixed(2)}, exact 1.00`);
