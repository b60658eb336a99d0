import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { launchChromium } from '@flow-tooling/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installInto } from './consumer.ts';
import { runInNode, writeExample } from './example-project.ts';
import { withDependencies } from './packages.ts';
import { visitPage } from './page-visit.ts';
import { servedPages } from './served-pages.ts';

/**
 * Portable kernels, so that every engine gives the same bits: of few weights, and of so many that threads which share
 * memory move them together; then workers that end in two ways.
 */
const PROGRAM = `
import { createRng, realNVP } from '@flow/models';
import { fit, init } from '@flow/train';

await init({ reproducible: true });

async function train(options, hidden = [8]) {
  const flow = realNVP({ features: 2, couplings: 2, hidden, actNorm: true, seed: 1 });
  const report = await fit(flow, createRng(1).normal(200), { epochs: 2, batchSize: 20, seed: 1, ...options });
  const sum = flow.save().reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
  return report.stopped + ' ' + report.steps + ' ' + sum;
}

const failure = (setup) =>
  train({ epochs: 1e9, workers: { count: 2, setup: 'data:text/javascript,' + encodeURIComponent(setup) } }).catch(
    (error) => error.code,
  );

console.log(await train({ workers: 2 }));
console.log(await train({ workers: 2 }));
console.log(await train({ workers: 3 }));
console.log(await train({ workers: 2 }, [384, 384]));
console.log(await failure('setTimeout(() => { throw new Error("gone") }, 200)'));
console.log(await failure('setTimeout(() => (globalThis.process?.exit ?? globalThis.close)(), 200)'));
`;

const nodes = inject('nodes');
let folder = '';
let expected = '';
let browser: Browser;
beforeAll(async () => {
  const names = withDependencies('@flow/train');
  folder = await installInto('workers', names);
  await writeExample(folder, { language: 'js', code: PROGRAM }, names);
  expected = (await runInNode(folder, pinnedNode)).printed;
  browser = await launchChromium();
});
afterAll(() => browser?.close());

it('workers give the same bits again, and end with their error', () => {
  const [first, again, three, many, ...ends] = expected.split('\n');
  expect(first).toMatch(/^finished 10 /);
  expect(again).toBe(first);
  expect(three).toMatch(/^finished 10 /);
  expect(many).toMatch(/^finished 10 /);
  expect(ends).toEqual(['worker-failed', 'worker-failed']);
});

describe('the same on', () => {
  for (const node of nodes) {
    if ('missing' in node) {
      it.skip(`Node ${node.version}: ${node.missing}`);
      continue;
    }
    it(`Node ${node.version}`, async () => {
      expect((await runInNode(folder, node.path)).printed).toBe(expected);
    });
  }

  it.each(servedPages)('a page $how', async ({ isolated, serve }) => {
    const served = await serve(folder);
    const { outcome } = await visitPage(browser, served.address);
    await served.close();
    expect(outcome.error).toBeUndefined();
    expect(outcome.printed).toBe(expected);
    expect(outcome.isolated).toBe(isolated);
  });
});
