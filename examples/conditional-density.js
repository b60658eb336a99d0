// p(y | c): what two quantities may be, given a third, and whether the promised probabilities come true.
import { createRng } from '@flow/datasets';
import { realNVP } from '@flow/models';
import { cosineDecay, fit, init } from '@flow/train';

await init();

// The middle of y moves with c, its spread grows with c, and its second part bends with the first.
function draw(n, seed) {
  const rng = createRng(seed);
  const context = Array.from(rng.fork('c').uniform(n), (u) => [2 * u - 1]);
  const noise = rng.fork('noise').normal(2 * n);
  const y = context.map(([c], i) => {
    const first = Math.sin(3 * c) + (0.35 + 0.25 * c) * noise[2 * i];
    return [first, first * first + 0.2 * noise[2 * i + 1]];
  });
  return { x: y, context };
}

const flow = realNVP({ features: 2, context: 1, couplings: 6, hidden: [32, 32], seed: 1 });
const blind = realNVP({ features: 2, couplings: 6, hidden: [32, 32], seed: 1 });
const [train, test] = [draw(8000, 1), draw(2000, 2)];
const options = { epochs: 20, batchSize: 200, learningRate: 4e-3, schedule: cosineDecay, seed: 1 };
await fit(flow, train, options);
await fit(blind, train.x, options);

// Probability integral transform: where the model is right, z = f⁻¹(y | c) is standard normal, and Φ of each of its
// parts is uniform on [0, 1]. Φ by Abramowitz and Stegun, 26.2.17, good to 1e-7.
function normalCdf(z) {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z > 0 ? 1 - tail : tail;
}

// Kolmogorov and Smirnov: the largest distance of the distribution function from that of the uniform one.
function distanceFromUniform(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
}

const worst = (latents) =>
  Math.max(...[0, 1].map((part) => distanceFromUniform(latents.map((z) => normalCdf(z[part]))))).toFixed(3);

// Over all rows even a flow that does not know c is nearly calibrated; of the rows with a low c, only one that does.
const isLow = (_, i) => test.context[i][0] < -0.5;
const lowRows = test.x.filter(isLow).length;
const latents = {
  'with context': flow.encode(test.x, { context: test.context }),
  without: blind.encode(test.x),
};
for (const [name, all] of Object.entries(latents)) {
  console.log(`${name}: distance ${worst(all)} over all, ${worst(all.filter(isLow))} where c < -0.5`);
}
// The largest distance that chance gives in 99 of 100 tests, 1.63 / √n.
const limit = (n) => (1.63 / Math.sqrt(n)).toFixed(3);
console.log(`allowed: ${limit(test.x.length)} over all, ${limit(lowRows)} where c < -0.5`);

// Samples for one c.
const samples = flow.sample(2000, { context: Array.from({ length: 2000 }, () => [0.5]), seed: 3 });
const mean = samples.reduce((sum, [first]) => sum + first, 0) / 2000;
console.log(`mean of the first at c = 0.5: ${mean.toFixed(2)}, exact ${Math.sin(1.5).toFixed(2)}`);
