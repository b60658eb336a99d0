import type { Mutation } from '../mutation.ts';
import { testsIn } from './test-selections.ts';

const tests = testsIn('train');
const adam = tests('adam.test.ts');
const evaluate = tests('evaluate.test.ts');
const fit = (names: string) => tests('fit.test.ts', `^${names} `);

/** Optimizer, training loop and evaluation. */
export const trainingMutations: readonly Mutation[] = [
  {
    name: 'adam: bias correction of the first step in every step',
    file: 'packages/train/src/slot-optimizer.ts',
    find: '{ step: memory.steps, learningRate',
    replace: '{ step: 1, learningRate',
    tests: adam,
  },
  {
    name: 'adam: β₁ and β₂ exchanged',
    file: 'packages/train/src/moment-optimizer.ts',
    find: '{ ...numbers, beta1, beta2, epsilon }',
    replace: '{ ...numbers, beta1: beta2, beta2: beta1, epsilon }',
    tests: adam,
  },
  {
    name: 'adamax: bias correction of the first step in every step',
    file: 'packages/train/src/adamax.ts',
    find: "momentOptimizer('adamax', options, adamaxStep)",
    replace:
      "momentOptimizer('adamax', options, (slots, settings) => void adamaxStep(slots, { ...settings, step: 1 }))",
    tests: tests('adamax.test.ts'),
  },
  {
    name: 'adam: biases decay too',
    file: 'packages/train/src/slot-optimizer.ts',
    find: "(group === 'weight' ? weightDecay : 0)",
    replace: 'weightDecay',
    tests: tests('weight-decay.test.ts'),
  },
  {
    name: 'lion: the mean moves before the step',
    file: 'packages/train/src/lion.ts',
    find: 'sign(blend(beta1))',
    replace: 'sign(blend(beta2))',
    tests: tests('optimizers.test.ts'),
  },
  {
    name: 'sgd: momentum forgotten',
    file: 'packages/train/src/sgd.ts',
    find: 'mul(state.velocity, momentum)',
    replace: 'mul(state.velocity, 0)',
    tests: tests('optimizers.test.ts'),
  },
  {
    name: 'train step: a step that is not finite is taken',
    file: 'packages/train/src/train-step.ts',
    find: 'if (!Number.isFinite(loss) || !Number.isFinite(norm))',
    replace: 'if (loss === null)',
    tests: fit('a step that is not finite'),
  },
  {
    name: 'train step: gradients clipped to the norm, however small',
    file: 'packages/train/src/train-step.ts',
    find: 'Math.min(1, clipNorm / norm)',
    replace: 'clipNorm / norm',
    tests: fit('learning rate and clipping'),
  },
  {
    name: 'evaluate: as many pictures at once as rows of a table',
    file: 'packages/train/src/evaluate.ts',
    find: 'Math.min(1024, rowsPerBatch(bijector))',
    replace: '1024',
    tests: evaluate,
  },
  {
    name: 'accumulated batches: each counts the same',
    file: 'packages/train/src/train-step.ts',
    find: 'weightSum ?? rows.length',
    replace: '1',
    tests: tests('accumulate.test.ts'),
  },
  {
    name: 'averaged weights: no warm-up of the decay',
    file: 'packages/train/src/weight-average.ts',
    find: 'Math.min(decay, (1 + updates) / (10 + updates))',
    replace: 'decay',
    tests: tests('weight-average.test.ts'),
  },
  {
    name: 'resume: the position in the epoch is forgotten',
    file: 'packages/train/src/run-epoch.ts',
    find: 'const done = state.batches;',
    replace: 'const done = 0;',
    tests: tests('checkpoint.test.ts'),
  },
  {
    name: 'resume: the optimizer starts anew',
    file: 'packages/train/src/checkpoint-parts.ts',
    find: 'memory.steps = steps;',
    replace: 'memory.steps = 0;',
    tests: tests('checkpoint.test.ts'),
  },
  {
    name: 'checkpoint: the checksum is not looked at',
    file: 'packages/train/src/checkpoint-file.ts',
    find: 'if (checksumOf(text, tensors) !== checksum)',
    replace: 'if (checksum === null)',
    tests: tests('checkpoint.test.ts'),
  },
  {
    name: 'back-off: the rate stays as it was',
    file: 'packages/train/src/learning-rate.ts',
    find: 'return warmup * factor * backOff;',
    replace: 'return warmup * factor;',
    tests: tests('blow-up.test.ts'),
  },
  {
    name: 'one cycle: falls before it rises',
    file: 'packages/train/src/schedules.ts',
    find: 'return step < top',
    replace: 'return step >= top',
    tests: tests('schedules.test.ts'),
  },
  {
    name: 'reverse KL: the log-det with the wrong sign',
    file: 'packages/train/src/fit-to-density.ts',
    find: 'sub(sub(logPrior, run.logDet), logTarget)',
    replace: 'sub(add(logPrior, run.logDet), logTarget)',
    tests: tests('fit-to-density.test.ts'),
  },
  {
    name: 'effective sample size: weights instead of their squares',
    file: 'packages/train/src/importance-sample.ts',
    find: '(total * total) / (squares * count)',
    replace: 'total / count',
    tests: tests('fit-to-density.test.ts'),
  },
  {
    name: 'fit: the best model not restored',
    file: 'packages/train/src/fit.ts',
    find: 'if (restores) run.best.restore();',
    replace: '',
    tests: fit('validation'),
  },
  {
    name: 'fit: the best model is the worst',
    file: 'packages/train/src/close-epoch.ts',
    find: 'evaluation.nll < (state.best?.validation.nll ?? Infinity)',
    replace: 'evaluation.nll > (state.best?.validation.nll ?? -Infinity)',
    tests: fit('validation'),
  },
  {
    name: 'fit: validation rows among the training rows',
    file: 'packages/train/src/prepare-data.ts',
    find: 'shuffled.slice(held)',
    replace: 'shuffled',
    tests: fit('validation'),
  },
  {
    name: 'fit: every epoch with the noise of the first',
    file: 'packages/train/src/run-epoch.ts',
    find: 'dequantisationNoise(options.seed, state.epoch, batch.rows)',
    replace: 'dequantisationNoise(options.seed, 0, batch.rows)',
    tests: tests('noise.test.ts'),
  },
  {
    name: 'fit: rows in the same order every epoch',
    file: 'packages/train/src/training-data.ts',
    find: 'rng.fork(epoch).permutation(table.size)',
    replace: 'rng.fork(0).permutation(table.size)',
    tests: fit('fit'),
  },
  {
    name: 'evaluate: standard error without √n',
    file: 'packages/train/src/evaluate.ts',
    find: '(Math.sqrt(squares) / total) * Math.sqrt(losses.length / Math.max(1, losses.length - 1))',
    replace: 'Math.sqrt(squares / Math.max(1, losses.length - 1))',
    tests: evaluate,
  },
  {
    name: 'evaluate: the loss without the log-det',
    file: 'packages/train/src/evaluate.ts',
    find: ' - Number(volume?.[i])',
    replace: '',
    tests: evaluate,
  },
  {
    name: 'breathe: the port stays open',
    file: 'packages/train/src/breathe.ts',
    find: 'port1.close();',
    replace: '',
    tests: tests('breathe.test.ts'),
  },
];
