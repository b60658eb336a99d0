import { test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector({ kind: 'exp', shape: [2] });

test('the slope of eᶻ is eᶻ: at log 5 and −log 2 the log-slopes are those latents', () => {
  const z = [Math.log(5), -Math.LN2];
  const terms = Math.log(10);
  expectResult(layer.forward(z), { value: [5, 0.5], logDet: Math.log(2.5), terms });
  expectResult(layer.inverse([5, 0.5]), { value: z, logDet: -Math.log(2.5), terms });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [-1.5, 2]);
});
