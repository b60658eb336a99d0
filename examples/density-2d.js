// The density of points in the plane, beside the exact one that they were drawn from.

import { createRng, twoMoons } from '@flow/datasets';
import { integrateDensity } from '@flow/math';
import { realNVP } from '@flow/models';
import { cosineDecay, evaluate, fit, init } from '@flow/train';

await init();

const moons = twoMoons({ noise: 0.1 });
const points = moons.sample(5000, createRng(1)); // x and y of each in turn
const fresh = moons.sample(5000, createRng(2)); // what the flow never sees

const flow = realNVP({ features: 2, couplings: 8, hidden: [48, 48], seed: 1 });
const report = await fit(flow, points, {
  epochs: 60,
  batchSize: 250,
  learningRate: 5e-3,
  schedule: cosineDecay,
  seed: 1,
});
console.log(`${flow.parameterCount} trained numbers, ${report.steps} steps`);

// No model can have fewer nats than the data's entropy, and the difference is KL(data ‖ flow).
const entropy = -moons.logProb(fresh).reduce((sum, logProb) => sum + logProb, 0) / 5000;
const { nll, nllStandardError } = evaluate(flow, fresh);
console.log(
  `flow: ${nll.toFixed(2)} ± ${nllStandardError.toFixed(2)} nats a point; exact: ${entropy.toFixed(2)}`,
);

// A density: it integrates to 1.
const axis = { from: -3, to: 4 };
const { value } = integrateDensity((x) => flow.logProb(x), [axis, axis], { tolerance: 1e-3 });
console.log(`integral over the plane: ${value.toFixed(2)}`);

// Dark where points are likely.
const [shades, columns, rows] = [' .:-=+*#%@', 60, 18];
for (let row = 0; row < rows; row++) {
  const y = 1.4 - (2.4 * row) / (rows - 1);
  const line = Array.from({ length: columns }, (_, column) => [-1.5 + (4 * column) / (columns - 1), y]);
  const shade = (logProb) => shades[Math.min(9, Math.floor(20 * Math.exp(logProb)))];
  console.log(Array.from(flow.logProb(line), shade).join(''));
}
