import { defineConfig } from 'vitest/config';

// The tests pack, install and run what users get, so they share one folder and go one after the other.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'src/pack-all.ts',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', ['json', { outputFile: 'out/test-consumers.json' }]],
  },
});
