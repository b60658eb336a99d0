// Matrix products in GFLOP/s beside this machine's multiply-add ceiling, and ns an element of the other
// kernels. Run after `generate`, with Node 24: node scripts/micro-bench.mjs [relaxed|narrow|portable]; `narrow` is the
// relaxed build without vectors of 256 bits.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import v8 from 'node:v8';
import { gunzipSync } from 'node:zlib';
import asc from 'assemblyscript/asc';
import { compileWideProducts } from '../src/kernels/wide-products.ts';
import { printConvolutions } from './convolution-bench.mjs';

async function load(name) {
  const text = await readFile(join(import.meta.dirname, `../src/generated/kernels-${name}.ts`), 'utf8');
  return gunzipSync(Buffer.from(/'([^']+)'/.exec(text)[1], 'base64'));
}

const relaxedBytes = await load('relaxed');
const build = process.argv[2] ?? (WebAssembly.validate(relaxedBytes) ? 'relaxed' : 'portable');
const wide = build === 'narrow' ? null : await compileWideProducts(build);
const bytes = build === 'portable' ? await load(build) : relaxedBytes;
const memory = new WebAssembly.Memory({ initial: 4096 });
const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
const kernels = {
  ...instance.exports,
  ...(wide && new WebAssembly.Instance(wide, { env: { memory } }).exports),
};
kernels.setTable(1024);

/** Seconds of one call: the best of many runs of about 2 ms, some of which other work does not reach. */
function best(run, runs = 70) {
  for (let i = 0; i < 10; i++) run();
  let once = performance.now();
  run();
  once = performance.now() - once;
  const repeat = Math.max(1, Math.ceil(2 / Math.max(once, 1e-4)));
  let least = Infinity;
  for (let r = 0; r < runs; r++) {
    const start = performance.now();
    for (let i = 0; i < repeat; i++) run();
    least = Math.min(least, (performance.now() - start) / repeat);
  }
  return least / 1000;
}

async function ceiling() {
  const relaxed = build !== 'portable';
  const vectors = wide ? 2 : 1;
  const names = Array.from({ length: 10 * vectors }, (_, i) => `s${i}`);
  const step = (s) => (relaxed ? `f32x4.relaxed_madd(x, y, ${s})` : `f32x4.add(f32x4.mul(${s}, y), x)`);
  // V8 joins vectors from neighbouring stores on.
  const source = `export function run(n: i32): void {
    const x = f32x4.splat(<f32>n); const y = f32x4.splat(<f32>n * 1e-6);
    ${names.map((s) => `let ${s} = x;`).join(' ')}
    for (let i = n; i > 0; i -= 4) { ${Array(4)
      .fill(names.map((s) => `${s} = ${step(s)};`).join(' '))
      .join(' ')} }
    ${names.map((s, i) => `v128.store(1024, ${s}, ${16 * i});`).join(' ')}
  }`;
  const { binary } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    initialMemory: 1,
    enable: relaxed ? ['simd', 'relaxed-simd'] : ['simd'],
  });
  if (wide) v8.setFlagsFromString('--experimental-wasm-revectorize');
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(binary), {}).exports;
  const seconds = best(() => run(100_000));
  if (wide) v8.setFlagsFromString('--no-experimental-wasm-revectorize');
  return (10 * vectors * 8 * 100_000) / seconds / 1e9;
}

const SHAPES = process.env.QUICK
  ? [
      [64, 64, 2],
      [64, 64, 64],
    ]
  : [
      [64, 64, 64],
      [64, 64, 2],
      [512, 64, 64],
      [4096, 64, 64],
      [512, 8, 128],
      [512, 128, 128],
      [512, 128, 16],
      [8192, 27, 128],
      [8192, 128, 128],
      [4096, 512, 512],
      [64, 512, 64],
      [128, 8192, 128],
    ];

const peak = await ceiling();
console.log(`${build}: ceiling ${peak.toFixed(1)} GFLOP/s`);
console.log('M,K,N'.padEnd(16), 'A·B   A·Bᵀ  Aᵀ·B  Aᵀ·Bᵀ');
for (const [m, k, n] of SHAPES) {
  const a = 1 << 20;
  const b = a + 4 * m * k;
  const c = b + 4 * k * n;
  const workspace = c + 4 * m * n;
  new Float32Array(memory.buffer, a, m * k + k * n).fill(0.5);
  const rates = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(([ta, tb]) => {
    const seconds = best(() =>
      kernels.gemm(a, 4 * (ta ? m : k), ta, b, 4 * (tb ? k : n), tb, c, 4 * n, m, n, k, 0, 0, 0, workspace),
    );
    return ((2 * m * n * k) / seconds / 1e9).toFixed(1).padEnd(6);
  });
  console.log(`${m},${k},${n}`.padEnd(16), rates.join(''));
}

const ELEMENTS = 1 << 14;
const [x, y, z, u] = [1, 2, 3, 4].map((part) => part << 20);
const list = 5 << 20;
const workspace = 6 << 20;

function fillInputs() {
  new Int32Array(memory.buffer, list, 1).fill(0);
  for (const at of [x, y, z, u]) {
    new Float32Array(memory.buffer, at, 2 * ELEMENTS).forEach((_, i, values) => {
      values[i] = 0.01 + ((i * 7919) % 1000) / 250;
    });
  }
}

const row = 64;
const rows = ELEMENTS / row;
const FUNCTIONS = {
  ...Object.fromEntries(
    ['exp', 'expm1', 'log', 'log1p', 'tanh', 'sigmoid', 'softplus', 'sqrt', 'rsqrt', 'square', 'elu'].map(
      (name) => [name, () => kernels[name](x, y, ELEMENTS)],
    ),
  ),
  'sum of all': () => kernels.sumAxis(x, y, 1, ELEMENTS, 1, 1),
  'sum of columns': () => kernels.sumAxis(x, y, 1, rows, row, 1),
  transpose: () => kernels.transpose(x, y, 1, rows, row),
  uniform: () => kernels.uniform(y, ELEMENTS, 1, 2, 0, workspace),
  normal: () => kernels.normal(y, ELEMENTS, 1, 2, 0, workspace),
  'sum of squares': () => kernels.sumSquares(x, ELEMENTS),
  adam: () => kernels.adam(x, y, z, u, ELEMENTS, 0.9, 0.1, 0.999, 0.001, 1e-9, 1, 1e-8, 0),
  'affine, 64 features': () => kernels.affine(x, z, u, y, rows, row, 0, workspace),
  'affine gradient': () => kernels.affineGradient(x, z, u, y, z, z, rows, row, 0, 0, workspace),
  'coupling, 1 of 2 (a transformed element)': () =>
    kernels.coupling(x, z, list, y, u, ELEMENTS, 2, 1, 1, 0, 2, 1, 0, workspace),
  'coupling gradient': () =>
    kernels.couplingGradient(x, z, list, x, x, y, u, ELEMENTS, 2, 1, 1, 0, 2, 1, 0, workspace),
};
console.log('ns an element:');
for (const [name, run] of Object.entries(FUNCTIONS)) {
  fillInputs();
  console.log(`  ${name.padEnd(42)}${((best(run) / ELEMENTS) * 1e9).toFixed(2)}`);
}

await printConvolutions(build);
