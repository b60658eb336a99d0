import { basename, join } from 'node:path';
import { pinnedNode, root } from '@flow-tooling/bootstrap/environment';
import { launchChromium } from '@flow-tooling/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { installInto, userEnvironment, userNode } from './consumer.ts';
import { runInNode, writeExample } from './example-project.ts';
import { publicPackages, withDependencies } from './packages.ts';
import { buildPage, ISOLATION, type Visit, visitPage } from './page-visit.ts';
import { sameOutput } from './printed-output.ts';
import { runProgram } from './programs.ts';
import { readExample } from './readme-example.ts';

const examples = publicPackages.flatMap(({ name, folder }) => {
  const example = readExample(folder);
  return example === undefined ? [] : [{ name, ...example }];
});

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
  let built: Promise<void> | undefined;
  beforeAll(async () => {
    folder = await installInto(basename(name), withDependencies(name));
    await writeExample(folder, example);
  });

  it("prints what the README says on the workspace's Node", async () => {
    const { printed, stderr } = await runInNode(folder, pinnedNode);
    expect(stderr).toBe('');
    expect(printed).not.toBe('');
    if (output !== undefined) expect(printed).toSatisfy((text: string) => sameOutput(text, output), output);
    expected = printed;
  });

  it("prints the same on the machine's Node", async () => {
    const { printed, stderr } = await runInNode(folder, userNode);
    expect(stderr).toBe('');
    expect(printed).toSatisfy((text: string) => sameOutput(text, expected), expected);
  });

  it('passes the type checker', async () => {
    await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: folder,
      env: userEnvironment(),
    });
  });

  it('prints the same in Chromium, built by Vite', async () => {
    built ??= buildPage(folder);
    await built;
    const visit = await visitPage(browser, folder, {});
    expectSound(visit);
    expect(visit.outcome.printed).toSatisfy((text: string) => sameOutput(text, expected), expected);
  });

  it('prints the same on a cross-origin isolated page', async () => {
    built ??= buildPage(folder);
    await built;
    const visit = await visitPage(browser, folder, ISOLATION);
    expect(visit.outcome.isolated).toBe(true);
    expectSound(visit);
    expect(visit.outcome.printed).toSatisfy((text: string) => sameOutput(text, expected), expected);
  });
});

function expectSound({ outcome, errors, foreignRequests }: Visit): void {
  expect(outcome.error).toBeUndefined();
  expect(errors).toEqual([]);
  expect(foreignRequests).toEqual([]);
}
