import { expect, test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

const layer = referenceBijector({ kind: 'uniformDequantise', shape: [2], levels: 17 });
const logDet = -2 * Math.log(17);

test('without noise integers stand at the centres of their bins', () => {
  expectResult(layer.inverse([0, 16]), { value: [0.5 / 17, 16.5 / 17], logDet, terms: -logDet });
  expectResult(layer.forward([0.5 / 17, 16.5 / 17]), { value: [0, 16], logDet: -logDet, terms: -logDet });
});

test('noise is asked for once a row and moves each number within its bin', () => {
  const counts: number[] = [];
  const noise = (count: number) => {
    counts.push(count);
    return [0.25, 0.75];
  };
  expectResult(layer.inverse([3, 4], { noise }), { value: [3.25 / 17, 4.75 / 17], logDet, terms: -logDet });
  expect(counts).toEqual([2]);
});
