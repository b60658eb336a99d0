import { test } from 'vitest';
import { expectClose, expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector({ kind: 'tanh', shape: [1, 2] });

test('tanh log 2 is (2 − ½)/(2 + ½) = 0.6, with slope 1 − 0.36', () => {
  const z = [Math.LN2, -Math.LN2];
  const logDet = 2 * Math.log(0.64);
  expectResult(layer.forward(z), { value: [0.6, -0.6], logDet, terms: -logDet });
  expectResult(layer.inverse([0.6, -0.6]), { value: z, logDet: -logDet, terms: -logDet });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [-1.75, 0.5]);
});

test('far latents have a finite log-det: the slope at ±800 is 4 e^−1600', () => {
  expectClose(layer.forward([800, -800]).logDet, 4 * Math.LN2 - 3200);
});
