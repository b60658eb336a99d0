import { nodeTests } from '@flow-tooling/vitest';
import { defineConfig, mergeConfig } from 'vitest/config';

/** Every unit test runs on both builds of the kernel pack. */
const onBuild = (name: string, reproducible: boolean) =>
  mergeConfig(nodeTests, {
    test: { name, setupFiles: reproducible ? ['src/kernels/portable.fixture.ts'] : [] },
  });

export default defineConfig({
  test: {
    projects: [onBuild('relaxed', false), onBuild('portable', true)],
    reporters: nodeTests.test?.reporters ?? [], // only those of the whole run count, not a project's
  },
});
