import { readFile } from 'node:fs/promises';
import v8 from 'node:v8';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inflate } from '../embedded.ts';
import { GEMM } from './exports.ts';
import { multiply, type ProductKernels } from './product.ts';
import { isExact } from './product-check.ts';
import { cases } from './reference.fixture.ts';
import { compileWideProducts } from './wide-products.ts';

type Sizes = readonly [m: number, n: number, k: number];
type OnMemory = { readonly memory: WebAssembly.Memory; readonly kernels: ProductKernels };

function onMemory(module: WebAssembly.Module): OnMemory {
  const memory = new WebAssembly.Memory({ initial: 64 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { memory, kernels: exports as unknown as ProductKernels };
}

const moduleOf = async (name: string) => {
  const text = await readFile(new URL(`../generated/${name}.ts`, import.meta.url), 'utf8');
  return WebAssembly.compile(await inflate(/'([^']+)'/.exec(text)?.[1] as string));
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe.each(['relaxed', 'portable'] as const)('products for vectors of 256 bits, %s', (name) => {
  let narrow: OnMemory;
  let wide: readonly OnMemory[];
  beforeAll(async () => {
    narrow = onMemory(await moduleOf(`kernels-${name}`));
    const compiled = await compileWideProducts(name);
    const ordinary = await moduleOf(`products-${name}`);
    wide = [ordinary, ...(compiled ? [compiled] : [])].map(onMemory);
  });

  const place = { a: 0, b: 1 << 20, c: 2 << 20, bias: 3 << 20, scratch: 3.5 * (1 << 20) };
  const ways = [
    { transposeA: false, transposeB: false, flags: GEMM.accumulate | GEMM.bias },
    { transposeA: true, transposeB: false, flags: GEMM.relu },
    { transposeA: false, transposeB: true, flags: 0 },
    { transposeA: true, transposeB: true, flags: GEMM.mask },
  ];

  /** The bits of a product of random matrices. */
  function bits({ memory, kernels }: OnMemory, [m, n, k]: Sizes, way: (typeof ways)[number]): Uint32Array {
    const make = cases(m * n + k);
    const fill = (at: number, count: number) =>
      new Float32Array(memory.buffer, at, count).set(make.values(count));
    fill(place.a, m * k);
    fill(place.b, k * n);
    fill(place.c, m * n);
    fill(place.bias, n);
    const strides = { strideA: 4 * (way.transposeA ? m : k), strideB: 4 * (way.transposeB ? k : n) };
    multiply(kernels, { ...place, ...strides, ...way, strideC: 4 * n, mask: place.b, m, n, k });
    return new Uint32Array(memory.buffer, place.c, m * n).slice();
  }

  it.each<Sizes>([
    [1, 16, 5],
    [2, 31, 7],
    [13, 31, 9],
    [25, 48, 33],
    [97, 108, 64],
    [13, 520, 3],
    [7, 24, 700],
    [64, 4, 64],
  ])('give the bits of the build with 128: [%d, %d], inner %d', (...sizes) => {
    expect(wide.length).toBeGreaterThan(0);
    for (const way of ways) {
      const expected = bits(narrow, sizes, way);
      expect(expected.some((value) => value !== 0)).toBe(true);
      for (const build of wide) expect(bits(build, sizes, way)).toEqual(expected);
    }
  });

  it('are found exact, and one wrong number is found', () => {
    for (const { kernels, memory } of wide) expect(isExact(kernels, memory)).toBe(true);
    const { kernels, memory } = wide[0] as OnMemory;
    for (const wrong of [0, 9 * 31 - 1]) {
      const broken: ProductKernels = {
        ...kernels,
        gemm: (...args) => {
          kernels.gemm(...args);
          const c = new Float32Array(memory.buffer, args[6], 9 * 31);
          c[wrong] = (c[wrong] as number) + 1;
        },
      };
      expect(isExact(broken, memory)).toBe(false);
    }
  });

  it('are small: less than 12 kB', async () => {
    const text = await readFile(new URL(`../generated/products-${name}.ts`, import.meta.url), 'utf8');
    expect(text.length * 0.75).toBeLessThan(12_000);
  });
});

describe("V8's flags", () => {
  const isNode24 = Number.parseInt(process.versions.v8, 10) >= 13 && process.arch === 'x64';
  const withProcess = (own: object) =>
    vi.stubGlobal('process', Object.create(process, Object.getOwnPropertyDescriptors(own)));

  it.runIf(isNode24)('are put back, each of them, also where the compilation fails', async () => {
    const set = vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {});
    const compile = vi.spyOn(WebAssembly, 'Module').mockImplementation(function noModule() {
      throw new Error('no room');
    });
    withProcess({ execArgv: [] });
    expect(await compileWideProducts('relaxed')).toBeNull();
    expect(compile).toHaveBeenCalledOnce();
    const flags = set.mock.calls.map(([flag]) => flag);
    const opposite = (flag: string) =>
      flag.startsWith('--no-') ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`;
    expect(flags).toHaveLength(6);
    expect(flags.slice(3)).toEqual(flags.slice(0, 3).map(opposite));
  });

  it.each([
    ['Node was started with flags of WASM', { execArgv: ['--no-wasm-tier-up'] }],
    ['they came by the environment', { env: { NODE_OPTIONS: '--jitless' } }],
    ['the processor is another', { arch: 'arm64' }],
    ['V8 is older', { versions: { v8: '12.4.254.21' } }],
    ['the engine is not V8', { versions: { v8: '13.0', bun: '1.2' } }],
    ['there is no Node', { release: { name: 'browser' } }],
  ])('are not touched where %s', async (_, own) => {
    const set = vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {});
    withProcess({ execArgv: [], ...own });
    expect(await compileWideProducts('relaxed')).toBeNull();
    expect(set).not.toHaveBeenCalled();
  });
});
