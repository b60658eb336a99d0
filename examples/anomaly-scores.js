// Anomalies among sensor readings of a space shuttle: a flow learns what is normal, and −log p(x) is the score.
import { createRng, shuttle, standardisation } from '@flow/datasets';
import { standardise } from '@flow/layers';
import { realNVP } from '@flow/models';
import { fit, init } from '@flow/train';

await init();

const { train, test } = await shuttle(); // train: normal rows only
const features = train.schema.features;

// The first layer at the data's end brings each column to mean 0 and deviation 1.
const { mean, std } = standardisation(train);
const flow = realNVP({
  features,
  couplings: 6,
  hidden: [32, 32],
  preprocessing: [standardise({ mean, std })],
  data: train.schema,
  seed: 1,
});
// The sensors give whole numbers, on which a density has no bound: noise spreads each over its unit.
const noise = createRng(1).uniform(train.values.length);
const rows = train.values.map((value, i) => value + noise[i] - 0.5);
await fit(flow, rows, {
  epochs: 4,
  batchSize: 200,
  learningRate: 2e-3,
  validation: 0.1,
  averageDecay: 0.99,
  seed: 1,
});

const scores = flow.logProb(test.values).map((logProb) => -logProb);
const labels = test.labels ?? [];
const ofNormal = scores.filter((_, row) => labels[row] === 0).sort();
const ofAnomalies = scores.filter((_, row) => labels[row] !== 0);

// The chance that an anomaly scores higher than a normal row.
const normalBelow = (score) => {
  let [low, high] = [0, ofNormal.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ofNormal[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low;
};
const wins = ofAnomalies.reduce((sum, score) => sum + normalBelow(score), 0);
const auroc = wins / (ofNormal.length * ofAnomalies.length);
console.log(
  `${ofNormal.length} normal rows and ${ofAnomalies.length} anomalies, none of them seen in training`,
);
console.log(`area under the ROC curve: ${auroc.toFixed(3)}`);

// An alarm that is false for one normal row in a hundred.
const threshold = ofNormal[Math.floor(0.99 * ofNormal.length)];
const found = ofAnomalies.filter((score) => score > threshold).length / ofAnomalies.length;
console.log(`found with 1% of false alarms: ${(100 * found).toFixed(0)}%`);
