export { type Claims, type DescribeOptions, describeExamples } from './describe-examples.ts';
export {
  docstringExamples,
  documentedNames,
  type Example,
  markdownExamples,
  markdownProgram,
} from './read-examples.ts';
