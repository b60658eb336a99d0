import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a page loads at once for a piece of code; what it imports later, when it is needed, is left out. */
export type BundleParts = {
  /** After gzip, in kB of 1,000 bytes. */
  readonly kilobytes: number;
  /** The files that something of is left in the bundle, as `@flow/layers/dist/act-norm.js`. */
  readonly files: readonly string[];
};

/** Bundles code as users of esbuild do. @param external packages that are not counted */
export async function bundleParts(
  folder: string,
  code: string,
  external: readonly string[] = [],
): Promise<BundleParts> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    outdir: 'dist',
    external: [...external],
    logLevel: 'silent',
  });
  const outputs = metafile.outputs;
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === '<stdin>') ?? '';
  const loaded = new Set([entry]);
  for (const name of loaded) {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) loaded.add(path);
    }
  }
  const sizes = outputFiles
    .filter(({ path }) => [...loaded].some((name) => path.endsWith(name)))
    .map(({ contents }) => gzipSync(contents).length);
  const files = [...loaded].flatMap((name) =>
    Object.entries(outputs[name]?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path.replace(/^.*node_modules\//, '')),
  );
  return { kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1000, files };
}
