import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { launchChromium } from '@flow-tooling/chromium';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { viteDev } from './bundlers.ts';
import { userEnvironment, userNode } from './consumer.ts';
import { withDependencies } from './packages.ts';
import { sameOutput } from './printed-output.ts';
import { runProgram } from './programs.ts';
import { findExample } from './readme-example.ts';

/** What is between two fences of one language, the first time. */
const block = (markdown: string, language: string) =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(markdown)?.[1] ?? '';

describe('somebody who does what the README of @flow/layers says, in an empty folder', () => {
  const folder = join(inject('outside'), 'stranger');
  let example = { code: '', output: '' };
  beforeAll(async () => {
    const readme = await readFile(join(root, 'packages/layers/README.md'), 'utf8');
    example = { code: '', output: '', ...findExample(readme) };
    await mkdir(folder);
    await install(block(readme, 'sh'), folder);
    const [, file = ''] = /Save it as `([^`]+)`/.exec(readme) ?? [];
    await writeFile(join(folder, file), example.code);
    await writeFile(join(folder, 'index.html'), block(readme, 'html'));
  });

  it('sees in Node what it prints', async () => {
    const place = { cwd: folder, env: userEnvironment() };
    const { stdout, stderr } = await runProgram(userNode, ['main.mjs'], place);
    expect(stderr).toBe('');
    expect(stdout.trimEnd()).toSatisfy((text: string) => sameOutput(text, example.output), example.output);
  });

  it('sees the same in the console of a page, served by Vite', async () => {
    const browser = await launchChromium();
    const served = await viteDev(folder);
    try {
      const page = await browser.newPage();
      const printed = printedOn(page, example.output.split('\n').length);
      await page.goto(served.address);
      const text = (await printed).join('\n');
      expect(text).toSatisfy((said: string) => sameOutput(said, example.output), example.output);
    } finally {
      await browser.close();
      await served.close();
    }
  });
});

/** Runs the README's command; what the registry does not have yet comes from its tarball. */
async function install(command: string, cwd: string): Promise<void> {
  const [program = '', ...words] = command.trim().split(/\s+/);
  const tarballs = inject('tarballs');
  const args = words.flatMap((word) =>
    word in tarballs ? withDependencies(word).map((name) => tarballs[name] ?? name) : [word],
  );
  expect(program).toBe('npm');
  await runProgram(program, [...args, '--prefer-offline', '--no-audit'], { cwd, env: userEnvironment() });
}

/** The first lines that a page prints, without those of Vite's own client. */
function printedOn(page: Page, count: number): Promise<string[]> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    page.on('pageerror', reject);
    page.on('console', (message) => {
      if (message.type() === 'error') reject(new Error(message.text()));
      if (message.type() === 'log') lines.push(message.text());
      if (lines.length === count) resolve(lines);
    });
  });
}
