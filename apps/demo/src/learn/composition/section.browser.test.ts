import { init } from '@flow/math';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { dragPoint, pressOn } from '../../browser-test/gestures.ts';
import { readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { bruteForceLogDet, type LayerKind, stackLayer, traceStack } from './layer-stack.ts';

beforeAll(() => init());

/** What the library says of the same layers at the same point. */
function expected(kinds: readonly [LayerKind, number][], z: readonly [number, number]) {
  const stack = kinds.map(([kind, id]) => stackLayer(kind, id));
  const steps = traceStack(stack, z);
  const brute = bruteForceLogDet(stack, z);
  for (const { layer } of stack) layer.dispose();
  return { steps, brute };
}

const FIRST: [LayerKind, number][] = [
  ['affine', 1],
  ['coupling', 2],
  ['otherCoupling', 3],
  ['mixing', 4],
];

describe('composition by hand', () => {
  demoTest('log-determinants of a dragged point are those of the layers, and add up', async ({ open }) => {
    const page = await open('#/learn/composition');
    await dragPoint(page, 'composition-point', -50, 60);
    const { steps, brute } = expected(FIRST, await readPoint(page, 'composition-point'));
    let sum = 0;
    for (const [i, { logDet }] of steps.entries()) {
      sum += logDet;
      expect(await readNumber(page, `composition-logdet-${i + 1}`)).toBeCloseTo(logDet, 4);
      expect(await readNumber(page, `composition-sum-${i + 1}`)).toBeCloseTo(sum, 4);
    }
    expect(await readNumber(page, 'composition-total')).toBeCloseTo(sum, 4);
    expect(await readNumber(page, 'composition-brute')).toBeCloseTo(brute, 4);
    expect(brute).toBeCloseTo(sum, 4);
  });

  demoTest('layers are added, moved and removed', async ({ open }) => {
    const page = await open('#/learn/composition');
    await page.getByTestId('composition-add-kink').click();
    await page.getByRole('button', { name: 'Move layer 2, Coupling of z₂, up' }).click();
    await page.getByRole('button', { name: 'Remove layer 4, Rotation' }).click();
    const z = await readPoint(page, 'composition-point');
    const { brute } = expected(
      [
        ['coupling', 2],
        ['affine', 1],
        ['otherCoupling', 3],
        ['kink', 5],
      ],
      z,
    );
    expect(await readNumber(page, 'composition-total')).toBeCloseTo(brute, 4);
  });

  demoTest('the slider leads through the layers, and the point moves by keyboard', async ({ open }) => {
    const page = await open('#/learn/composition');
    await pressOn(page, 'composition-through', 'Home');
    expect(await readNumber(page, 'composition-through')).toBe(0);
    await pressOn(page, 'composition-through', 'ArrowRight', 2);
    await page.locator('#composition').getByText('after layer 2').waitFor();
    const total = await readNumber(page, 'composition-total');
    await pressOn(page, 'composition-point', 'Shift+ArrowLeft');
    expect(await readNumber(page, 'composition-total')).not.toBe(total);
  });

  testSectionAccess('composition', (page) => page.getByTestId('composition-total').waitFor());
});
