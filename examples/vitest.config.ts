export { nodeTests as default } from '@flow-tooling/vitest';
