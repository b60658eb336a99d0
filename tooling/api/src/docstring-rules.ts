import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import ts from 'typescript';
import type { Documented, PublicDocstring } from './docstrings.ts';

/** Types of what has a shape: arrays, tensors, and layers, which take and give them. */
const HAS_SHAPE = /\b(Tensor|Float(32|64)Array|Int32Array|Matrix|Bijector|Conditioner|number\[\])/;
const HAS_VALUES = /\b(Tensor|Float(32|64)Array|Int32Array|Matrix|number\[\])/;
/** `[batch, features]`, or a length in words. */
const SHAPE = /\[[^\]]*\]|\bshapes?\b|\b(one|values?|numbers?|bytes|elements|rows?) (a|an|of|for|per|each)\b/;
const HAS_UNIT = /[lL]ogProb|logDensity|nll|[lL]oss$|^kl|Kl(?=[A-Z])|jensenShannon|bitsPerDim|logEvidence/;
const UNIT = /\b(nats?|bits?)\b/;
const FORMULA = /[^\s=] = [^\s=].*[√Σ∑∏∫·⊙⁻²ᵀσμπ∂|]|∫|Σ/;
const SOURCE =
  /\b(Source|arXiv|after|code released)\b|\b(1[89]|20)\d\d\b|\b(eqs?|sections?|table|algorithm|chapter)\b\.? ?\d/i;

/** Formulas that are what their name means, or follow from it in a line: there is nobody to cite. */
const DEFINITIONS: ReadonlySet<string> = new Set([
  ...[
    'chain',
    'elementwiseAffine',
    'exp',
    'leakyRelu',
    'permutation',
    'sigmoid',
    'softplus',
    'standardise',
    'tanh',
  ],
  ...['eightGaussians', 'sCurve', 'spirals', 'twoMoons'],
  'classProbabilities',
]);

/**
 * What the docstrings of public names leave unsaid, a sentence each. The rules:
 *
 * 1. Every name has a summary; of a type `…Options` it may stand at its fields.
 * 2. Every parameter is named: by `@param`, or in the summary; or its type is public and says it.
 * 3. What has a shape (a tensor, an array, a layer) says which: a parameter, a result, a field.
 * 4. A function with parameters out of which a `FlowError` of its package can come says so: `@throws` and codes.
 * 5. A function with a formula has its source: a paper and its place, or `@see`; or it is a definition.
 * 6. A log-probability, a loss, a divergence, as its name tells: in nats or in bits; a function and a field.
 */
export function unsaid({ checker, docstrings }: Documented): string[] {
  const publicTypes = new Set(docstrings.filter(({ signature }) => !signature).map(({ name }) => name));
  const codes = errorCodes();
  return docstrings.flatMap((docstring) =>
    [
      ...summaryFaults(docstring),
      ...(docstring.signature ? parameterFaults(docstring, checker, publicTypes) : []),
      ...(docstring.signature ? resultFaults(docstring, checker) : fieldFaults(docstring, checker)),
      ...throwsFaults(docstring, codes),
      ...unitFaults(docstring, checker),
      ...sourceFaults(docstring),
    ].map((fault) => `@flow/${docstring.folder} ${docstring.name}: ${fault}`),
  );
}

function summaryFaults({ name, summary, signature }: PublicDocstring): string[] {
  const isOptions = signature === undefined && name.endsWith('Options');
  return summary.trim() !== '' || isOptions ? [] : ['what it is'];
}

function parameterFaults(
  docstring: PublicDocstring,
  checker: ts.TypeChecker,
  publicTypes: ReadonlySet<string>,
): string[] {
  const { signature, summary, tags } = docstring;
  const tagged = (name: string) =>
    tags.find(({ tag, name: of }) => tag === 'param' && (of === name || of.startsWith(`${name}.`)));
  return (signature?.parameters ?? []).flatMap((parameter) => {
    const name = parameter.name.startsWith('__') ? 'options' : parameter.name;
    const type = checker.getTypeOfSymbolAtLocation(parameter, docstring.declaration);
    const isPublic = isPublicType(parameter, publicTypes);
    if (tagged(name) !== undefined) {
      const needsShape =
        !isPublic &&
        !/shape/i.test(name) &&
        HAS_SHAPE.test(checker.typeToString(type)) &&
        !SHAPE.test(wordsOf(docstring));
      return needsShape ? [`the shape of ${name}`] : [];
    }
    if (isWord(name, summary) || isPublic) return [];
    return [`what ${name} is`];
  });
}

function isPublicType(parameter: ts.Symbol, publicTypes: ReadonlySet<string>): boolean {
  const declaration = parameter.valueDeclaration;
  if (!declaration || !ts.isParameter(declaration) || !declaration.type) return false;
  return publicTypes.has(declaration.type.getText().replace(/\[\]$|<.*>$/s, ''));
}

const isWord = (name: string, text: string) =>
  new RegExp(`(^|[^\\p{L}])${name}($|[^\\p{L}])`, 'u').test(text);

function resultFaults(docstring: PublicDocstring, checker: ts.TypeChecker): string[] {
  const type = docstring.signature && checker.typeToString(docstring.signature.getReturnType());
  if (type === undefined || !HAS_SHAPE.test(type)) return [];
  return SHAPE.test(wordsOf(docstring)) ? [] : [`the shape of what it gives`];
}

function fieldFaults(docstring: PublicDocstring, checker: ts.TypeChecker): string[] {
  const { declaration, summary } = docstring;
  if (!ts.isTypeAliasDeclaration(declaration) || !ts.isTypeLiteralNode(declaration.type)) return [];
  if (SHAPE.test(summary)) return [];
  return declaration.type.members.flatMap((member) => {
    const symbol = member.name && checker.getSymbolAtLocation(member.name);
    if (!symbol || /shape/i.test(symbol.name)) return [];
    if (!ts.isPropertySignature(member) || !HAS_VALUES.test(member.type?.getText() ?? '')) return [];
    const isSaid = symbol.getDocumentationComment(checker).length > 0;
    return isSaid ? [] : [`the shape of its ${symbol.name}`];
  });
}

function unitFaults(docstring: PublicDocstring, checker: ts.TypeChecker): string[] {
  const { declaration, name, signature, summary } = docstring;
  if (signature) return HAS_UNIT.test(name) && !UNIT.test(wordsOf(docstring)) ? ['nats or bits'] : [];
  if (!ts.isTypeAliasDeclaration(declaration)) return [];
  const fields = checker.getTypeAtLocation(declaration).getProperties();
  return fields
    .filter((field) => field.declarations?.[0]?.getSourceFile() === declaration.getSourceFile())
    .filter((field) => HAS_UNIT.test(field.name))
    .filter((field) => !UNIT.test(summary + ts.displayPartsToString(field.getDocumentationComment(checker))))
    .map((field) => `nats or bits of its ${field.name}`);
}

function throwsFaults({ signature, tags, throws }: PublicDocstring, codes: ReadonlySet<string>): string[] {
  const said = tags.filter(({ tag }) => tag === 'throws');
  if (said.length === 0)
    return throws && (signature?.parameters ?? []).length > 0 ? ['which errors it throws'] : [];
  const named = said.flatMap(({ text }) => text.match(/[a-z]+(-[a-z]+)+|\bsingular\b/g) ?? []);
  const real = named.filter((code) => codes.has(code));
  return real.length > 0 ? [] : ['@throws names no code of FlowErrorCode'];
}

function sourceFaults({ name, signature, summary, tags }: PublicDocstring): string[] {
  if (!signature || !FORMULA.test(summary) || DEFINITIONS.has(name)) return [];
  const words = [summary, ...tags.filter(({ tag }) => tag !== 'example').map(({ text }) => text)].join('\n');
  return SOURCE.test(words) || tags.some(({ tag }) => tag === 'see') ? [] : ['the source of its formula'];
}

const wordsOf = ({ summary, tags }: PublicDocstring) =>
  [summary, ...tags.filter(({ tag }) => tag !== 'example').map(({ text }) => text)].join('\n');

function errorCodes(): ReadonlySet<string> {
  const path = join(root, 'packages/backend/src/errors.ts');
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  return new Set(
    [...readFileSync(path, 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code = '']) => code),
  );
}
