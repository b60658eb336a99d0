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

// Probability integral transform: z = f⁻¹(y | c) is standard normal where the model is right, so
// 1 − exp(−‖z‖²/2), the probability of a latent nearer to the middle, is uniform on [0, 1].
const transformed = (latents) => latents.map(([a, b]) => 1 - Math.exp(-(a * a + b * b) / 2));

// Kolmogorov and Smirnov: the largest distance of the distribution function from that of the uniform one.
function distanceFromUniform(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
}

const isLow = test.context.map(([c]) => c < -0.5);
const slice = (values, kept) => values.filter((_, i) => kept(i));
for (const [name, latents] of [
  ['with context', flow.encode(test.x, { context: test.context })],
  ['without', blind.encode(test.x)],
]) {
  const values = transformed(latents);
  const low = slice(values, (i) => isLow[i]);
  console.log(
    `${name}: distance ${distanceFromUniform(values).toFixed(3)} of all, ${distanceFromUniform(low).toFixed(3)} where c < -0.5`,
  );
}
const limit = (n) => (1.63 / Math.sqrt(n)).toFixed(3);
const lowRows = isLow.filter(Boolean).length;
console.log(`a calibrated model is below ${limit(2000)} and ${limit(lowRows)}, 99 times in 100`);

// Samples for one c.
const samples = flow.sample(2000, { context: Array.from({ length: 2000 }, () => [0.5]), seed: 3 });
const mean = samples.reduce((sum, [first]) => sum + first, 0) / 2000;
console.log(`mean of the first at c = 0.5: ${mean.toFixed(2)}, exact ${Math.sin(1.5).toFixed(2)}`);
