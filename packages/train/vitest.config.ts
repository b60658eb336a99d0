import { nodeTests } from '@flow-tooling/vitest';
import { mergeConfig } from 'vitest/config';

/** Workers of a test are threads of its process and find packages as it does. */
export default mergeConfig(nodeTests, { test: { execArgv: ['--conditions=@flow/source'] } });
