import { defineConfig } from 'vitest/config';

/** What `npm test` counts at its end; turbo keeps the file, so that a cached run counts as well. */
const reportTo = (name: string) =>
  ['default', ['json', { outputFile: `out/${name}.json` }]] as ['default', ['json', { outputFile: string }]];

/** Unit tests of one package in Node, from source: workspace packages resolve by `@flow/source`. */
export const nodeTests = defineConfig({
  ssr: { resolve: { conditions: ['@flow/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.slow.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: reportTo('test'),
  },
});

/** The slow suite of one package: `*.slow.test.ts`, run by `npm run test:slow`. Each file is a process, two at a time. */
export const slowTests = defineConfig({
  ssr: { resolve: { conditions: ['@flow/source'] } },
  test: {
    include: ['src/**/*.slow.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    maxWorkers: 2,
    reporters: reportTo('test-slow'),
  },
});
