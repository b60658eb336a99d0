import { readFileSync } from 'node:fs';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { launchChromium } from '@flow-tooling/chromium';
import { beforeAll, describe, expect, it } from 'vitest';
import { viteBuild } from './bundlers.ts';
import { installInto, userNode } from './consumer.ts';
import { runInNode, writeExample } from './example-project.ts';
import { withDependencies } from './packages.ts';
import { visitPage } from './page-visit.ts';
import { sameOutput } from './printed-output.ts';
import { serveFolder } from './static-server.ts';

const program = readFileSync(new URL('./reproducible-run.ts', import.meta.url), 'utf8');
const HASH = /^(.+) ([0-9a-f]{64})$/gm;

/** The printed hashes by name, their beginnings. */
const hashesIn = (printed: string) =>
  Object.fromEntries(Array.from(printed.matchAll(HASH), ([, name, hash = '']) => [name, hash.slice(0, 16)]));

/** What is printed beside the hashes and the first line, the kernels. */
const numbersOf = (printed: string) => printed.replace(HASH, '').replace(/^\w+\n/, '');

describe('200 steps of training and 1,000 samples after init({ reproducible: true })', () => {
  const names = [...withDependencies('@flow/train'), '@flow/datasets'];
  let folder = '';
  let expected = '';
  beforeAll(async () => {
    folder = await installInto('reproducible', names);
    await writeExample(folder, { language: 'ts', code: program }, names);
    expected = (await runInNode(folder, pinnedNode)).printed;
    expect(expected).toMatch(/^portable\n/);
  });

  // WebAssembly without relaxed operations, and + − × ÷ √ elsewhere: nothing is left to engine or processor.
  // A change of these means that saved seeds give other numbers.
  it("give these bits on the workspace's Node, as on every machine", () => {
    expect(hashesIn(expected)).toEqual({
      host: '5db51449ba6804b4',
      'plane model': 'c3dfd6e3b8f1a478',
      'plane samples': '23a65c9aa2877094',
      'plane losses': '9cfa342e4241639a',
      'digits model': 'dd0f92c7043792e7',
      'digits samples': '7062f21f0c2c484d',
      'digits losses': '8ff7247f9d1a631c',
    });
  });

  it("give the same bits on the machine's Node", async () => {
    expect((await runInNode(folder, userNode)).printed).toBe(expected);
  });

  it('give the same bits in Chromium', async () => {
    const served = await serveFolder(await viteBuild(folder));
    const browser = await launchChromium();
    try {
      const { outcome, errors } = await visitPage(browser, served.address);
      expect(errors).toEqual([]);
      expect(outcome.error).toBeUndefined();
      expect(outcome.printed).toBe(expected);
    } finally {
      await browser.close();
      await served.close();
    }
  });

  it('give nearly the same numbers with the default kernels', async () => {
    const code = program.replace('init({ reproducible: true })', 'init()');
    await writeExample(folder, { language: 'ts', code }, names);
    const { printed } = await runInNode(folder, pinnedNode);
    expect(printed).toMatch(/^relaxed\n/);
    expect(numbersOf(printed)).toSatisfy(
      (text: string) => sameOutput(text, numbersOf(expected), 1e-6),
      expected,
    );
  });
});
