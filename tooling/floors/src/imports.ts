import { parseAst } from 'rolldown/parseAst';

export type Imports = {
  /** Every module that the source names: static, dynamic, type-only, re-exported, `new URL()`. */
  readonly specifiers: readonly string[];
  /** Modules of which everything is exported by `export *`. */
  readonly exportedWhole: readonly string[];
};

type Node = { readonly type: string; readonly [key: string]: unknown };

/** What a module imports, from its syntax tree. @param path decides between TypeScript, JavaScript and JSX */
export function readImports(source: string, path: string): Imports {
  const [, typed = '', jsx = ''] = /\.[cm]?(t|j)s(x?)$/.exec(path) ?? [];
  const lang = `${typed === 't' ? 'ts' : 'js'}${jsx === 'x' ? 'x' : ''}` as const;
  const program = parseAst(source, { lang, sourceType: 'module' }, path) as unknown as Node;
  const nodes = [...descendants(program)];
  const exportedWhole = nodes.filter((node) => node.type === 'ExportAllDeclaration').flatMap(sourceOf);
  return { specifiers: [...new Set(nodes.flatMap(namedModules))], exportedWhole };
}

function* descendants(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* descendants(item);
  else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* descendants(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function namedModules(node: Node): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return sourceOf(node);
    case 'TSExternalModuleReference':
      return literal(node.expression);
    case 'CallExpression':
      return isModuleCall(node.callee) ? literal(firstArgument(node)) : [];
    case 'NewExpression':
      return isUrl(node) ? literal(firstArgument(node)) : [];
    default:
      return [];
  }
}

const sourceOf = (node: Node): string[] => literal(node.source);

const firstArgument = (node: Node): unknown => (node.arguments as readonly unknown[])[0];

function literal(value: unknown): string[] {
  if (isNode(value) && value.type === 'Literal' && typeof value.value === 'string') return [value.value];
  if (!isNode(value) || value.type !== 'TemplateLiteral') return [];
  const quasis = value.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.length === 1 ? quasis.map((quasi) => quasi.value.cooked) : [];
}

/** `require('x')`, `import.meta.resolve('x')`, `vi.mock('x')` and `vi.importActual('x')`. */
function isModuleCall(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee.name === 'require';
  const property = callee.type === 'MemberExpression' ? callee.property : undefined;
  return (
    isNode(property) &&
    ['resolve', 'mock', 'importActual'].includes(String(property.name)) &&
    isModuleOwner(callee)
  );
}

const isModuleOwner = ({ object }: Node): boolean =>
  isNode(object) && (object.type === 'MetaProperty' || ['require', 'vi'].includes(String(object.name)));

/** `new URL('./worker.ts', import.meta.url)`: how a bundler finds a worker. */
function isUrl(node: Node): boolean {
  const [, base] = node.arguments as readonly unknown[];
  return (
    isNode(node.callee) && node.callee.name === 'URL' && isNode(base) && base.type === 'MemberExpression'
  );
}
