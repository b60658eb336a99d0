import { FlowError } from './errors.ts';
import { cosTurns, portableLog, sinTurns } from './portable-math.ts';
import { threefry2x32 } from './threefry.ts';

/** Everything that a generator is: plain numbers, safe in JSON. */
export type RngState = {
  readonly key: readonly [number, number];
  /** Counter blocks used so far; a block is two 32-bit words. */
  readonly position: number;
  /** Present on a generator made by `forRows`. */
  readonly rows?: readonly number[];
};

/**
 * A seeded, counter-based generator (Threefry-2x32-20). The same seed and the same calls give the same
 * numbers on every machine, and the state can be saved and restored.
 *
 * @example
 * ```ts
 * const rng = createRng(7);
 * // An independent stream: `rng` itself is not advanced.
 * const noise = rng.fork('noise');
 * noise.uniform(3).length; // 3
 * ```
 */
export interface Rng {
  /** `count` float32 numbers in [0, 1), multiples of 2⁻²⁴. */
  uniform(count: number): Float32Array;
  /** `count` standard normal float32 numbers (Box and Muller, 1958); |z| < 6.7. */
  normal(count: number): Float32Array;
  /** `count` whole numbers in [low, high), without modulo bias. */
  integers(count: number, low: number, high: number): Int32Array;
  /** A uniformly drawn permutation of 0..n−1 (Fisher and Yates). */
  permutation(n: number): Int32Array;
  /** An independent stream named by a string or a whole number; this one is not advanced. */
  fork(label: string | number): Rng;
  /**
   * A generator for a batch: row b of what it draws comes from the stream `fork(rows[b])`, whatever the
   * batch's order or size. `count` must then be a multiple of the number of rows.
   */
  forRows(rows: ArrayLike<number>): Rng;
  save(): RngState;
}

/** Where the words of a draw come from: `perKey` values of each key's stream, from counter `position` on. */
export type Draw = {
  readonly keys: readonly (readonly [number, number])[];
  readonly position: number;
  readonly perKey: number;
};

const takers = new WeakMap<Rng, (count: number) => Draw>();

/**
 * Advances the generator by a draw of `count` uniform or normal values and tells where they come from, for
 * kernels that compute them in place; null for a generator that was not made here.
 */
export function takeDraw(rng: Rng, count: number): Draw | null {
  return takers.get(rng)?.(count) ?? null;
}

const FORK_BY_NUMBER = 0xffffffff;
const FORK_BY_NAME = 0xfffffffe;
const BLOCK_LIMIT = 2 ** 53;

/**
 * Makes a generator from a seed (a whole number, 0 to 2⁵³−1).
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * createRng(7).permutation(4); // [0, 3, 1, 2]
 * ```
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new FlowError('invalid-argument', {
      argument: 'seed',
      message: 'A seed is a whole number.',
      expected: 'an integer from 0 to 2^53 - 1',
      received: String(seed),
    });
  }
  return streamRng(seed >>> 0, Math.floor(seed / 2 ** 32), 0);
}

/**
 * Continues a generator exactly where `save()` left it.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * const rng = createRng(7);
 * rng.uniform(10);
 * const saved = rng.save();
 * const next = rng.uniform(1);
 * restoreRng(saved).uniform(1)[0] === next[0]; // true
 * ```
 */
export function restoreRng(state: RngState): Rng {
  const [key0, key1] = Array.isArray(state?.key) ? state.key : [];
  const isWord = (word: unknown) =>
    Number.isInteger(word) && (word as number) >= 0 && (word as number) < 2 ** 32;
  const hasRows = state?.rows === undefined || Array.isArray(state.rows);
  const isKey = isWord(key0) && isWord(key1);
  if (!isKey || !hasRows || !Number.isSafeInteger(state.position) || state.position < 0) {
    throw new FlowError('invalid-argument', {
      argument: 'state',
      message: 'This is not a state that save() returned.',
      expected: '{ key: [uint32, uint32], position: integer }',
      received: JSON.stringify(state) ?? String(state),
    });
  }
  return state.rows === undefined
    ? streamRng(key0 as number, key1 as number, state.position)
    : rowsRng(key0 as number, key1 as number, state.position, state.rows);
}

function streamRng(key0: number, key1: number, start: number): Rng {
  let position = start;
  const words = (count: number): Uint32Array => {
    const drawn = randomWords(key0, key1, position, count);
    position += Math.ceil(count / 2);
    return drawn;
  };
  const rng: Rng = {
    uniform: (count) => toUniform(words(checkCount(count))),
    normal: (count) => toNormal(words(2 * Math.ceil(checkCount(count) / 2)), count),
    integers: (count, low, high) => drawIntegers(words, checkCount(count), low, high),
    permutation: (n) => drawPermutation(words, checkCount(n)),
    fork: (label) => streamRng(...forkKey(key0, key1, label), 0),
    forRows: (rows) => rowsRng(key0, key1, 0, rows),
    save: () => ({ key: [key0, key1], position }),
  };
  takers.set(rng, (count) => {
    const taken = { keys: [[key0, key1]], position, perKey: checkCount(count) } as const;
    position += checkBlocks(position, Math.ceil(count / 2));
    return taken;
  });
  return rng;
}

function rowsRng(key0: number, key1: number, start: number, indices: ArrayLike<number>): Rng {
  const rows = Array.from(indices, (row) => checkIndex('rows', row));
  const keys = rows.map((row) => forkKey(key0, key1, row));
  let position = start;
  const perRow = (count: number): number => {
    if (rows.length > 0 && count % rows.length === 0) return count / rows.length;
    throw new FlowError('invalid-argument', {
      argument: 'count',
      message: 'A generator made by forRows() draws the same number of values for each row.',
      expected: `a multiple of ${rows.length}`,
      received: String(count),
    });
  };
  const fill = (count: number, draw: (words: Uint32Array, size: number) => Float32Array): Float32Array => {
    const size = perRow(checkCount(count));
    const drawn = 2 * Math.ceil(size / 2);
    const out = new Float32Array(count);
    keys.forEach(([rowKey0, rowKey1], row) => {
      out.set(draw(randomWords(rowKey0, rowKey1, position, drawn), size), row * size);
    });
    position += drawn / 2;
    return out;
  };
  const refuse = (method: string) => () => {
    throw new FlowError('invalid-argument', {
      argument: method,
      message: `${method}() is not defined row by row; call it on the generator that forRows() was called on.`,
    });
  };
  const rng: Rng = {
    uniform: (count) => fill(count, (words, size) => toUniform(words).subarray(0, size)),
    normal: (count) => fill(count, toNormal),
    integers: refuse('integers'),
    permutation: refuse('permutation'),
    fork: (label) => rowsRng(...forkKey(key0, key1, label), 0, rows),
    forRows: (next) => rowsRng(key0, key1, 0, next),
    save: () => ({ key: [key0, key1], position, rows: [...rows] }),
  };
  takers.set(rng, (count) => {
    const taken = { keys, position, perKey: perRow(checkCount(count)) };
    position += checkBlocks(position, Math.ceil(taken.perKey / 2));
    return taken;
  });
  return rng;
}

function randomWords(key0: number, key1: number, position: number, count: number): Uint32Array {
  const blocks = checkBlocks(position, Math.ceil(count / 2));
  const out = new Uint32Array(2 * blocks);
  for (let block = 0; block < blocks; block++) {
    const counter = position + block;
    threefry2x32(key0, key1, counter >>> 0, Math.floor(counter / 2 ** 32), out, 2 * block);
  }
  return out.length === count ? out : out.subarray(0, count);
}

function checkBlocks(position: number, blocks: number): number {
  if (position + blocks < BLOCK_LIMIT) return blocks;
  throw new FlowError('invalid-argument', { message: 'This generator is exhausted; fork() a new stream.' });
}

function forkKey(key0: number, key1: number, label: string | number): [number, number] {
  const out = new Uint32Array(2);
  // No position of a stream reaches these upper counter words (BLOCK_LIMIT is 2^53), so forks never collide with draws.
  if (typeof label === 'string') threefry2x32(key0, key1, fnv1a(label), FORK_BY_NAME, out, 0);
  else threefry2x32(key0, key1, checkIndex('label', label), FORK_BY_NUMBER, out, 0);
  return [out[0] as number, out[1] as number];
}

function checkIndex(argument: string, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index < 2 ** 32) return index;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'A stream is named by a string or by a whole number, a row by its index.',
    expected: 'an integer from 0 to 2^32 - 1',
    received: String(index),
  });
}

/** 32-bit FNV-1a of the UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function toUniform(words: Uint32Array): Float32Array {
  const out = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) out[i] = ((words[i] as number) >>> 8) * 2 ** -24;
  return out;
}

function toNormal(words: Uint32Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * portableLog(((words[i] as number) + 1) * 2 ** -32));
    const turns = (words[i + 1] as number) * 2 ** -32;
    out[i] = radius * cosTurns(turns);
    if (i + 1 < count) out[i + 1] = radius * sinTurns(turns);
  }
  return out;
}

type Words = (count: number) => Uint32Array;

/** Rejects the few words that would favour some values. */
function below(words: Words, bound: number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const word = words(1)[0] as number;
    if (word < limit) return word % bound;
  }
}

function drawIntegers(words: Words, count: number, low: number, high: number): Int32Array {
  const isInt32 = (value: number) => value === (value | 0);
  if (!isInt32(low) || !isInt32(high) || high <= low) {
    throw new FlowError('invalid-argument', {
      argument: 'low, high',
      message: 'The range must hold at least one 32-bit integer.',
      expected: 'integers with low < high',
      received: `${low}, ${high}`,
    });
  }
  return Int32Array.from({ length: count }, () => low + below(words, high - low));
}

function drawPermutation(words: Words, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = below(words, i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

function checkCount(count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new FlowError('invalid-argument', {
    argument: 'count',
    message: 'Cannot draw that many values.',
    expected: 'a whole number, 0 or more',
    received: String(count),
  });
}
