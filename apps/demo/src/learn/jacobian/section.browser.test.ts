import { init, jacobian, signedArea } from '@flow/math';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { dragPoint, drawByTouch, pressOn, setSlider, settledBox } from '../../browser-test/gestures.ts';
import { readMatrix, readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import type { PlaneMap } from '../maps/plane-map.ts';
import { fan, planeMaps } from '../maps/plane-maps.ts';

beforeAll(() => init());

function expectedRows({ f }: PlaneMap, z: readonly number[]) {
  const [a = 0, b = 0, c = 0, d = 0] = tidy(() => jacobian(f, tensor1d([...z])).dataSync());
  return [
    [a, b],
    [c, d],
  ];
}

describe('the Jacobian by hand', () => {
  demoTest('the point follows a finger, and the page stays where it is', async ({ open }) => {
    const page = await open('#/learn/jacobian', { touch: true, width: 360 });
    const box = await settledBox(page.getByTestId('jacobian-point'));
    const at = (pixels: number) => ({
      x: box.x + box.width / 2 - pixels,
      y: box.y + box.height / 2 + pixels,
    });
    const [before, top] = [await readPoint(page, 'jacobian-point'), await page.evaluate(() => scrollY)];
    await drawByTouch(page, [0, 10, 20, 30, 40, 50].map(at));
    const scale = await page
      .getByTestId('jacobian-point')
      .evaluate((point) => (point as SVGGElement).getScreenCTM()?.a);
    // The plane shows 4 units on 316 of its drawing's.
    const units = (50 / (scale ?? 0)) * (4 / 316);
    await expect
      .poll(() => readPoint(page, 'jacobian-point').then(([x]) => x))
      .toBeCloseTo(before[0] - units, 2);
    const [, y] = await readPoint(page, 'jacobian-point');
    expect(y).toBeCloseTo(before[1] - units, 2);
    expect(await page.evaluate(() => scrollY)).toBe(top);
  });

  demoTest('a dragged point has the Jacobian of the map there', async ({ open }) => {
    const page = await open('#/learn/jacobian');
    const before = await readPoint(page, 'jacobian-point');
    await dragPoint(page, 'jacobian-point', -60, 45);
    const z = await readPoint(page, 'jacobian-point');
    expect(z[0]).toBeLessThan(before[0] - 0.3);
    expect(z[1]).toBeLessThan(before[1] - 0.3);
    const rows = await readMatrix(page, 'jacobian-matrix', 2, 2);
    for (const [i, row] of expectedRows(fan, z).entries())
      for (const [j, entry] of row.entries()) expect(rows[i]![j]).toBeCloseTo(entry, 5);
    const [[a, b], [c, d]] = rows as [[number, number], [number, number]];
    expect(await readNumber(page, 'jacobian-det')).toBeCloseTo(signedArea([a, c], [b, d]), 9);
  });

  demoTest('every map has its own Jacobian, and a small square tells its determinant', async ({ open }) => {
    const page = await open('#/learn/jacobian');
    await setSlider(page, 'jacobian-side', 0.02);
    for (const map of planeMaps) {
      await page.getByTestId('jacobian-map').getByRole('radio', { name: map.name.en }).check();
      const rows = expectedRows(map, await readPoint(page, 'jacobian-point'));
      const expected = signedArea([rows[0]![0]!, rows[1]![0]!], [rows[0]![1]!, rows[1]![1]!]);
      expect(await readNumber(page, 'jacobian-det')).toBeCloseTo(expected, 4);
      expect(await readNumber(page, 'jacobian-ratio')).toBeCloseTo(expected, 1);
    }
  });

  demoTest('the keyboard moves the point in steps, and farther with Shift', async ({ open }) => {
    const page = await open('#/learn/jacobian');
    const [a, b] = await readPoint(page, 'jacobian-point');
    await pressOn(page, 'jacobian-point', 'ArrowLeft', 3);
    await pressOn(page, 'jacobian-point', 'Shift+ArrowDown');
    const [c, d] = await readPoint(page, 'jacobian-point');
    expect(c).toBeCloseTo(a - 0.15, 9);
    expect(d).toBeCloseTo(b - 0.5, 9);
  });

  testSectionAccess('jacobian', (page) => page.getByTestId('jacobian-det').waitFor());
});
