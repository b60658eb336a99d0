import { posix } from 'node:path';
import ts from 'typescript';
import { entriesOf, readDeclarations } from './declarations.ts';

/** A name and the declaration file that has it. */
type Place = { readonly file: string; readonly name: string };

/** A public name of a package: where it is declared, or the package that it is taken from. */
type PublicName = { readonly as: string } & (Place | { readonly from: string });

/**
 * What a package shows to its users, one declaration after the other in the order of their names, and the types
 * that are not exported but stand in those declarations. Call `emitDeclarations` first.
 *
 * @param folder of the package in `packages/`
 */
export function apiReport(folder: string): string {
  const modules = [...entriesOf(folder)].flatMap(([subpath, entry]) => [
    `# Public names of @flow/${folder}${subpath.slice(1)}`,
    ...(subpath === '.' ? ['Written by `npm run api`; a change here is a change for users.'] : []),
    ...moduleReport(entry),
  ]);
  return `${modules.join('\n\n')}\n`;
}

function moduleReport(entry: string): string[] {
  const names = publicNames(entry).sort((a, b) => (a.as < b.as ? -1 : 1));
  if (names.length === 0) return ['None: it is run, not called.'];
  const own = names.filter((name): name is PublicName & Place => 'file' in name);
  const taken = names.filter((name): name is PublicName & { from: string } => 'from' in name);
  const seen = new Map<string, string>();
  const shown = own.map((place) => declare(place, seen));
  const exported = new Set(own.map(keyOf));
  const hidden = [...seen].filter(([key]) => !exported.has(key)).map(([, text]) => text);
  return [
    ...(taken.length > 0 ? [block(taken.map(({ as, from }) => `export { ${as} } from '${from}'`))] : []),
    block(shown),
    ...(hidden.length > 0 ? ['Not exported, seen in the above:', block(hidden.sort())] : []),
  ];
}

const keyOf = ({ file, name }: Place) => `${file}#${name}`;
const block = (declarations: readonly string[]) => `\`\`\`ts\n${declarations.join('\n\n')}\n\`\`\``;

function publicNames(index: string): PublicName[] {
  return readDeclarations(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !statement.moduleSpecifier)
      return [];
    if (!ts.isNamedExports(statement.exportClause)) return [];
    const source = textOf(statement.moduleSpecifier);
    return statement.exportClause.elements.map(({ name, propertyName }): PublicName => {
      const as = name.text;
      if (!source.startsWith('.')) return { as, from: source };
      return { as, file: resolve(index, source), name: propertyName?.text ?? as };
    });
  });
}

const textOf = (specifier: ts.Expression) => (ts.isStringLiteral(specifier) ? specifier.text : '');
const resolve = (from: string, source: string) =>
  posix.join(posix.dirname(from), source.replace(/\.(ts|js)$/, ''));

/** The text of a declaration; every type of the same package that stands in it is added to `seen`. */
function declare(place: Place, seen: Map<string, string>): string {
  const known = seen.get(keyOf(place));
  if (known !== undefined) return known;
  const file = readDeclarations(place.file);
  const statements = file.statements.filter((statement) => declaredNames(statement).includes(place.name));
  const text = statements.map((statement) => cleaned(statement.getText(file))).join('\n');
  seen.set(keyOf(place), text);
  for (const name of statements.flatMap(typesIn)) {
    const next = find(place.file, file, name);
    if (next !== undefined) declare(next, seen);
  }
  return text;
}

const cleaned = (text: string) => text.replace(/^(export )?(declare )?/, '').replace(/;$/, '');

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isClassDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function typesIn(statement: ts.Statement): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.push(firstName(node.typeName));
    else if (ts.isTypeQueryNode(node)) names.push(firstName(node.exprName));
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return [...new Set(names)];
}

const firstName = (name: ts.EntityName): string => (ts.isIdentifier(name) ? name.text : firstName(name.left));

/** Where a name used in a file is declared, if it is in the same package. */
function find(path: string, file: ts.SourceFile, name: string): Place | undefined {
  for (const statement of file.statements) {
    if (declaredNames(statement).includes(name)) return { file: path, name };
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    const source = textOf(statement.moduleSpecifier);
    if (!bindings || !ts.isNamedImports(bindings) || !source.startsWith('.')) continue;
    const found = bindings.elements.find((element) => element.name.text === name);
    if (found) return { file: resolve(path, source), name: found.propertyName?.text ?? name };
  }
  return undefined;
}
