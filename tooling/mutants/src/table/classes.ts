import type { Mutation } from '../mutation.ts';
import { lawsOf, testsIn } from './test-selections.ts';

const layers = testsIn('layers');
const models = testsIn('models');
const bayes = 'packages/models/src/class-probabilities.ts';
const direction = 'packages/models/src/attribute-direction.ts';
const noise = 'packages/layers/src/variational-dequantise.ts';
const variational = (names: string) => layers('variational-dequantise.test.ts', names);

/** Classes, directions and levels of the latent, and noise that is learned. */
export const classMutations: readonly Mutation[] = [
  {
    name: 'classes: p(y | x) without the prior',
    file: bayes,
    find: 'logProb + (logPrior[label] as number)',
    replace: 'logProb',
    tests: models('class-probabilities.test.ts', 'as often as the prior'),
  },
  {
    name: 'classes: p(y | x) of densities that underflow',
    file: bayes,
    find: 'Math.exp(value - largest)',
    replace: 'Math.exp(value)',
    tests: models('class-probabilities.test.ts', 'below what exp can hold'),
  },
  {
    name: 'classes: right where the second most probable is right',
    file: bayes,
    find: 'Math.max(most, value)));',
    replace: 'Math.min(most, value)));',
    tests: models('class-probabilities.test.ts', 'right as often'),
  },
  {
    name: 'classes: everywhere is the top alone',
    file: 'packages/models/src/glow.ts',
    find: "split: given.nets === 0 ? 'learned'",
    replace: "split: given.nets >= 0 ? 'learned'",
    tests: models('glow-facts.test.ts', 'classes everywhere'),
  },
  {
    name: 'classes: no network of a step sees them',
    file: 'packages/models/src/glow-step.ts',
    find: 'hidden, edgeBias, context, rng })',
    replace: 'hidden, edgeBias, rng })',
    tests: models('glow-facts.test.ts', 'classes everywhere'),
  },
  {
    name: 'zeroConv: the gradient of its context is lost',
    file: 'packages/layers/src/zero-conv.ts',
    find: 'return { ...splitGradient(dx, extra), gradients',
    replace: 'return { dx: splitGradient(dx, extra).dx, gradients',
    tests: lawsOf('affineCoupling on pictures, zeroConv with context'),
  },
  {
    name: 'direction: from the one to the other and not back',
    file: direction,
    find: 'value - (start[i] as number)',
    replace: '(start[i] as number) - value',
    tests: models('attribute-direction.test.ts', 'mean latent'),
  },
  {
    name: 'direction: sums instead of means',
    file: direction,
    find: ' / latents.length,',
    replace: ',',
    tests: models('attribute-direction.test.ts', 'mean latent'),
  },
  {
    name: 'levels: the one that was asked for is kept',
    file: 'packages/models/src/resample-levels.ts',
    find: 'slice.level === level',
    replace: 'slice.level !== level',
    tests: models('resample-levels.test.ts', 'are the latents'),
  },
  {
    name: 'levels: the same latents for all pictures',
    file: 'packages/models/src/resample-levels.ts',
    find: 'row * flow.features + offset',
    replace: 'offset',
    tests: models('resample-levels.test.ts', 'are the latents'),
  },
  {
    name: 'variational noise: log q with the other sign',
    file: noise,
    find: 'return { value: noised(x, u), logDet: add(logDet, logRoom - logLevels) };',
    replace: 'return { value: noised(x, u), logDet: sub(logRoom - logLevels, logDet) };',
    tests: variational('is a bound'),
  },
  {
    name: 'variational noise: its networks see nothing of the picture in their gradient',
    file: noise,
    find: 'dContext ? add(dUnit, mul(dContext, 1 / levels)) : dUnit.clone()',
    replace: 'dUnit.clone()',
    tests: variational('quotient of differences'),
  },
  {
    name: 'variational noise: no gradient of log q',
    file: noise,
    find: 'run.pullback(dUnit, dLogDet)',
    replace: 'run.pullback(dUnit, tidy(() => mul(dLogDet, 0)))',
    tests: variational('on the tape'),
  },
  {
    name: 'variational noise: centres without a generator have noise',
    file: noise,
    find: 'if (!rng) return { value: noised(x, 0.5)',
    replace: 'if (!rng) return { value: noised(x, 0)',
    tests: lawsOf('variationalDequantise, without noise'),
  },
  {
    name: 'noise of pictures: the gradient of other channels',
    file: 'packages/layers/src/extra-channels.ts',
    find: 'return perPixel ? each : sum(each, [1, 2]);',
    replace: 'return perPixel ? slice(dx, [0, 0, 0, 0], [-1, -1, -1, context]) : sum(each, [1, 2]);',
    tests: lawsOf('the noise of variationalDequantise'),
  },
];
