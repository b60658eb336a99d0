import { test } from 'vitest';
import { expectClose, expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector({ kind: 'softplus', shape: [2] });

test('e⁰ + 1 = 2 and e^(log 3) + 1 = 4, with slopes 1/2 and 3/4', () => {
  const z = [0, Math.log(3)];
  const x = [Math.LN2, Math.log(4)];
  const logDet = Math.log(3 / 8);
  expectResult(layer.forward(z), { value: x, logDet, terms: -logDet });
  expectResult(layer.inverse(x), { value: z, logDet: -logDet, terms: -logDet });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [-2, 3]);
});

test('far above zero it is the identity, far below it is eᶻ', () => {
  expectResult(layer.forward([800, -700]), { value: [800, Math.exp(-700)], logDet: -700, terms: 700 });
  expectClose(layer.inverse([800, 1e-20]).value[1]!, -20 * Math.LN10);
});
