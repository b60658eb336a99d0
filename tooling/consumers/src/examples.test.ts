import { basename, join } from 'node:path';
import { pinnedNode, root } from '@flow-tooling/bootstrap/environment';
import { launchChromium } from '@flow-tooling/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installInto, userEnvironment } from './consumer.ts';
import { resolutions, runInNode, writeExample } from './example-project.ts';
import { publicPackages, withDependencies } from './packages.ts';
import { visitPage } from './page-visit.ts';
import { sameOutput } from './printed-output.ts';
import { runProgram } from './programs.ts';
import { readExample } from './readme-example.ts';
import { servedPages } from './served-pages.ts';

const examples = publicPackages.flatMap(({ name, folder }) => {
  const example = readExample(folder);
  return example === undefined ? [] : [{ name, ...example }];
});
const nodes = inject('nodes');

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

it('every README has an example', () => {
  expect(examples.map(({ name }) => name)).toEqual(publicPackages.map(({ name }) => name));
});

describe.each(examples)('the README example of $name, installed alone', ({ name, output, ...example }) => {
  let folder = '';
  let expected = '';
  beforeAll(async () => {
    const names = withDependencies(name);
    folder = await installInto(basename(name), names);
    await writeExample(folder, example, names);
    expected = (await runInNode(folder, pinnedNode)).printed;
  });

  it('prints what the README says', () => {
    expect(expected).not.toBe('');
    if (output !== undefined) expect(expected).toSatisfy((text: string) => sameOutput(text, output), output);
  });

  for (const node of nodes) {
    // A Node that cannot be had is named among what was not run.
    if ('missing' in node) {
      it.skip(`prints it on Node ${node.version}: ${node.missing}`);
      continue;
    }

    it(`prints it on Node ${node.version}`, async () => {
      const { printed, stderr } = await runInNode(folder, node.path);
      expect(stderr).toBe('');
      expectSame(printed);
    });

    it(`prints it on Node ${node.version}, loaded by require`, async () => {
      const { printed, stderr } = await runInNode(folder, node.path, 'run-in-node.cjs');
      expect(stderr).toBe('');
      expectSame(printed);
    });
  }

  it.each(resolutions)('passes the type checker that resolves as %s', async (resolution) => {
    await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', `tsconfig.${resolution}.json`], {
      cwd: folder,
      env: userEnvironment(),
    });
  });

  it.each(servedPages)('prints it in Chromium, $how', async ({ isolated, serve }) => {
    const served = await serve(folder);
    const { outcome, errors, foreignRequests } = await visitPage(browser, served.address);
    await served.close();
    expect(outcome.error).toBeUndefined();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    expectSame(outcome.printed ?? '');
    expect(outcome.isolated).toBe(isolated);
  });

  function expectSame(printed: string): void {
    expect(printed).toSatisfy((text: string) => sameOutput(text, expected), expected);
  }
});
