import { createRng, init } from '@flow/backend';
import { twoMoons } from '@flow/datasets';
import { loadFlow } from '@flow/models';
import { fit } from '@flow/train';
import { beforeAll, describe, expect } from 'vitest';
import { demoTest } from '../browser-test/demo-test.fixture.ts';
import { readNumber } from '../browser-test/read-numbers.ts';
import {
  fileFrom,
  pixelsOf,
  SMALL_QUERY,
  trainToEnd,
  untilState,
  untilStep,
} from './drive-playground.fixture.ts';
import { buildFlow, fitOptions } from './engine/from-settings.ts';
import { settingsFromQuery } from './engine/settings-link.ts';
import { createTarget } from './engine/target.ts';

beforeAll(() => init({ reproducible: true }));

/** Loss and gradient norm of each step, in this process. */
async function trainHere(query: string): Promise<number[][]> {
  const settings = settingsFromQuery(query);
  const target = createTarget(settings);
  const batches = Array.from({ length: settings.steps }, () => target.draw(settings.batch));
  const [flow, curve] = [buildFlow(settings), [] as number[][]];
  await fit(flow, batches.values(), {
    ...fitOptions(settings),
    onProgress: (event) => {
      if (event.type === 'step') curve.push([event.loss, Math.fround(event.gradientNorm)]);
    },
  });
  flow.dispose();
  return curve;
}

const small = (steps: number, more = '') => `#/playground?${SMALL_QUERY}&steps=${steps}${more}`;

describe('training', () => {
  demoTest('two moons are learned to an nll of 1.05, as the saved model says too', async ({ open }) => {
    const page = await open('#/playground?density=two-moons&couplings=16&width=32&steps=1000&seed=1');
    await trainToEnd(page);
    const nll = await readNumber(page, 'nll');
    const flow = loadFlow(new Uint8Array(await fileFrom(page, 'save-model')));
    const unseen = twoMoons().sample(4000, createRng(99));
    const again = -flow.logProb(unseen).reduce((sum, value) => sum + value, 0) / 4000;
    flow.dispose();
    expect(nll).toBeLessThan(1.05);
    expect(again).toBeLessThan(1.06);
    expect(await readNumber(page, 'kl')).toBeLessThan(0.05);
  });

  demoTest('it holds when it is paused, goes on, makes single steps and begins anew', async ({ open }) => {
    const page = await open(small(20_000));
    await untilState(page, 'ready');
    await page.getByTestId('train').click();
    await untilStep(page, 20);
    await page.getByTestId('pause').click();
    await untilState(page, 'paused');
    const step = await readNumber(page, 'steps');
    await page.waitForTimeout(300);
    expect(await readNumber(page, 'steps')).toBe(step);
    await page.getByTestId('step').click();
    await untilStep(page, step + 1);
    await untilState(page, 'paused');
    expect(await readNumber(page, 'steps')).toBe(step + 1);
    await page.getByTestId('train').click();
    await untilStep(page, step + 20);
    await page.getByTestId('reset').click();
    await untilState(page, 'ready');
    expect(await readNumber(page, 'steps')).toBe(0);
  });

  demoTest('no tensor is left behind in 1,000 steps', async ({ open }) => {
    const page = await open(small(1000));
    await untilState(page, 'ready');
    await page.getByTestId('step').click();
    await untilStep(page, 1);
    await untilState(page, 'paused');
    const first = await readNumber(page, 'tensors');
    await page.getByTestId('train').click();
    await untilState(page, 'finished');
    // At the end of a run the optimizer and the last batch are freed.
    expect(await readNumber(page, 'tensors')).toBeLessThanOrEqual(first);
    expect(await readNumber(page, 'steps')).toBe(1000);
  });
});

describe('a link', () => {
  demoTest('gives the same curve, also where the run was held in between', async ({ open }) => {
    const first = await open(small(60, '&density=rings&mixing=linear&actNorm=on'));
    await trainToEnd(first);
    const curve = await fileFrom(first, 'save-curve');
    await first.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await first.getByTestId('copy-link').click();
    await first.getByText('Link copied').waitFor();
    const link = await first.evaluate(() => navigator.clipboard.readText());
    const second = await open(new URL(link).hash);
    await untilState(second, 'ready');
    await second.getByTestId('step').click();
    await untilStep(second, 1);
    await untilState(second, 'paused');
    await second.getByTestId('train').click();
    await untilState(second, 'finished');
    expect(String(await fileFrom(second, 'save-curve'))).toBe(String(curve));
    expect(String(curve).split('\n')).toHaveLength(63);
  });

  demoTest('gives in the page, bit for bit, what fit() gives in Node', async ({ open }) => {
    const query = `${SMALL_QUERY}&steps=60&density=pinwheel&mixing=shuffle&activation=tanh&warmup=10`;
    const page = await open(`#/playground?${query}`);
    await trainToEnd(page);
    const rows = String(await fileFrom(page, 'save-curve'))
      .trim()
      .split('\n')
      .slice(2);
    const inPage = rows.map((row) => row.split(',').slice(1, 3).map(Number));
    expect(inPage).toEqual(await trainHere(query));
  });

  demoTest('with a setting that means nothing is said to be wrong, and the page lives', async ({ open }) => {
    const page = await open('#/playground?couplings=ten');
    await page.getByRole('alert').getByText('This link holds a setting').waitFor();
    expect(await page.getByTestId('trouble').textContent()).toContain('couplings');
    await untilState(page, 'ready');
  });
});

describe('a model file', () => {
  demoTest('that was saved gives the same density when it is opened', async ({ open }) => {
    const page = await open(small(40));
    await trainToEnd(page);
    const model = await fileFrom(page, 'save-model');
    const [learned, nll] = [await pixelsOf(page, 'picture-learned'), await readNumber(page, 'nll')];
    await page.getByTestId('reset').click();
    await untilState(page, 'ready');
    expect(await pixelsOf(page, 'picture-learned')).not.toBe(learned);
    await page
      .getByTestId('model-file')
      .setInputFiles({ name: 'moons.safetensors', mimeType: 'application/octet-stream', buffer: model });
    await page.getByText('Model from moons.safetensors').waitFor();
    await page.waitForFunction(
      (wanted) => Number(document.querySelector('[data-testid=nll]')?.getAttribute('data-value')) === wanted,
      nll,
    );
    await expect.poll(() => pixelsOf(page, 'picture-learned')).toBe(learned);
  });

  demoTest('that is broken is refused with the reason, and the training goes on', async ({ open }) => {
    const page = await open(small(20_000));
    await untilState(page, 'ready');
    await page.getByTestId('train').click();
    await untilStep(page, 5);
    await page
      .getByTestId('model-file')
      .setInputFiles({ name: 'broken.safetensors', mimeType: '', buffer: Buffer.from('not a model') });
    await page.getByRole('alert').getByText('This file is not a model').waitFor();
    expect(await page.getByTestId('trouble').textContent()).toContain('invalid-file');
    const step = await readNumber(page, 'steps');
    await untilStep(page, step + 20);
    expect(await page.getByText('Model from').count()).toBe(0);
  });
});

demoTest('a picture is a PNG of all panels', async ({ open }) => {
  const page = await open(small(20));
  await trainToEnd(page);
  const png = await fileFrom(page, 'save-picture');
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2264, 1732]);
});

describe('the worker', () => {
  demoTest('that fell silent is missed, and a new one takes its place', async ({ open }) => {
    const page = await open(small(20_000));
    await untilState(page, 'ready');
    await page.getByTestId('train').click();
    await untilStep(page, 5);
    await page.workers()[0]?.evaluate(() => close());
    await page.getByRole('alert').getByText('The training worker has stopped').waitFor();
    await untilState(page, 'stopped');
    await page.getByTestId('restart').click();
    await untilState(page, 'ready');
    await page.getByTestId('train').click();
    await untilStep(page, 5);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  demoTest('that ends with an error says so, and a new one takes its place', async ({ open, guards }) => {
    const page = await open(small(20_000));
    await untilState(page, 'ready');
    await page.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error('the worker has a bad day');
      });
    });
    await page.getByRole('alert').getByText('the worker has a bad day').waitFor();
    await page.getByTestId('restart').click();
    await untilState(page, 'ready');
    for (const guard of guards) {
      const own = guard.complaints.filter((complaint) => complaint.includes('bad day'));
      for (const complaint of own) guard.complaints.splice(guard.complaints.indexOf(complaint), 1);
    }
  });

  demoTest('that finds no WASM SIMD says what is missing', async ({ open }) => {
    const page = await open('#/learn');
    await page.route('**/*worker*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `WebAssembly.validate = () => false;${await response.text()}` });
    });
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.getByRole('alert').getByText('This browser cannot run the computations').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('simd-missing');
  });
});

demoTest('under the POSIX locale, whose name is no language tag, the page works too', async ({ open }) => {
  const page = await open('#/learn');
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix' });
  });
  await page.goto(new URL(small(5), page.url()).href);
  await page.reload();
  await trainToEnd(page);
});
