// Numbers of the generator in src/rng.ts (Threefry-2x32-20), eight counters, so 16 words, at a time.
import {
  ANGLE_UNIT, COS_P0, COS_P1, COS_P2, HALF, MINUS_TWO, ONE, SIN_P0, SIN_P1, SIN_P2, TWO_MINUS_32, UNIFORM_UNIT, table,
} from './constants';
import { multiplyAdd } from './multiply-add';
import { logNormal } from './vector-math';

const PARITY: i32 = 0x1bd11bda;
const WORDS: i32 = 16;

/** Bytes of workspace: one group of words. */
export function randomWorkspace(): i32 {
  return WORDS * 4;
}

// @ts-ignore: decorator
@inline
function mix(x0: v128, x1: v128, bits: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(x1, bits), i32x4.shr_u(x1, 32 - bits)), x0);
}

/**
 * Words of eight counters as two groups of four: a group's first words, and 16 bytes on its second ones. The
 * groups are interleaved, because a round waits for the one before it.
 */
function words(key0: i32, key1: i32, counter: i64, out: usize): void {
  let a0 = lowWords(counter);
  let b0 = lowWords(counter + 4);
  let a1 = i32x4.add(highWords(counter, a0), i32x4.splat(key1));
  let b1 = i32x4.add(highWords(counter + 4, b0), i32x4.splat(key1));
  a0 = i32x4.add(a0, i32x4.splat(key0));
  b0 = i32x4.add(b0, i32x4.splat(key0));
  let first = key1;
  let second = PARITY ^ key0 ^ key1;
  let third = key0;
  for (let group = 1; group <= 5; group++) {
    const odd = group & 1;
    a0 = i32x4.add(a0, a1);
    b0 = i32x4.add(b0, b1);
    a1 = odd ? mix(a0, a1, 13) : mix(a0, a1, 17);
    b1 = odd ? mix(b0, b1, 13) : mix(b0, b1, 17);
    a0 = i32x4.add(a0, a1);
    b0 = i32x4.add(b0, b1);
    a1 = odd ? mix(a0, a1, 15) : mix(a0, a1, 29);
    b1 = odd ? mix(b0, b1, 15) : mix(b0, b1, 29);
    a0 = i32x4.add(a0, a1);
    b0 = i32x4.add(b0, b1);
    a1 = odd ? mix(a0, a1, 26) : mix(a0, a1, 16);
    b1 = odd ? mix(b0, b1, 26) : mix(b0, b1, 16);
    a0 = i32x4.add(a0, a1);
    b0 = i32x4.add(b0, b1);
    a1 = odd ? mix(a0, a1, 6) : mix(a0, a1, 24);
    b1 = odd ? mix(b0, b1, 6) : mix(b0, b1, 24);
    const inject0 = i32x4.splat(first);
    const inject1 = i32x4.splat(second + group);
    a0 = i32x4.add(a0, inject0);
    b0 = i32x4.add(b0, inject0);
    a1 = i32x4.add(a1, inject1);
    b1 = i32x4.add(b1, inject1);
    const used = first;
    first = second;
    second = third;
    third = used;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
}

// @ts-ignore: decorator
@inline
function lowWords(counter: i64): v128 {
  return i32x4.add(i32x4.splat(<i32>counter), i32x4(0, 1, 2, 3));
}

/** The upper words of four counters, one more where the low word has wrapped. */
// @ts-ignore: decorator
@inline
function highWords(counter: i64, low: v128): v128 {
  return i32x4.sub(i32x4.splat(<i32>(counter >> 32)), i32x4.lt_u(low, i32x4.splat(<i32>counter)));
}

/** count numbers in [0, 1), multiples of 2⁻²⁴, from the counters that begin at `counter`. */
export function uniform(out: usize, count: i32, key0: i32, key1: i32, counter: f64, workspace: usize): void {
  fill(out, count, key0, key1, <i64>counter, workspace, false);
}

/** count standard normal numbers (Box and Muller, 1958). */
export function normal(out: usize, count: i32, key0: i32, key1: i32, counter: f64, workspace: usize): void {
  fill(out, count, key0, key1, <i64>counter, workspace, true);
}

// @ts-ignore: decorator
@inline
function fill(out: usize, count: i32, key0: i32, key1: i32, counter: i64, workspace: usize, isNormal: bool): void {
  for (; count > 0; count -= WORDS) {
    words(key0, key1, counter, workspace);
    const to = count >= WORDS ? out : workspace;
    if (isNormal) {
      toNormal(workspace, to);
      toNormal(workspace + 32, to + 32);
    } else {
      toUniform(workspace, to);
      toUniform(workspace + 32, to + 32);
    }
    if (count < WORDS) memory.copy(out, workspace, <usize>count * 4);
    out += WORDS * 4;
    counter += WORDS / 2;
  }
}

/** Stores pairs (first[i], second[i]) one after the other. */
// @ts-ignore: decorator
@inline
function storePairs(at: usize, first: v128, second: v128): void {
  v128.store(at, v128.shuffle<f32>(first, second, 0, 4, 1, 5));
  v128.store(at, v128.shuffle<f32>(first, second, 2, 6, 3, 7), 16);
}

// @ts-ignore: decorator
@inline
function toUniform(at: usize, to: usize): void {
  const unit = v128.load32_splat(table(), UNIFORM_UNIT);
  const first = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at), 8)), unit);
  const second = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at, 16), 8)), unit);
  storePairs(to, first, second);
}

/** radius = √(−2·log((first + 1)·2⁻³²)), angle = 2π·second·2⁻³². */
function toNormal(at: usize, to: usize): void {
  const t = table();
  const radius = f32x4.sqrt(f32x4.mul(v128.load32_splat(t, MINUS_TWO), logUnit(v128.load(at), t)));
  // The quarter turn, and what is left of the angle in [−π/4, π/4), exact in whole numbers.
  const turned = i32x4.add(v128.load(at, 16), i32x4.splat(0x20000000));
  const quarter = i32x4.shr_u(turned, 30);
  const rest = i32x4.sub(v128.and(turned, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
  const angle = f32x4.mul(f32x4.convert_i32x4_s(rest), v128.load32_splat(t, ANGLE_UNIT));
  const square = f32x4.mul(angle, angle);
  const s = sinReduced(angle, square, t);
  const c = cosReduced(square, t);
  const isOdd = i32x4.eq(v128.and(quarter, i32x4.splat(1)), i32x4.splat(1));
  const two = i32x4.splat(2);
  const cosSign = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), two), 30);
  const sinSign = i32x4.shl(v128.and(quarter, two), 30);
  const cosine = v128.xor(v128.bitselect(s, c, isOdd), cosSign);
  const sine = v128.xor(v128.bitselect(c, s, isOdd), sinSign);
  storePairs(to, f32x4.mul(radius, cosine), f32x4.mul(radius, sine));
}

/** log((word + 1)·2⁻³²); from one half up as log(1 − d), where d is exact and 1 − d is not. */
// @ts-ignore: decorator
@inline
function logUnit(word: v128, t: usize): v128 {
  const one = v128.load32_splat(t, ONE);
  const unit = v128.load32_splat(t, TWO_MINUS_32);
  const isHigh = i32x4.lt_s(word, i32x4.splat(0));
  const low = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(word), one), unit);
  const d = f32x4.mul(f32x4.convert_i32x4_s(v128.not(word)), unit);
  const high = f32x4.sub(one, d);
  const lost = f32x4.div(f32x4.sub(f32x4.sub(one, high), d), high);
  const u = v128.bitselect(high, low, isHigh);
  return f32x4.add(logNormal(u, f32x4.splat(0), t), v128.and(lost, isHigh));
}

// @ts-ignore: decorator
@inline
function sinReduced(x: v128, square: v128, t: usize): v128 {
  let p = v128.load32_splat(t, SIN_P0);
  p = multiplyAdd(p, square, v128.load32_splat(t, SIN_P1));
  p = multiplyAdd(p, square, v128.load32_splat(t, SIN_P2));
  return multiplyAdd(f32x4.mul(p, square), x, x);
}

// @ts-ignore: decorator
@inline
function cosReduced(square: v128, t: usize): v128 {
  let p = v128.load32_splat(t, COS_P0);
  p = multiplyAdd(p, square, v128.load32_splat(t, COS_P1));
  p = multiplyAdd(p, square, v128.load32_splat(t, COS_P2));
  p = f32x4.mul(f32x4.mul(p, square), square);
  return f32x4.add(f32x4.sub(p, f32x4.mul(v128.load32_splat(t, HALF), square)), v128.load32_splat(t, ONE));
}
