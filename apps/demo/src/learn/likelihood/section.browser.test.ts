import { init, klNormals, matrix } from '@flow/math';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../../browser-test/demo-test.fixture.ts';
import { dragPoint, pressOn, setSlider } from '../../browser-test/gestures.ts';
import { readNumber, readPoint } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { dataSource } from './data-source.ts';

beforeAll(() => init());

/** −(1/N) Σ log N(x; μ, σ²) in float64. */
function nllOf(samples: readonly number[], mean: number, logScale: number): number {
  const terms = samples.map((x) => 0.5 * ((x - mean) / Math.exp(logScale)) ** 2);
  return terms.reduce((sum, term) => sum + term, 0) / samples.length + logScale + 0.5 * Math.log(2 * Math.PI);
}

describe('maximum likelihood by hand', () => {
  demoTest('sliders give the likelihood and the divergence of the model', async ({ open }) => {
    const page = await open('#/learn/likelihood');
    await setSlider(page, 'likelihood-mean', 0.4);
    await setSlider(page, 'likelihood-log-scale', -0.3);
    const { samples } = dataSource('one');
    expect(await readNumber(page, 'likelihood-nll')).toBeCloseTo(nllOf(samples, 0.4, -0.3), 4);
    const q = { mean: [0.9], covariance: matrix([[0.36]]) };
    const p = { mean: [0.4], covariance: matrix([[Math.exp(-0.6)]]) };
    const kl = await readNumber(page, 'likelihood-kl');
    expect(kl).toBeCloseTo(klNormals(q, p), 4);
    const sum = (await readNumber(page, 'likelihood-entropy')) + kl;
    expect(await readNumber(page, 'likelihood-cross')).toBeCloseTo(sum, 9);
  });

  demoTest('a dragged point is the model', async ({ open }) => {
    const page = await open('#/learn/likelihood');
    await dragPoint(page, 'likelihood-point', 70, 40);
    const [mean, logScale] = await readPoint(page, 'likelihood-point');
    expect(mean).toBeGreaterThan(-1.2);
    const { samples } = dataSource('one');
    expect(await readNumber(page, 'likelihood-nll')).toBeCloseTo(nllOf(samples, mean, logScale), 4);
    await pressOn(page, 'likelihood-point', 'ArrowRight');
    expect((await readPoint(page, 'likelihood-point'))[0]).toBeGreaterThan(mean);
  });

  demoTest('each step lowers the loss, and the descent ends at mean and deviation', async ({ open }) => {
    const page = await open('#/learn/likelihood');
    await setSlider(page, 'likelihood-rate', 0.3);
    const before = await readNumber(page, 'likelihood-nll');
    await page.getByTestId('likelihood-step').click();
    expect(await readNumber(page, 'likelihood-steps')).toBe(1);
    expect(await readNumber(page, 'likelihood-nll')).toBeLessThan(before);
    await page.getByTestId('likelihood-run').click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.getByRole('button', { name: 'Descend' }).waitFor();
    const { samples } = dataSource('one');
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
    expect(await readNumber(page, 'likelihood-mean')).toBeCloseTo(mean, 2);
    expect(await readNumber(page, 'likelihood-log-scale')).toBeCloseTo(0.5 * Math.log(variance), 2);
    expect(await readNumber(page, 'likelihood-kl')).toBeLessThan(0.02);
  });

  demoTest('two hills keep their distance from every normal distribution', async ({ open }) => {
    const page = await open('#/learn/likelihood');
    await page.getByTestId('likelihood-source').getByRole('radio', { name: 'Two hills' }).check();
    await setSlider(page, 'likelihood-rate', 0.5);
    for (let i = 0; i < 60; i++) await page.getByTestId('likelihood-step').click();
    expect(await readNumber(page, 'likelihood-kl')).toBeGreaterThan(0.2);
  });

  testSectionAccess('likelihood', (page) => page.getByTestId('likelihood-nll').waitFor());
});
