export { type Claims, type DescribeOptions, describeExamples } from './describe-examples.ts';
export { differences } from './differences.ts';
export {
  docstringExamples,
  documentedNames,
  type Example,
  examplesOf,
  markdownExamples,
  markdownProgram,
} from './read-examples.ts';
export { type ModuleOptions, type Source, toModule } from './to-module.ts';
