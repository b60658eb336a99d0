export { slowTests as default } from '@flow-tooling/vitest';
