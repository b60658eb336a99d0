import { init } from '@flow/backend';
import { leibnizDeterminant, matrix, matrixRows } from '@flow/math';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { pressOn, setSlider } from '../../browser-test/gestures.ts';
import { readMatrix, readNumber } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { type CouplingSettings, lookAtCoupling } from './coupling-lab.ts';

/** For a machine that does other things as well. */
const WAIT = { timeout: 20_000 };

const START: CouplingSettings = { mask: 'firstHalf', network: 'tanh', seed: 1, strength: 1 };
const POINT = [0.8, -1.2, 0.5, 1.4];

beforeAll(async () => void (await init()));

/** Waits for the section, then compares all that it shows with the layer computed here. */
async function expectShown(
  page: Page,
  settings: CouplingSettings,
  z: readonly number[],
  order: readonly number[],
) {
  const view = lookAtCoupling(settings, z);
  await expect.poll(() => readNumber(page, 'coupling-seed'), WAIT).toBe(settings.seed);
  const entries = await readMatrix(page, 'coupling-jacobian', 4, 4);
  const sorted = [...view.blocks.kept, ...view.blocks.changed];
  const rows = matrixRows(view.blocks.ordered);
  for (const [i, row] of order.entries()) {
    for (const [j, column] of order.entries()) {
      expect(entries[i]?.[j]).toBeCloseTo(rows[sorted.indexOf(row)]?.[sorted.indexOf(column)] as number, 4);
    }
  }
  expect(await readNumber(page, 'coupling-sum')).toBeCloseTo(view.logDet, 4);
  expect(await readNumber(page, 'coupling-brute')).toBeCloseTo(view.bruteForce, 4);
  expect(Math.log(Math.abs(leibnizDeterminant(matrix(entries))))).toBeCloseTo(view.logDet, 4);
  for (const [i, x] of view.x.entries()) expect(await readNumber(page, `coupling-x-${i}`)).toBeCloseTo(x, 4);
  for (const [i, s] of view.logScale.entries()) {
    expect(await readNumber(page, `coupling-s-${i}`)).toBeCloseTo(s, 4);
    expect(await readNumber(page, `coupling-t-${i}`)).toBeCloseTo(view.shift[i] as number, 4);
  }
  expect(await readNumber(page, 'coupling-terms')).toBe(1);
  expect(await readNumber(page, 'coupling-error')).toBeLessThan(1e-4);
  return view;
}

describe('affine coupling', () => {
  demoTest('shows what the layer computes, before and after scrambles', async ({ open }) => {
    const page = await open('#/learn/coupling');
    const first = await expectShown(page, START, POINT, [0, 1, 2, 3]);
    await page.getByTestId('coupling-scramble').click();
    await page.getByTestId('coupling-scramble').click();
    const second = await expectShown(page, { ...START, seed: 3 }, POINT, [0, 1, 2, 3]);
    expect(Math.abs(first.logDet - second.logDet)).toBeGreaterThan(0.01);
  });

  demoTest(
    'follows mask, network, strength and a slider, also in the order of the variables',
    async ({ open }) => {
      const page = await open('#/learn/coupling');
      await page.getByTestId('coupling-mask').getByLabel('z₂ z₄').check();
      await page.getByTestId('coupling-network').getByLabel('sin and square').check();
      await setSlider(page, 'coupling-strength', 1.5);
      await setSlider(page, 'coupling-z-1', -0.35);
      const settings = { ...START, mask: 'odd', network: 'waves', strength: 1.5 } as const;
      const z = POINT.with(1, -0.35);
      await expectShown(page, settings, z, [1, 3, 0, 2]);
      await page.getByTestId('coupling-order').getByLabel('1 2 3 4').check();
      await expectShown(page, settings, z, [0, 1, 2, 3]);
      expect(await page.locator('#coupling .heat-empty').count()).toBe(4);
    },
  );

  demoTest('works by keyboard', async ({ open }) => {
    const page = await open('#/learn/coupling');
    await pressOn(page, 'coupling-z-0', 'ArrowRight', 4);
    await pressOn(page, 'coupling-scramble', 'Enter');
    await expectShown(page, { ...START, seed: 2 }, POINT.with(0, 1), [0, 1, 2, 3]);
  });

  demoTest('keeps forty random networks on the line', async ({ open }) => {
    const page = await open('#/learn/coupling');
    const before = await readNumber(page, 'coupling-gap');
    await page.getByTestId('coupling-many').click();
    await expect.poll(() => readNumber(page, 'coupling-gap'), WAIT).not.toBe(before);
    expect(await readNumber(page, 'coupling-gap')).toBeLessThan(1e-4);
    expect(await page.locator('#coupling .plane-dot').count()).toBe(40);
  });

  testSectionAccess('coupling', (page) => page.getByTestId('coupling-sum').waitFor());
});
