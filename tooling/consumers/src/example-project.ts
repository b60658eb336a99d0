import { writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { userEnvironment } from './consumer.ts';
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

const RUN_IN_PAGE = `
import { printed } from './record.js';
const outcome = await import('./example.js').then(() => ({ printed: printed.join('\\n') }), (error) => ({ error: String(error?.stack ?? error) }));
globalThis.outcome = { ...outcome, isolated: crossOriginIsolated };
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Example</title><link rel="icon" href="data:,"></head>
<body><script type="module" src="./run-in-page.js"></script></body>
</html>`;

const tsconfig = (strict: boolean) => ({
  compilerOptions: {
    strict,
    noEmit: true,
    module: 'nodenext',
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

/** Writes an example into a project, its claims printed, with what runs it in Node, in a page and through the type checker. */
export async function writeExample(folder: string, { language, code }: ReadmeExample): Promise<void> {
  const files = {
    'example.js': stripTypeScriptTypes(code.replace(CLAIM, 'console.log($1);')),
    'example.ts': code,
    'record.js': RECORD,
    'run-in-node.js': RUN_IN_NODE,
    'run-in-page.js': RUN_IN_PAGE,
    'index.html': PAGE,
    'tsconfig.json': JSON.stringify(tsconfig(language === 'ts')),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
}

/** Runs the example of a project on one Node. @returns what it printed, and what went to stderr */
export async function runInNode(folder: string, node: string): Promise<{ printed: string; stderr: string }> {
  const { stdout, stderr } = await runProgram(node, ['run-in-node.js'], {
    cwd: folder,
    env: userEnvironment(),
  });
  return { printed: stdout, stderr };
}
