/** Whether this is Node, or what behaves like it, and not a page. */
export function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** Asked for, not imported: bundlers for the page must not look for it. */
export const nodeThreads = () => process.getBuiltinModule('node:worker_threads');
