import type { Noise } from '../bijection.ts';
import { InterpreterError } from '../interpreter-error.ts';
import { threefry2x32, type Words } from './threefry.ts';

/** A stream of random bits: a Threefry key. Its block b is the cipher of the counter b. */
export type Stream = {
  /** The stream named by a string or a whole number. */
  fork(label: string | number): Stream;
  /**
   * Numbers in [0, 1): the upper 24 bits of each word, over 2²⁴. Each call begins with a new block of two
   * words; a word left over is dropped.
   */
  uniform(): Noise;
};

/** Upper counter words of forks, which no block reaches. */
const BY_NUMBER = 0xffffffff;
const BY_NAME = 0xfffffffe;

/** The stream of a seed below 2⁵³: its low and high 32 bits are the key. */
export function streamOf(seed: number): Stream {
  return fromKey([seed >>> 0, Math.floor(seed / 2 ** 32)]);
}

/** The dequantisation noise of one row of a data set in one epoch. */
export function dequantisationNoise(seed: number, epoch: number, row: number): Noise {
  return streamOf(seed).fork('dequantisation').fork(epoch).fork(row).uniform();
}

function fromKey(key: Words): Stream {
  return {
    fork: (label) => fromKey(threefry2x32(key, forkCounter(label))),
    uniform() {
      let block = 0;
      return (count) => {
        const words = Array.from({ length: Math.ceil(count / 2) }, (_, i) =>
          threefry2x32(key, counterOf(block + i)),
        );
        block += words.length;
        return Float64Array.from(words.flat().slice(0, count), (word) => Math.floor(word / 2 ** 8) / 2 ** 24);
      };
    },
  };
}

function counterOf(block: number): Words {
  return [block >>> 0, Math.floor(block / 2 ** 32)];
}

function forkCounter(label: string | number): Words {
  if (typeof label === 'string') return [fnv1a(label), BY_NAME];
  if (Number.isInteger(label) && label >= 0 && label < 2 ** 32) return [label, BY_NUMBER];
  throw new InterpreterError(`A stream is named by a string or a whole number below 2^32, got ${label}.`);
}

/** 32-bit FNV-1a over the UTF-16 code units (Fowler, Noll and Vo; the same as over bytes for ASCII). */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619) >>> 0;
  return hash;
}
