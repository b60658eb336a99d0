// The one place that knows the memory which tfjs's stock binary and the kernel pack share.
import {
  backend as currentBackend,
  type DataType,
  engine,
  getBackend,
  type KernelBackend,
  type Tensor,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import type { Address, Kernels } from './exports.ts';
import type { ProductKernels } from './product.ts';

/** What is used of tfjs's `BackendWasm`. */
type WasmBackend = KernelBackend & {
  readonly wasm: {
    readonly asm: Readonly<Record<string, unknown>>;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: Address; readonly refCount: number } };
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
};

export type BuildName = 'relaxed' | 'portable';

/** The kernels of the running wasm backend and the memory they work on. */
export type KernelPack = {
  readonly build: BuildName;
  /** Of the vectors that products run on. */
  readonly vectorBits: 128 | 256;
  readonly kernels: Kernels;
  /** Where a tensor's values lie. The address is stable; views of the memory are not: it may grow. */
  address(tensor: TensorInfo): Address;
  /** How many tensors share this one's values. */
  shareCount(tensor: TensorInfo): number;
  /** A kernel's output, not yet known to the engine; values are undefined. @throws out-of-memory */
  output(shape: readonly number[], dtype?: DataType): TensorInfo;
  /** A tensor whose values are undefined until a kernel writes them. @throws out-of-memory */
  tensor(shape: readonly number[], dtype?: DataType): Tensor;
  /** Another tensor of the same values, which lives on when the first is disposed. */
  share(tensor: Tensor): Tensor;
  /** Memory for one kernel call, valid until the next request. @throws out-of-memory */
  workspace(bytes: number): Address;
  /** A view that lives until the next allocation. */
  floats(address: Address, length: number): Float32Array;
  integers(address: Address, length: number): Int32Array;
};

/** A compiled build. */
export type Build = {
  readonly name: BuildName;
  readonly module: WebAssembly.Module;
  /** Its products for vectors of 256 bits, where the engine has them. */
  readonly wideProducts: WebAssembly.Module | null;
};

/** Bytes that 32 bits can count: malloc would take a larger size modulo this. */
const ADDRESSABLE = 2 ** 32;

let compiled: Build | undefined;
let attached: { readonly backend: WasmBackend; readonly pack: KernelPack } | undefined;

/** Makes a compiled build the one that runs on the wasm backend, and instantiates it there. */
export async function usePack(build: Build): Promise<void> {
  const backend = currentBackend() as WasmBackend;
  const memory = memoryOf(backend);
  const { exports } = await WebAssembly.instantiate(build.module, { env: { memory } });
  compiled = build;
  attached = { backend, pack: packOn(backend, memory, exports as unknown as Kernels, build) };
}

/** The kernel pack, or null where another backend runs or the pack is not installed. */
export function activePack(): KernelPack | null {
  return compiled !== undefined && getBackend() === 'wasm' ? installedPack() : null;
}

/**
 * The kernel pack inside a registered kernel, which only the wasm backend calls. Where tfjs has made that
 * backend anew, with a memory of its own, the pack follows.
 */
export function installedPack(): KernelPack {
  const backend = currentBackend() as WasmBackend;
  if (attached?.backend !== backend) attached = { backend, pack: attach(backend) };
  return attached.pack;
}

function attach(backend: WasmBackend): KernelPack {
  if (compiled === undefined) {
    throw new FlowError('not-initialized', { message: 'The kernel pack is not installed: `await init()`.' });
  }
  const memory = memoryOf(backend);
  const { exports } = new WebAssembly.Instance(compiled.module, { env: { memory } });
  return packOn(backend, memory, exports as unknown as Kernels, compiled);
}

function memoryOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = Object.values(backend.wasm.asm).find((value) => value instanceof WebAssembly.Memory);
  if (memory instanceof WebAssembly.Memory) return memory;
  throw new FlowError('backend-missing', {
    message:
      'The wasm backend shows no memory to share; its version is not the one this package is built on.',
  });
}

function packOn(
  backend: WasmBackend,
  memory: WebAssembly.Memory,
  ownKernels: Kernels,
  { name, wideProducts }: Build,
): KernelPack {
  const kernels = wideProducts ? { ...ownKernels, ...productsOf(wideProducts, memory) } : ownKernels;
  kernels.setTable(allocate(backend, kernels.tableBytes()));
  let arena = { address: 0, bytes: 0 };
  const address = (tensor: TensorInfo): Address => backend.dataIdMap.get(tensor.dataId).memoryOffset;
  const output = (shape: readonly number[], dtype: DataType = 'float32'): TensorInfo => {
    const bytes = util.sizeFromShape([...shape]) * util.bytesPerElement(dtype);
    if (bytes >= ADDRESSABLE) throw outOfMemory(bytes);
    const info = backend.makeOutput([...shape], dtype);
    if (address(info) !== 0) return info;
    backend.disposeData(info.dataId, true);
    throw outOfMemory(bytes);
  };
  return {
    build: name,
    vectorBits: wideProducts ? 256 : 128,
    kernels,
    address,
    shareCount: (tensor) => backend.dataIdMap.get(tensor.dataId).refCount,
    output,
    tensor: (shape, dtype) => engine().makeTensorFromTensorInfo(output(shape, dtype), backend),
    share: (tensor) => {
      backend.incRef(tensor.dataId);
      return engine().makeTensorFromTensorInfo(tensor, backend);
    },
    workspace: (bytes) => {
      if (bytes > arena.bytes) {
        if (arena.address !== 0) backend.wasm._free(arena.address);
        arena = { address: 0, bytes: 0 };
        arena = { address: allocate(backend, bytes), bytes };
      }
      return arena.address;
    },
    floats: (at, length) => new Float32Array(memory.buffer, at, length),
    integers: (at, length) => new Int32Array(memory.buffer, at, length),
  };
}

function productsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): ProductKernels {
  const { gemm, gemmPrepared } = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as ProductKernels;
  return { gemm, gemmPrepared };
}

function allocate(backend: WasmBackend, bytes: number): Address {
  if (bytes >= ADDRESSABLE) throw outOfMemory(bytes);
  // malloc answers with a signed number; beyond 2 GiB it is negative.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw outOfMemory(bytes);
  return address;
}

function outOfMemory(bytes: number): FlowError {
  return new FlowError('out-of-memory', {
    message: `WebAssembly memory (4 GiB at most) has no room for ${bytes} more bytes: use smaller batches or fit with memory: 'recompute'.`,
  });
}
