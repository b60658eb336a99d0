import { nodeTests } from '@flow-tooling/vitest';
import { mergeConfig } from 'vitest/config';

/** The page is built and served once; two test files at a time drive it, each in a Chromium of its own. */
const demoTests = mergeConfig(nodeTests, {
  test: { globalSetup: ['src/browser-test/serve-site.ts'], maxWorkers: 2 },
});

export { demoTests as default };
