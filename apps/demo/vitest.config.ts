import { nodeTests } from '@flow-tooling/vitest';
import { mergeConfig } from 'vitest/config';

/** The page is built and served once; one test file after the other drives it in a real Chromium. */
const demoTests = mergeConfig(nodeTests, {
  test: { globalSetup: ['src/browser-test/serve-site.ts'], fileParallelism: false },
});

export { demoTests as default };
