import { init, integrate, transformedDensity } from '@flow/math';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import {
  dragPoint,
  drawByMouse,
  drawByTouch,
  pressOn,
  setSlider,
  settledBox,
} from '../../browser-test/gestures.ts';
import { readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { linearise } from '../jacobian/linearise.ts';
import { fan } from '../maps/plane-maps.ts';

beforeAll(() => init());

const normal = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

describe('change of variables by hand', () => {
  demoTest('the areas are the integrals of the two densities over the dragged interval', async ({ open }) => {
    const page = await open('#/learn/change-of-variables');
    await page.getByTestId('change-map').getByRole('radio', { name: 'Exponential' }).check();
    await dragPoint(page, 'change-to', 55, 0);
    const [from] = await readPoint(page, 'change-from');
    const [to] = await readPoint(page, 'change-to');
    expect(to).toBeGreaterThan(0.8);
    const f = (z: number) => Math.exp(0.7 * z);
    const p = transformedDensity({ density: normal, f });
    const massZ = await readNumber(page, 'change-mass-z');
    const massX = await readNumber(page, 'change-mass-x');
    expect(massZ).toBeCloseTo(integrate(normal, from, to).value, 8);
    expect(massX).toBeCloseTo(integrate(p, f(from), f(to)).value, 6);
    expect(massX).toBeCloseTo(massZ, 6);
    expect(await readNumber(page, 'change-width-x')).toBeCloseTo(f(to) - f(from), 9);
  });

  demoTest.for(['Two bumps', 'Linear', 'Your own'])(
    'equal probabilities have equal areas on the screen: %s',
    async (name, { open }) => {
      const page = await open('#/learn/change-of-variables');
      await page.getByTestId('change-map').getByRole('radio', { name }).check();
      const areas = await page.locator('.change-picture .plane-area').evaluateAll((shapes) =>
        (shapes as SVGGeometryElement[]).map((shape) => {
          const count = 2000;
          const points = Array.from({ length: count }, (_, i) =>
            shape.getPointAtLength((shape.getTotalLength() * i) / count),
          );
          const cross = points.map((a, i) => {
            const b = points[(i + 1) % count] as DOMPoint;
            return a.x * b.y - b.x * a.y;
          });
          return Math.abs(cross.reduce((sum, part) => sum + part, 0)) / 2;
        }),
      );
      expect(areas).toHaveLength(2);
      expect(areas[0]! / areas[1]!).toBeCloseTo(1, 1);
    },
  );

  demoTest('a function of the reader keeps the probability, and keeps rising', async ({ open }) => {
    const page = await open('#/learn/change-of-variables');
    await page.getByTestId('change-map').getByRole('radio', { name: 'Your own' }).check();
    await pressOn(page, 'change-knot-2', 'Shift+ArrowUp', 4);
    const [, middle] = await readPoint(page, 'change-knot-2');
    const [, next] = await readPoint(page, 'change-knot-3');
    expect(middle).toBeLessThan(next);
    expect(await readNumber(page, 'change-mass-x')).toBeCloseTo(await readNumber(page, 'change-mass-z'), 5);
  });

  demoTest.for([false, true])('a function is drawn, by finger: %s', async (touch, { open }) => {
    const page = await open('#/learn/change-of-variables', touch ? { touch, width: 360 } : {});
    await page.getByTestId('change-map').getByRole('radio', { name: 'Your own' }).check();
    const box = await settledBox(page.getByTestId('change-board'));
    const at = (z: number, x: number) => ({
      x: box.x + ((z + 3) / 6) * box.width,
      y: box.y + ((3.2 - x) / 6.4) * box.height,
    });
    const stroke = [-2, -1, 0, 1].map((z) => at(z, 1 + z / 2));
    await (touch ? drawByTouch(page, stroke) : drawByMouse(page, stroke));
    await expect.poll(() => readPoint(page, 'change-knot-2').then(([, height]) => height)).toBeCloseTo(1, 1);
    // The slope is 1/2 over the interval, so the image is half as wide as the interval.
    expect(await readNumber(page, 'change-width-z')).toBe(1);
    expect(await readNumber(page, 'change-width-x')).toBeCloseTo(0.5, 1);
    expect(await readNumber(page, 'change-mass-x')).toBeCloseTo(await readNumber(page, 'change-mass-z'), 5);
  });

  demoTest('a square and its image hold the same probability', async ({ open }) => {
    const page = await open('#/learn/change-of-variables');
    await setSlider(page, 'change-side', 0.5);
    await dragPoint(page, 'change-corner', -45, 30);
    const z = await readPoint(page, 'change-corner');
    const { determinant } = linearise(fan.f, z, 0.5);
    const density = normal(z[0]) * normal(z[1]);
    const mass = integrate(normal, z[0], z[0] + 0.5).value * integrate(normal, z[1], z[1] + 0.5).value;
    expect(await readNumber(page, 'change-density-z')).toBeCloseTo(density, 5);
    expect(await readNumber(page, 'change-density-x')).toBeCloseTo(density / determinant, 4);
    expect(await readNumber(page, 'change-square')).toBeCloseTo(mass, 5);
    expect(await readNumber(page, 'change-image')).toBeCloseTo(mass, 3);
  });

  testSectionAccess('change-of-variables', (page) => page.getByTestId('change-mass-x').waitFor());
});
