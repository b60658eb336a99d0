import { createRng } from '@flow/backend';
import { add, concat, exp, memory, mul, slice, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { init } from '../index.ts';
import { identityMatrix, type Matrix, matrix, matrixRows } from '../matrix/matrix.ts';
import { determinant, slogdet } from '../matrix/slogdet.ts';
import { affineCouplingJacobian, couplingBlocks } from './coupling-blocks.ts';
import { jacobian } from './jacobian.ts';
import { smoothMap } from './smooth-map.fixture.ts';

beforeAll(() => init());

const logScale = smoothMap(1, 2, 3).f;
const shift = smoothMap(2, 2, 3).f;

/** The coupling itself on 5 variables, of which 1 and 3 are kept. */
function coupling(z: Tensor): Tensor {
  return tidy(() => {
    const column = (i: number) => slice(z, [0, i], [-1, 1]);
    const kept = concat([column(1), column(3)], 1);
    const changed = add(mul(concat([column(0), column(2), column(4)], 1), exp(logScale(kept))), shift(kept));
    const part = (i: number) => slice(changed, [0, i], [-1, 1]);
    return concat([part(0), column(1), part(1), column(3), part(2)], 1);
  });
}

function fullJacobian(z: Float32Array): Matrix {
  const data = Float64Array.from(jacobian(coupling, tensor2d(z, [1, 5])).dataSync());
  return { rows: 5, columns: 5, data };
}

test('the blocks of an affine coupling are those of its whole Jacobian by automatic differentiation', () => {
  const z = createRng(3).normal(5);
  const whole = couplingBlocks(fullJacobian(z), [1, 3]);
  const exact = affineCouplingJacobian({ logScale, shift, kept: [1, 3] }, z);
  expect(exact.changed).toEqual([0, 2, 4]);
  for (const block of ['identity', 'zero', 'cross', 'diagonal', 'ordered'] as const) {
    expect([exact[block].rows, exact[block].columns]).toEqual([whole[block].rows, whole[block].columns]);
    exact[block].data.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[block].data[i]!, 4);
    });
  }
  expect(exact.cross.data.some((value) => Math.abs(value) > 0.1)).toBe(true);
});

test('the identity and the empty block are exact, and the log-determinant does not see the cross block', () => {
  const z = createRng(4).normal(5);
  const { identity, zero, diagonal, ordered, logAbsDet } = affineCouplingJacobian(
    { logScale, shift, kept: [1, 3] },
    z,
  );
  expect(matrixRows(identity)).toEqual(matrixRows(identityMatrix(2)));
  expect([...zero.data]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(logAbsDet).toBeCloseTo(slogdet(ordered.data, 5).logAbsDet, 12);
  expect(logAbsDet).toBeCloseTo(Math.log(Math.abs(determinant(diagonal))), 12);
  expect(logAbsDet).toBeCloseTo(slogdet(fullJacobian(z).data, 5).logAbsDet, 5);
});

test('no tensor is left behind', () => {
  const before = memory().numTensors;
  affineCouplingJacobian({ logScale, shift, kept: [1, 3] }, [1, 2, 3, 4, 5]);
  expect(memory().numTensors).toBe(before);
});

test.each([[[]], [[0, 1]], [[0, 0]], [[2]], [[0.5]]])('keeping %j of two variables is refused', (kept) => {
  expect(() => couplingBlocks(identityMatrix(2), kept)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'kept' }),
  );
});

test('a conditioner with another number of outputs, or a rectangle, is refused', () => {
  const wide = { logScale: (a: Tensor) => concat([a, a], 1), shift: (a: Tensor) => a, kept: [0] };
  expect(() => affineCouplingJacobian(wide, [1, 2])).toThrow(
    expect.objectContaining({
      code: 'shape-mismatch',
      argument: 'logScale',
      expected: '[1, 1]',
      received: '[1, 2]',
    }),
  );
  expect(() => couplingBlocks(matrix([[1, 2]]), [0])).toThrow(
    expect.objectContaining({ code: 'shape-mismatch' }),
  );
});
