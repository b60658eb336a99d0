import type { Mutation } from '../mutation.ts';
import { testsIn } from './test-selections.ts';

const tests = testsIn('models');
const flow = (names: string) => tests('flow.test.ts', names);
const gradients = tests('value-and-gradients.test.ts');
const safetensors = tests('safetensors.test.ts');

/** Flows as users call them, and saved models. */
export const modelMutations: readonly Mutation[] = [
  {
    name: 'flow: log-probability without the log-det',
    file: 'packages/models/src/create-flow.ts',
    find: 'add(base.logProb(reshape(value, [-1, features])), logDet)',
    replace: 'base.logProb(reshape(value, [-1, features]))',
    tests: flow('adds up to logProb'),
  },
  {
    name: 'flow: the loss downhill for its base only',
    file: 'packages/models/src/value-and-gradients.ts',
    find: 'inverse.pullback(ofBase.dz, dLogProb)',
    replace: 'inverse.pullback(ofBase.dz, share)',
    tests: gradients,
  },
  {
    name: 'flow: weights not divided by their sum',
    file: 'packages/models/src/value-and-gradients.ts',
    find: 'div(weights, sum(weights))',
    replace: 'div(weights, batch)',
    tests: gradients,
  },
  {
    name: 'score: that of the base at x, not at z',
    file: 'packages/models/src/score.ts',
    find: 'base.score(inverse.value)',
    replace: 'base.score(x)',
    tests: flow('^score '),
  },
  {
    name: 'interpolate: does not reach its end',
    file: 'packages/models/src/interpolate.ts',
    find: 'weightsAt(step / (steps - 1))',
    replace: 'weightsAt(step / steps)',
    tests: flow('interpolate goes'),
  },
  {
    name: 'interpolate: its ends exchanged',
    file: 'packages/models/src/interpolate.ts',
    find: '=> [1 - share, share]',
    replace: '=> [share, 1 - share]',
    tests: flow('interpolate goes'),
  },
  {
    name: 'interpolate: a great circle at another speed',
    file: 'packages/models/src/interpolate.ts',
    find: 'Math.sin((1 - share) * angle) / Math.sin(angle)',
    replace: '1 - share',
    tests: tests('interpolate.test.ts'),
  },
  {
    name: 'labels: the classes of the first row for all',
    file: 'packages/models/src/labels.ts',
    find: 'rows[row * classes + label] = 1;',
    replace: 'rows[label] = 1;',
    tests: tests('labels.test.ts'),
  },
  {
    name: 'batches: the width of a network counts once for all pixels',
    file: 'packages/models/src/rows-per-batch.ts',
    find: 'positions * channels)',
    replace: 'channels)',
    tests: tests('rows-per-batch.test.ts'),
  },
  {
    name: 'flow: bits per dimension in nats',
    file: 'packages/models/src/bits-per-dim.ts',
    find: '-logProb / (features * Math.LN2)',
    replace: '-logProb / features',
    tests: flow('^bits per dimension'),
  },
  {
    name: 'flow: standard error of the bits without √n',
    file: 'packages/models/src/bits-per-dim.ts',
    find: 'Math.sqrt(squares / Math.max(1, bits.length - 1) / bits.length)',
    replace: 'Math.sqrt(squares / Math.max(1, bits.length - 1))',
    tests: flow('^bits per dimension'),
  },
  {
    name: 'noise: by order of call, not by row',
    file: 'packages/models/src/dequantisation-noise.ts',
    find: '.fork(epoch).forRows(rows)',
    replace: '.fork(epoch)',
    tests: tests('dequantisation-noise.test.ts'),
  },
  {
    name: 'noise: the same in every epoch',
    file: 'packages/models/src/dequantisation-noise.ts',
    find: '.fork(epoch).forRows(rows)',
    replace: '.forRows(rows)',
    tests: tests('dequantisation-noise.test.ts'),
  },
  {
    name: 'samples: a level above the highest',
    file: 'packages/models/src/data-schema.ts',
    find: 'Math.min(levels - 1, Math.max(0, Math.round(value)))',
    replace: 'Math.min(levels, Math.max(0, Math.round(value)))',
    tests: flow('integers within their levels'),
  },
  {
    name: 'realNVP: the masks never alternate',
    file: 'packages/models/src/real-nvp.ts',
    find: "mask: i % 2 === 0 ? 'even' : 'odd'",
    replace: "mask: 'even'",
    tests: tests('real-nvp.test.ts'),
  },
  {
    name: 'safetensors: offsets beyond the data not checked',
    file: 'packages/models/src/safetensors.ts',
    find: 'if (start > end || end > dataLength)',
    replace: 'if (start > end)',
    tests: safetensors,
  },
  {
    name: 'safetensors: offsets that overlap not checked',
    file: 'packages/models/src/safetensors.ts',
    find: 'if (start < reached)',
    replace: 'if (start < 0)',
    tests: safetensors,
  },
  {
    name: 'safetensors: sizes not checked against shapes',
    file: 'packages/models/src/safetensors.ts',
    find: 'if (end - start !== size)',
    replace: 'if (end - start < 0)',
    tests: safetensors,
  },
];
