import ts from 'typescript';

/** Knows of each function whether a `FlowError` can come out of it. */
export type Throwers = { canThrow(declaration: ts.Node): boolean };

/**
 * Follows calls by name from function to function inside of one package: `new FlowError(...)` in one of them counts for
 * all that call it. What is handed on as a value, and what other
 * packages throw, is not followed.
 */
export function createThrowers(checker: ts.TypeChecker): Throwers {
  const known = new Map<ts.Node, boolean>();

  function canThrow(declaration: ts.Node): boolean {
    const before = known.get(declaration);
    if (before !== undefined) return before;
    known.set(declaration, false); // functions that call each other
    const found = contains(declaration, declaration.getSourceFile());
    known.set(declaration, found);
    return found;
  }

  function contains(node: ts.Node, file: ts.SourceFile): boolean {
    if (ts.isNewExpression(node) && node.expression.getText() === 'FlowError') return true;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = declarationOf(node.expression);
      if (called && samePackage(called.getSourceFile(), file) && canThrow(called)) return true;
    }
    return ts.forEachChild(node, (child) => contains(child, file) || undefined) ?? false;
  }

  function declarationOf(name: ts.Identifier): ts.Declaration | undefined {
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return undefined;
    const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return real.declarations?.find(
      (found) => ts.isFunctionDeclaration(found) || ts.isVariableDeclaration(found),
    );
  }

  return { canThrow };
}

const sourcesOf = ({ fileName }: ts.SourceFile) => /^(?!.*node_modules).*\/src\//.exec(fileName)?.[0];

const samePackage = (a: ts.SourceFile, b: ts.SourceFile) =>
  sourcesOf(a) !== undefined && sourcesOf(a) === sourcesOf(b);
