import { join } from 'node:path';
import { build, type OutputChunk } from 'rolldown';

export type Bundle = {
  /** What a page fetches at once. */
  readonly first: string;
  /** What it fetches when it is asked for, by the name of the module. */
  readonly later: readonly string[];
};

/** Bundles a few lines that import from `./index.ts` as a page's bundler would; its exports are `bundled`. */
export async function bundle(code: string): Promise<Bundle> {
  const entry = join(import.meta.dirname, 'entry-of-a-page.ts');
  const { output } = await build({
    input: entry,
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    resolve: { conditionNames: ['@flow/source', 'import', 'default'] },
    plugins: [
      {
        name: 'entry',
        load: (id) => (id === entry ? code : null),
        resolveId: (id) => (id === entry ? id : null),
      },
    ],
  });
  const chunks = output.filter((part): part is OutputChunk => part.type === 'chunk');
  const isFirst = (chunk: OutputChunk) => chunk.isEntry || !chunk.isDynamicEntry;
  return {
    first: chunks
      .filter(isFirst)
      .map((chunk) => chunk.code)
      .join('\n'),
    later: chunks.filter((chunk) => !isFirst(chunk)).map(({ name }) => name),
  };
}
