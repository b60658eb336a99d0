import { test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector({ kind: 'leakyRelu', shape: [3], slope: 0.25 });

test('−8 shrinks to −2; 0 and 5 stay', () => {
  const terms = Math.log(4);
  expectResult(layer.forward([-8, 0, 5]), { value: [-2, 0, 5], logDet: -terms, terms });
  expectResult(layer.inverse([-2, 0, 5]), { value: [-8, 0, 5], logDet: terms, terms });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [-1, 2, -0.5]);
});
