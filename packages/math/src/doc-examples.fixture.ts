import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** One block of code from a docstring or the README. */
export type Example = { readonly file: string; readonly index: number; readonly code: string };

/** The ```ts blocks of every docstring under a folder. */
export function docstringExamples(folder: string): Example[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file),
  );
  return files.sort().flatMap((file) => {
    const docstrings = readFileSync(join(folder, file), 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [];
    const text = docstrings.map((docstring) => docstring.replace(/^ *\* ?/gm, '')).join('\n');
    return codeBlocks(text).map((code, index) => ({ file, index, code }));
  });
}

export function codeBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
}

/** Where a name that an example uses without importing it comes from. */
export type Source = { readonly from: string; readonly names: ReadonlySet<string> };

/**
 * Turns an example into a module with `run(check)`. `expression; // value` becomes a check of the value; a
 * remark in brackets may follow the value.
 */
export function toModule(code: string, sources: readonly Source[]): string {
  const body: string[] = [];
  const imports: string[] = [];
  let end = 0;
  for (const node of parseAst(code, { lang: 'ts' }).body) {
    const text = code.slice(node.start, node.end);
    const comment = /^[^\S\n]*\/\/ *(.+)/.exec(code.slice(node.end))?.[1];
    if (node.type === 'ImportDeclaration') imports.push(text.replace("'@flow/math'", "'../../src/index.ts'"));
    else if (node.type !== 'ExpressionStatement' || comment === undefined) body.push(text);
    else body.push(toCheck(text.replace(/;$/, ''), comment));
    end = node.end;
  }
  if (end === 0) throw new Error('An example without code');
  const used = new Set(code.match(/[A-Za-z_]\w*/g));
  const types = ["import type { Tensor } from '@tensorflow/tfjs-core';"];
  const taken = new Set(imports.join(' ').match(/\w+/g));
  for (const { from, names } of sources) {
    const wanted = [...used].filter((name) => names.has(name) && !taken.has(name) && !isDeclared(name, code));
    for (const name of wanted) taken.add(name);
    if (wanted.length > 0) imports.push(`import { ${wanted.join(', ')} } from '${from}';`);
  }
  const head = taken.has('Tensor') ? imports : [...types, ...imports];
  const check = 'check: (actual: unknown, expected: unknown, text: string) => void';
  return `${head.join('\n')}\n\nexport async function run(${check}): Promise<void> {\n${body.join('\n')}\n}\n`;
}

function toCheck(expression: string, comment: string): string {
  const value = comment.replace(/ \([^()]*(\([^()]*\)[^()]*)*\)$/, '').trim();
  parseAst(`(${value});`, { lang: 'ts' });
  return `check(${expression}, ${value}, ${JSON.stringify(value)});`;
}

function isDeclared(name: string, code: string): boolean {
  return new RegExp(`\\b(const|let)\\s+(${name}\\b|[[{][^=]*\\b${name}\\b[^=]*[\\]}]\\s*=)`).test(code);
}

/** Numbers with four decimals or more agree to the last digit written, others to 10⁻⁹. */
export function differences(actual: unknown, expected: unknown, text: string): string[] {
  const written = [...text.matchAll(/\d+(?:\.(\d+))?(?:e([+-]?\d+))?/g)];
  const tolerances = written.map(([, decimals = '', exponent = '0']) =>
    decimals.length < 4 ? 1e-9 : 10 ** (Number(exponent) - decimals.length),
  );
  return compare(actual, expected, tolerances.values(), 'value');
}

function compare(actual: unknown, expected: unknown, tolerances: Iterator<number>, path: string): string[] {
  if (typeof expected === 'number') {
    const tolerance = Number.isFinite(expected) ? (tolerances.next().value ?? 0) : 0;
    const scale = tolerance === 1e-9 ? Math.max(1, Math.abs(expected)) : 1;
    const same =
      typeof actual === 'number' && (actual === expected || Math.abs(actual - expected) <= tolerance * scale);
    return same ? [] : [`${path} is ${String(actual)}, not ${expected}`];
  }
  if (expected === null || typeof expected !== 'object') {
    return actual === expected ? [] : [`${path} is ${String(actual)}, not ${String(expected)}`];
  }
  if (actual === null || typeof actual !== 'object') return [`${path} is ${String(actual)}, not an object`];
  const [keys, wanted] = [Object.keys(actual), Object.keys(expected)];
  if (keys.length !== wanted.length) return [`${path} has ${keys.join(', ')}, not ${wanted.join(', ')}`];
  return Object.entries(expected).flatMap(([key, value]) =>
    compare((actual as Record<string, unknown>)[key], value, tolerances, `${path}.${key}`),
  );
}
