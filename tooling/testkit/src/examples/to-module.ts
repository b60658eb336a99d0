import { parseAst } from 'rolldown/parseAst';
import type { Example } from './read-examples.ts';

/** Where a name that an example uses without importing it comes from. */
export type Source = { readonly from: string; readonly names: ReadonlySet<string> };

export type ModuleOptions = {
  /** Packages that stand under another address, e.g. the one whose sources are tried. */
  readonly addresses?: Readonly<Record<string, string>>;
  readonly sources?: readonly Source[];
  /** Names that docstrings use as known, e.g. `flow`, and the code that makes each, in order. */
  readonly given?: Readonly<Record<string, string>>;
};

const HEAD = {
  ts: 'export async function run({ check, printed, console }: import("@flow-tooling/testkit/examples").Claims): Promise<void> {',
  js: 'export async function run({ check, printed, console }) {',
};

/**
 * Turns an example into a module with `run(claims)`. `expression; // value` becomes a check of the value, behind
 * which a remark in brackets may stand; `console.log(...); // words` a check of what is printed.
 */
export function toModule({ code, language }: Example, options: ModuleOptions = {}): string {
  const { addresses = {}, sources = [], given = {} } = options;
  const needed = Object.entries(given).filter(([name]) => uses(code, name) && !isDeclared(name, code));
  const whole = [...needed.map(([, made]) => made), code].join('\n');
  const imports: string[] = [];
  const body: string[] = [];
  for (const { statement, comment, isImport, isExpression } of statementsOf(whole, language)) {
    if (isImport) imports.push(withAddress(statement, addresses));
    else if (!isExpression || comment === undefined) body.push(statement);
    else if (statement.startsWith('console.log('))
      body.push(`${statement}\nprinted(${JSON.stringify(comment)});`);
    else body.push(toCheck(statement.replace(/;$/, ''), comment));
  }
  imports.push(...missingImports(whole, imports.join('\n'), sources));
  const needsTensor = language === 'ts' && /\bTensor\b/.test(whole) && !/\bTensor\b/.test(imports.join());
  if (needsTensor) imports.push(`import type { Tensor } from '@tensorflow/tfjs-core';`);
  return `${imports.join('\n')}\n\n${HEAD[language]}\n${body.join('\n')}\n}\n`;
}

type Statement = {
  readonly statement: string;
  /** On the same line behind it. */
  readonly comment: string | undefined;
  readonly isImport: boolean;
  readonly isExpression: boolean;
};

function statementsOf(code: string, lang: 'ts' | 'js'): Statement[] {
  const { body } = parseAst(code, { lang, sourceType: 'module' });
  if (body.length === 0) throw new Error('An example without code');
  return body.map(({ type, start, end }) => ({
    statement: code.slice(start, end),
    comment: /^[^\S\n]*\/\/ *(.+)/.exec(code.slice(end))?.[1],
    isImport: type === 'ImportDeclaration',
    isExpression: type === 'ExpressionStatement',
  }));
}

function toCheck(expression: string, comment: string): string {
  const value = comment.replace(/ \([^()]*(\([^()]*\)[^()]*)*\)$/, '').trim();
  parseAst(`(${value});`, { lang: 'ts' });
  return `check(${expression}, ${value}, ${JSON.stringify(value)});`;
}

function withAddress(statement: string, addresses: Readonly<Record<string, string>>): string {
  return statement.replace(/'([^']+)';?$/, (_, from) => `'${addresses[from] ?? from}';`);
}

function missingImports(code: string, imports: string, sources: readonly Source[]): string[] {
  const taken = new Set(imports.match(/\w+/g));
  const made = sources.flatMap(({ from, names }) => {
    const wanted = [...new Set(code.match(/[A-Za-z_]\w*/g))].filter(
      (name) => names.has(name) && !taken.has(name) && !isDeclared(name, code),
    );
    for (const name of wanted) taken.add(name);
    return wanted.length > 0 ? [`import { ${wanted.join(', ')} } from '${from}';`] : [];
  });
  const all = /\btf\./.test(code) && !taken.has('tf') ? [`import * as tf from '@tensorflow/tfjs-core';`] : [];
  return [...made, ...all];
}

const uses = (code: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);

function isDeclared(name: string, code: string): boolean {
  return new RegExp(
    `\\b(const|let)\\s+(${name}\\b|[[{][^=]*\\b${name}\\b[^=]*[\\]}]\\s*=)|\\bfunction ${name}\\b`,
  ).test(code);
}
