import { defineConfig } from 'vitest/config';

/** Unit tests of one package in Node, from source: workspace packages resolve by `@flow/source`. */
export const nodeTests = defineConfig({
  ssr: { resolve: { conditions: ['@flow/source'] } },
  test: { include: ['src/**/*.test.ts'], exclude: ['src/**/*.slow.test.ts'], testTimeout: 60_000 },
});

/** The slow suite of one package: `*.slow.test.ts`, run by `npm run test:slow`. */
export const slowTests = defineConfig({
  ssr: { resolve: { conditions: ['@flow/source'] } },
  test: { include: ['src/**/*.slow.test.ts'], testTimeout: 1_800_000, fileParallelism: false },
});
