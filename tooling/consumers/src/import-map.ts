import { publicPackages } from './packages.ts';

/** What packages of ours need beside each other, as a browser finds it below the page without a bundler. */
const OTHERS: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-core': './node_modules/@flow/backend/dist/browser/tfjs-core.js',
  '@tensorflow/tfjs-backend-wasm': './node_modules/@flow/backend/dist/browser/tfjs-backend-wasm.js',
  'csv-parse/browser/esm/sync': './node_modules/csv-parse/dist/esm/sync.js',
};

/**
 * The import map of a page without a bundler that uses these packages.
 *
 * @param names packages of ours, with all of ours that they need
 */
export function importMap(names: readonly string[]): { imports: Record<string, string> } {
  const needed = new Set(
    publicPackages.filter(({ name }) => names.includes(name)).flatMap(({ dependencies }) => dependencies),
  );
  const ours = names.map((name) => [name, `./node_modules/${name}/dist/index.js`]);
  const others = Object.entries(OTHERS).filter(([name]) =>
    [...needed].some((dependency) => name === dependency || name.startsWith(`${dependency}/`)),
  );
  return { imports: Object.fromEntries([...ours, ...others]) };
}
