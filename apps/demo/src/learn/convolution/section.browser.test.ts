import { init } from '@flow/backend';
import { leibnizDeterminant, type Matrix, matrix, matrixRows, multiplyMatrices } from '@flow/math';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { dragPoint, pressOn, setSlider } from '../../browser-test/gestures.ts';
import { readMatrix, readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { colourOf } from './colour-plane.ts';
import { mixPicture } from './mix-picture.ts';
import { type Mixture, mixingMatrix } from './mixing-matrix.ts';
import { paintPicture, SIDE } from './picture.ts';

/** For a machine that does other things as well. */
const WAIT = { timeout: 20_000 };

const START: Mixture = { order: [0, 1, 2], turn: 40, colour: 0.8, brightness: 1 };
const pixels = paintPicture();

beforeAll(async () => void (await init()));

const readWeight = async (page: Page): Promise<Matrix> =>
  matrix(await readMatrix(page, 'convolution-w', 3, 3));

/** The colour of a canvas's pixel, 0 to 255. */
const readPixel = (page: Page, testId: string, x: number, y: number) =>
  page.getByTestId(testId).evaluate(
    (canvas, [column, row]) => {
      const copy = document.createElement('canvas').getContext('2d');
      copy?.drawImage(canvas as HTMLCanvasElement, -column, -row);
      return [...(copy?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    },
    [x, y] as const,
  );

async function expectShown(page: Page, weight: Matrix) {
  const shown = await readWeight(page);
  for (const [at, value] of weight.data.entries()) expect(shown.data[at]).toBeCloseTo(value, 9);
  const view = mixPicture(shown, { width: SIDE, height: SIDE, pixels });
  const logDet = Math.log(Math.abs(leibnizDeterminant(shown)));
  expect(await readNumber(page, 'convolution-det')).toBeCloseTo(leibnizDeterminant(shown), 9);
  expect(await readNumber(page, 'convolution-log-det')).toBeCloseTo(logDet, 9);
  expect(await readNumber(page, 'convolution-times')).toBeCloseTo(SIDE * SIDE * logDet, 5);
  expect(await readNumber(page, 'convolution-layer')).toBeCloseTo(view.logDet, 3);
  expect(await readNumber(page, 'convolution-error')).toBeLessThan(1e-5);
  expect(await readNumber(page, 'convolution-patch-brute')).toBeCloseTo(4 * logDet, 4);
  const at = 3 * (9 * SIDE + 12);
  const mixed = [...view.mixed.subarray(at, at + 3)].map((value) =>
    Math.round(255 * Math.min(1, Math.max(0, value))),
  );
  const painted = await readPixel(page, 'convolution-mixed', 12, 9);
  for (const [i, value] of mixed.entries())
    expect(Math.abs((painted[i] ?? 0) - value)).toBeLessThanOrEqual(1);
  expect(await readPixel(page, 'convolution-back', 12, 9)).toEqual(
    await readPixel(page, 'convolution-original', 12, 9),
  );
}

describe('the invertible 1x1 convolution', () => {
  demoTest('mixes and brings back as the layer does, by sliders and permutations', async ({ open }) => {
    const page = await open('#/learn/convolution');
    await page.getByTestId('convolution-det').waitFor();
    await expectShown(page, mixingMatrix(START));
    await page.getByTestId('convolution-order').getByLabel('BRG').check();
    await setSlider(page, 'convolution-turn', 75);
    await setSlider(page, 'convolution-colour', 0.7);
    await pressOn(page, 'convolution-brightness', 'ArrowLeft', 10);
    await expectShown(page, mixingMatrix({ order: [2, 0, 1], turn: 75, colour: 0.7, brightness: 0.9 }));
  });

  demoTest('shows factors that multiply to W', async ({ open }) => {
    const page = await open('#/learn/convolution');
    await page.getByTestId('convolution-det').waitFor();
    await page.getByTestId('convolution-order').getByLabel('GBR').check();
    const [p, l, u] = await Promise.all(
      ['p', 'l', 'u'].map((name) => readMatrix(page, `convolution-${name}`, 3, 3)),
    );
    const [s = []] = await readMatrix(page, 'convolution-s', 1, 3);
    const right = matrix(
      (u ?? []).map((row, i) => row.map((value, j) => (i === j ? (s[i] as number) : value))),
    );
    const product = multiplyMatrices(matrix(p ?? []), multiplyMatrices(matrix(l ?? []), right));
    const { data } = mixingMatrix({ ...START, order: [1, 2, 0] });
    for (const [at, value] of product.data.entries()) expect(value).toBeCloseTo(data[at] as number, 9);
    const sum = s.reduce((total, value) => total + Math.log(Math.abs(value)), 0);
    expect(await readNumber(page, 'convolution-sum')).toBeCloseTo(sum, 9);
    expect(sum).toBeCloseTo(Math.log(Math.abs(leibnizDeterminant(mixingMatrix(START)))), 9);
  });

  demoTest('lets a colour be dragged, and moved by keys; its brightness stays', async ({ open }) => {
    const page = await open('#/learn/convolution');
    await page.getByTestId('convolution-det').waitFor();
    const before = mixingMatrix(START);
    const red = (weight: Matrix) => matrixRows(weight).map((row) => row[0] as number);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    await dragPoint(page, 'convolution-colour-0', 30, 20);
    const dragged = await readWeight(page);
    expect(red(dragged)).not.toEqual(red(before));
    expect(sum(red(dragged))).toBeCloseTo(sum(red(before)), 9);
    const [x, y] = await readPoint(page, 'convolution-colour-0');
    expect(colourOf(dragged, 0)[0]).toBeCloseTo(x, 9);
    expect(colourOf(dragged, 0)[1]).toBeCloseTo(y, 9);
    await expectShown(page, dragged);
    await pressOn(page, 'convolution-colour-0', 'ArrowUp', 2);
    await expect
      .poll(async () => (await readPoint(page, 'convolution-colour-0'))[1], WAIT)
      .toBeGreaterThan(y + 0.05);
    await expectShown(page, await readWeight(page));
  });

  demoTest('says that a singular matrix has no way back', async ({ open }) => {
    const page = await open('#/learn/convolution');
    await page.getByTestId('convolution-det').waitFor();
    await setSlider(page, 'convolution-colour', 0);
    await page.getByText('No way back').waitFor();
    expect(await readNumber(page, 'convolution-log-det')).toBe(-Infinity);
    expect(await page.getByTestId('convolution-back').count()).toBe(0);
    for (const [i, value] of ['2', '0', '0', '0', '1', '0', '0', '0', '1'].entries()) {
      await page.getByTestId(`convolution-w-${Math.floor(i / 3)}-${i % 3}`).fill(value);
    }
    await expect.poll(() => readNumber(page, 'convolution-det'), WAIT).toBe(2);
    await expectShown(
      page,
      matrix([
        [2, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    );
  });

  testSectionAccess('convolution', (page) => page.getByTestId('convolution-det').waitFor());
});
