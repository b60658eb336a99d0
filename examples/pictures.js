// A small Glow on handwritten digits of 8x8 pixels: scores in bits per dimension, and new digits.
import { digits } from '@flow/datasets';
import { glow } from '@flow/models';
import { adamax, evaluate, fit, init } from '@flow/train';

await init();

const { train, test } = await digits(); // levels 0..16

const flow = glow({ shape: [8, 8, 1], levels: 2, steps: 4, hidden: 32, bits: 5, seed: 1 });
await fit(flow, train.values, { epochs: 25, batchSize: 50, optimizer: adamax({ learningRate: 5e-3 }), seed: 1 });

const { bitsPerDim, bitsPerDimStandardError } = evaluate(flow, test.values);
console.log(`unseen digits: ${bitsPerDim.toFixed(2)} ± ${bitsPerDimStandardError.toFixed(2)} bits per dimension`);
console.log(`a uniform model of 17 levels: ${Math.log2(17).toFixed(2)}`);

// Eight samples at temperature 0.7, side by side.
const samples = flow.sample(8, { temperature: 0.7, seed: 3 });
for (let row = 0; row < 8; row++) {
  const pixel = (level) => ' .:-=+*#%@'[Math.min(9, Math.max(0, Math.floor((level * 10) / 17)))].repeat(2);
  console.log(samples.map((sample) => Array.from(sample.slice(8 * row, 8 * row + 8), pixel).join('')).join(' '));
}
