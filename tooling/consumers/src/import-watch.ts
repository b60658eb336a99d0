/**
 * A program that imports a package and says, as JSON, what that alone did: what it asked the network or WebAssembly
 * for, what it printed, and what the global object or a built-in prototype has that it had not before.
 */
export const importWatch = (name: string) => `
// Node itself compiles WebAssembly for its first request and for its first CommonJS module.
await fetch('data:,');
await import('./warm.cjs');
const done = [];
const watch = (owner, key, label) => {
  const original = owner[key];
  owner[key] = function (...values) {
    done.push(label);
    return Reflect.apply(original, this, values);
  };
};
watch(globalThis, 'fetch', 'fetch');
for (const key of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'])
  watch(WebAssembly, key, 'WebAssembly.' + key);
for (const key of ['setTimeout', 'setInterval', 'setImmediate']) watch(globalThis, key, key);
for (const key of ['log', 'warn', 'error', 'info']) watch(console, key, 'console.' + key);
// TensorFlow.js has whole numbers of 64 bits by a module of some 200 bytes.
const isOfTensorflow = () => /tfjs-core.dist/.test(new Error().stack.split('\\n')[3]);
for (const key of ['Module', 'Memory', 'Instance']) {
  WebAssembly[key] = new Proxy(WebAssembly[key], {
    construct(target, values) {
      if (!isOfTensorflow()) done.push('new WebAssembly.' + key);
      return new target(...values);
    },
  });
}
const watched = Object.entries({
  globalThis,
  Object: Object.prototype,
  Array: Array.prototype,
  Float32Array: Float32Array.prototype,
  Math,
  Number,
  Promise,
  process,
});
const valueOf = ({ value, get }) => get ?? value;
const stateOf = () =>
  new Map(
    watched.flatMap(([label, owner]) =>
      Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([key, property]) => [label + '.' + key, valueOf(property)]),
    ),
  );
const before = stateOf();
await import(${JSON.stringify(name)});
for (const [key, value] of stateOf()) if (!before.has(key) || !Object.is(before.get(key), value)) done.push(key);
process.stdout.write(JSON.stringify([...new Set(done)].sort()));
`;
