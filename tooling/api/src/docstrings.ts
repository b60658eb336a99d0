import { dirname, join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import ts from 'typescript';
import { packageFolders } from './declarations.ts';
import { createThrowers, type Throwers } from './throwers.ts';

/** A public function, constant or type of a package, with what is written above it. */
export type PublicDocstring = {
  readonly folder: string;
  readonly name: string;
  /** `undefined` where it is no function. */
  readonly signature: ts.Signature | undefined;
  readonly declaration: ts.Declaration;
  /** The words above the tags. */
  readonly summary: string;
  readonly tags: readonly { readonly tag: string; readonly name: string; readonly text: string }[];
  /** Whether a `FlowError` can come out of it, made by the package itself. */
  readonly throws: boolean;
};

/** Everything that a program of the packages knows, and the docstrings of their public names. */
export type Documented = {
  readonly checker: ts.TypeChecker;
  readonly docstrings: readonly PublicDocstring[];
};

/** A package by its folder's name, and the module that lists its public names. */
type Entry = { readonly folder: string; readonly path: string };

const PACKAGES: readonly Entry[] = packageFolders.map((folder) => ({
  folder,
  path: join(root, 'packages', folder, 'src/index.ts'),
}));

/** Reads the docstrings of all public names that packages declare themselves. */
export function readDocstrings(entries: readonly Entry[] = PACKAGES): Documented {
  const program = ts.createProgram(
    entries.map(({ path }) => path),
    {
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      customConditions: ['@flow/source'],
      allowImportingTsExtensions: true,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  const throwers = createThrowers(checker);
  const docstrings = entries.flatMap(({ folder, path }) => {
    const file = program.getSourceFile(path);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`TypeScript cannot read ${path}`);
    return checker
      .getExportsOfModule(module)
      .flatMap((symbol) => readDocstring(checker, throwers, { folder, path }, symbol));
  });
  return { checker, docstrings };
}

function readDocstring(
  checker: ts.TypeChecker,
  throwers: Throwers,
  { folder, path }: Entry,
  exported: ts.Symbol,
): PublicDocstring[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declaration = symbol.declarations?.[0];
  if (!declaration?.getSourceFile().fileName.startsWith(dirname(path))) return [];
  const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const type = isValue ? checker.getTypeOfSymbolAtLocation(symbol, declaration) : undefined;
  return [
    {
      folder,
      name: exported.name,
      declaration,
      signature: type?.getCallSignatures()[0],
      summary: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      tags: tagsOf(declaration),
      throws: throwers.canThrow(declaration),
    },
  ];
}

function tagsOf(declaration: ts.Declaration): PublicDocstring['tags'] {
  return ts.getJSDocTags(declaration).map((tag) => ({
    tag: tag.tagName.text,
    name: ts.isJSDocParameterTag(tag) ? tag.name.getText() : '',
    text: ts.getTextOfJSDocComment(tag.comment) ?? '',
  }));
}
