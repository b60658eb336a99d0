import { test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

test('normalMixture adds its components, with weights relative to their sum', () => {
  const base = referenceBase(
    { kind: 'normalMixture', features: 2, components: 2, trainable: false },
    tensorsOf({
      logits: [1 + Math.log(3), 1],
      means: [
        [-2, 0],
        [2, 0],
      ],
      logScales: [
        [0, 0],
        [Math.log(2), Math.log(3)],
      ],
    }),
  );
  const near = 0.75 / (2 * Math.PI);
  const far = ((0.25 / (2 * Math.PI)) * Math.exp(-2)) / 6;
  expectClose(base.logProb([-2, 0]), Math.log(near + far));
  // 100 from the first mean and 104 = 52·2 from the second, the first one is e⁻³⁶⁴⁸ of the second: nothing.
  expectClose(base.logProb([-102, 0]), Math.log(0.25 / (2 * Math.PI) / 6) - 52 ** 2 / 2);
});
