import { writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { userEnvironment } from './consumer.ts';
import { importMap } from './import-map.ts';
import { runProgram } from './programs.ts';
import type { ReadmeExample } from './readme-example.ts';

/** Keeps what `console.log` is given, in words that do not depend on the engine. */
const RECORD = `
const text = (value) =>
  typeof value === 'string' ? value : JSON.stringify(ArrayBuffer.isView(value) ? Array.from(value) : value) ?? String(value);
export const printed = [];
console.log = (...values) => printed.push(values.map(text).join(' '));
`;

const RUN_IN_NODE = `
import { printed } from './record.js';
await import('./example.js');
process.stdout.write(printed.join('\\n'));
`;

/** The example as a script of old: its imports are calls of `require`. */
const asScript = (code: string) => `
const { printed } = require('./record.js');
(async () => {
${code.replace(/^import (\{[^}]*\}) from ('[^']+');$/gm, (_, names: string, from: string) => `const ${names.replaceAll(' as ', ': ')} = require(${from});`)}
process.stdout.write(printed.join('\\n'));
})();
`;

const RUN_IN_PAGE = `
import { printed } from './record.js';
const outcome = await import('./example.js').then(() => ({ printed: printed.join('\\n') }), (error) => ({ error: String(error?.stack ?? error) }));
globalThis.outcome = { ...outcome, isolated: crossOriginIsolated };
`;

const page = (head: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Example</title><link rel="icon" href="data:,">${head}</head>
<body><script type="module" src="./run-in-page.js"></script></body>
</html>`;

const pageWithoutBundler = (names: readonly string[]) =>
  page(`<script type="importmap">${JSON.stringify(importMap(names))}</script>`);

/** The two ways in which TypeScript resolves packages today, each with the modules that go with it. */
const RESOLUTIONS = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
} as const;

/** How a project may tell TypeScript to find packages. */
export const resolutions = Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[];

const tsconfig = (resolution: keyof typeof RESOLUTIONS, strict: boolean) => ({
  compilerOptions: {
    strict,
    noEmit: true,
    ...RESOLUTIONS[resolution],
    target: 'es2023',
    lib: ['es2023', 'dom'],
    types: [],
    skipLibCheck: true,
    moduleDetection: 'force',
  },
  files: ['example.ts'],
});

/** An expression with its value beside it, `slogdet(a).sign; // 1`, on a line of its own. */
const CLAIM = /^(?!import|export|const|let|await|return|throw|\W)(.+); \/\/ .+$/gm;

/**
 * Writes an example into a project, its claims printed, with what runs it in Node, in a page and through the type
 * checker.
 *
 * @param names the packages of ours that the project has
 */
export async function writeExample(
  folder: string,
  { language, code }: ReadmeExample,
  names: readonly string[],
): Promise<void> {
  const program = stripTypeScriptTypes(code.replace(CLAIM, 'console.log($1);'));
  const files = {
    'example.js': program,
    'example.ts': code,
    'record.js': RECORD,
    'run-in-node.js': RUN_IN_NODE,
    'run-in-node.cjs': asScript(program),
    'run-in-page.js': RUN_IN_PAGE,
    'index.html': page(''),
    'no-bundler.html': pageWithoutBundler(names),
    ...Object.fromEntries(
      resolutions.map((resolution) => [
        `tsconfig.${resolution}.json`,
        JSON.stringify(tsconfig(resolution, language === 'ts')),
      ]),
    ),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
}

/** Runs the example of a project on one Node. @returns what it printed, and what went to stderr */
export async function runInNode(
  folder: string,
  node: string,
  program: 'run-in-node.js' | 'run-in-node.cjs' = 'run-in-node.js',
): Promise<{ printed: string; stderr: string }> {
  const { stdout, stderr } = await runProgram(node, [program], { cwd: folder, env: userEnvironment() });
  return { printed: stdout, stderr };
}
