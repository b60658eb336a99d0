import { test } from 'vitest';
import { expectClose, expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector({ kind: 'sigmoid', shape: [2] });

test('odds of 1 and 3 to 1 are 1/2 and 3/4, with slopes 1/4 and 3/16', () => {
  const logDet = Math.log(3 / 64);
  expectResult(layer.forward([0, Math.log(3)]), { value: [0.5, 0.75], logDet, terms: -logDet });
  expectResult(layer.inverse([0.5, 0.75]), { value: [0, Math.log(3)], logDet: -logDet, terms: -logDet });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [-2.5, 1.25]);
});

test('far latents have a finite log-det: the slope at ±800 is e^−800', () => {
  expectClose(layer.forward([800, -800]).logDet, -1600);
});

test('a small probability keeps its digits', () => {
  const { value, logDet } = layer.inverse([1e-20, 0.5]);
  expectClose(value[0]!, -20 * Math.LN10);
  expectClose(logDet, 20 * Math.LN10 + Math.log(4));
});
