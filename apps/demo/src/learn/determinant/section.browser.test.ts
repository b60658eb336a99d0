import { determinant, leibnizTerms, matrix, signedArea } from '@flow/math';
import { describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { dragPoint, pressOn } from '../../browser-test/gestures.ts';
import { readMatrix, readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';

describe('the determinant by hand', () => {
  demoTest('dragged vectors span the area that the library computes', async ({ open }) => {
    const page = await open('#/learn/determinant');
    await dragPoint(page, 'determinant-u', -50, -70);
    await dragPoint(page, 'determinant-v', 90, 20);
    const [u, v] = [await readPoint(page, 'determinant-u'), await readPoint(page, 'determinant-v')];
    const area = await readNumber(page, 'determinant-area');
    expect(area).toBeCloseTo(signedArea(u, v), 12);
    expect(area).toBeLessThan(0);
    expect(await readMatrix(page, 'determinant-matrix', 2, 2)).toEqual([
      [u[0], v[0]],
      [u[1], v[1]],
    ]);
    expect(await readNumber(page, 'determinant-leibniz-sum')).toBeCloseTo(area, 12);
  });

  demoTest('exchanging the vectors turns the sign', async ({ open }) => {
    const page = await open('#/learn/determinant');
    const before = await readNumber(page, 'determinant-area');
    await page.getByTestId('determinant-swap').click();
    expect(await readNumber(page, 'determinant-area')).toBe(-before);
  });

  demoTest('each of the six terms of a typed matrix is that of the library', async ({ open }) => {
    const page = await open('#/learn/determinant');
    const entries = [
      [1, 2, -0.5],
      [3, -1, 0.5],
      [2, 0.5, 1.5],
    ];
    for (const [i, row] of entries.entries())
      for (const [j, entry] of row.entries())
        await page.getByTestId(`determinant-matrix3-${i}-${j}`).fill(String(entry));
    const terms = [...leibnizTerms(matrix(entries))];
    for (const [i, { inversions, sign, term }] of terms.entries()) {
      expect(await readNumber(page, `determinant-leibniz3-${i}-inversions`)).toBe(inversions);
      expect(await readNumber(page, `determinant-leibniz3-${i}-sign`)).toBe(sign);
      expect(await readNumber(page, `determinant-leibniz3-${i}-term`)).toBe(term);
    }
    const expected = determinant(matrix(entries));
    expect(await readNumber(page, 'determinant-leibniz3-sum')).toBeCloseTo(expected, 9);
    expect(await readNumber(page, 'determinant-volume')).toBeCloseTo(expected, 9);
  });

  demoTest.for([
    ['Box', 4.5],
    ['Sheared', 4.5],
    ['Mirrored', -4.5],
    ['Flat', 0],
  ] as const)('%s has the volume %d', async ([name, volume], { open }) => {
    const page = await open('#/learn/determinant');
    await page.getByTestId('determinant-preset').getByRole('radio', { name }).check();
    expect(await readNumber(page, 'determinant-volume')).toBeCloseTo(volume, 9);
  });

  demoTest('the body turns by drag and by keyboard', async ({ open }) => {
    const page = await open('#/learn/determinant');
    const turn = await readNumber(page, 'determinant-turn');
    await dragPoint(page, 'determinant-volume-picture', -40, 0);
    const dragged = await readNumber(page, 'determinant-turn');
    expect(dragged).toBeCloseTo(turn + 20, 9);
    await pressOn(page, 'determinant-turn', 'ArrowRight', 5);
    expect(await readNumber(page, 'determinant-turn')).toBe(dragged + 5);
    await pressOn(page, 'determinant-tilt', 'End');
    expect(await readNumber(page, 'determinant-tilt')).toBe(90);
  });

  demoTest('a chosen term shows its entries in the matrix', async ({ open }) => {
    const page = await open('#/learn/determinant');
    await page.getByRole('button', { name: 'Show the entries of the permutation 3 1 2' }).press('Enter');
    const chosen = page.locator('.determinant-input .determinant-entry input');
    const places = await chosen.evaluateAll((inputs) =>
      inputs.map((input) => input.getAttribute('data-testid')),
    );
    expect(places).toEqual(['determinant-matrix3-0-2', 'determinant-matrix3-1-0', 'determinant-matrix3-2-1']);
  });

  testSectionAccess('determinant', (page) => page.getByTestId('determinant-volume').waitFor());
});
