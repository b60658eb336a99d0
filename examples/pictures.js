// A small Glow on handwritten digits of 8x8 pixels: scores in bits per dimension, and new digits.
import { digits } from '@flow/datasets';
import { glow } from '@flow/models';
import { adamax, cosineDecay, fit, init } from '@flow/train';

await init();

const { train, test } = await digits(); // levels 0..16

const flow = glow({ shape: [8, 8, 1], levels: 2, steps: 4, hidden: 32, bits: 5, seed: 1 });
await fit(flow, train.values, {
  epochs: 25,
  batchSize: 50,
  optimizer: adamax({ learningRate: 1e-2 }),
  schedule: cosineDecay,
  averageDecay: 0.99,
  seed: 1,
});

const { mean, standardError } = flow.bitsPerDim(test.values);
console.log(`unseen digits: ${mean.toFixed(2)} ± ${standardError.toFixed(2)} bits per dimension`);
console.log(`a uniform model of 17 levels: ${Math.log2(17).toFixed(2)}`);

// Five samples at temperature 0.7, side by side.
const samples = flow.sample(5, { temperature: 0.7, seed: 3 });
for (let row = 0; row < 8; row++) {
  const pixel = (level) => ' .:-=+*#%@'[Math.min(9, Math.max(0, Math.floor((level * 10) / 17)))].repeat(2);
  console.log(
    samples.map((sample) => Array.from(sample.slice(8 * row, 8 * row + 8), pixel).join('')).join(' '),
  );
}
