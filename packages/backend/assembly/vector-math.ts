// Transcendental functions of four floats; `t` is the table of constants. NaN stays NaN, infinities and
// denormals go where the exact function sends them. pmin and pmax keep a NaN in their first operand.
import * as c from './constants';
import { multiplyAdd, negativeMultiplyAdd } from './multiply-add';

/** e^r − 1 for |r| <= ln(2)/2. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128, t: usize): v128 {
  let p = v128.load32_splat(t, c.EXP_P0);
  p = multiplyAdd(p, r, v128.load32_splat(t, c.EXP_P1));
  p = multiplyAdd(p, r, v128.load32_splat(t, c.EXP_P2));
  p = multiplyAdd(p, r, v128.load32_splat(t, c.EXP_P3));
  p = multiplyAdd(p, r, v128.load32_splat(t, c.EXP_P4));
  p = multiplyAdd(p, r, v128.load32_splat(t, c.HALF));
  return multiplyAdd(f32x4.mul(p, r), r, r);
}

/** round(x / ln 2) + 1.5·2²³, whose low bits are the whole number. */
// @ts-ignore: decorator
@inline
function roundedExponent(x: v128, t: usize): v128 {
  return multiplyAdd(x, v128.load32_splat(t, c.LOG2E), v128.load32_splat(t, c.ROUND));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, rounded: v128, t: usize): v128 {
  const n = f32x4.sub(rounded, v128.load32_splat(t, c.ROUND));
  const r = negativeMultiplyAdd(n, v128.load32_splat(t, c.LN2_HIGH), x);
  return negativeMultiplyAdd(n, v128.load32_splat(t, c.LN2_LOW), r);
}

/** 2^n from whole numbers −126 to 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128, t: usize): v128 {
  return i32x4.shl(i32x4.add(n, v128.load32_splat(t, c.EXPONENT_127)), 23);
}

/** e^x. Relative error 8e-8. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128, t: usize): v128 {
  x = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(t, c.EXP_LOW)), v128.load32_splat(t, c.EXP_HIGH));
  const rounded = roundedExponent(x, t);
  const y = f32x4.add(expm1Reduced(remainder(x, rounded, t), t), v128.load32_splat(t, c.ONE));
  // Two factors, because 2^n itself may overflow or be denormal.
  const n = i32x4.sub(rounded, v128.load32_splat(t, c.ROUND));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half, t)), powerOfTwo(i32x4.sub(n, half), t));
}

/** e^x − 1 for x <= 0; below −20 it is −1. */
// @ts-ignore: decorator
@inline
function expm1NonPositive(x: v128, t: usize): v128 {
  x = f32x4.pmax(x, f32x4.neg(v128.load32_splat(t, c.TWENTY)));
  const rounded = roundedExponent(x, t);
  const scale = powerOfTwo(i32x4.sub(rounded, v128.load32_splat(t, c.ROUND)), t);
  const p = expm1Reduced(remainder(x, rounded, t), t);
  return multiplyAdd(scale, p, f32x4.sub(scale, v128.load32_splat(t, c.ONE)));
}

/** e^x − 1. Relative error 2e-7. */
// @ts-ignore: decorator
@inline
export function expm14(x: v128, t: usize): v128 {
  const one = v128.load32_splat(t, c.ONE);
  const limit = v128.load32_splat(t, c.TWENTY);
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.neg(limit)), limit);
  const rounded = roundedExponent(clamped, t);
  const scale = powerOfTwo(i32x4.sub(rounded, v128.load32_splat(t, c.ROUND)), t);
  const near = multiplyAdd(scale, expm1Reduced(remainder(clamped, rounded, t), t), f32x4.sub(scale, one));
  const isFar = f32x4.gt(f32x4.abs(x), limit);
  const y = v128.any_true(isFar) ? v128.bitselect(f32x4.sub(exp4(x, t), one), near, isFar) : near;
  return keepZeroSign(x, y);
}

/** y, but x where x is 0: e^0 − 1 computes +0 for −0. */
// @ts-ignore: decorator
@inline
function keepZeroSign(x: v128, y: v128): v128 {
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(0)));
}

/** log(x) for positive normal x. */
// @ts-ignore: decorator
@inline
export function logNormal(x: v128, exponentShift: v128, t: usize): v128 {
  const one = v128.load32_splat(t, c.ONE);
  // m in [sqrt(1/2), sqrt(2)), x = m·2^e.
  const root = v128.load32_splat(t, c.SQRT_HALF_BITS);
  const difference = i32x4.sub(x, root);
  const exponent = i32x4.shr_s(difference, 23);
  const m = i32x4.sub(x, i32x4.shl(exponent, 23));
  const e = f32x4.sub(f32x4.convert_i32x4_s(exponent), exponentShift);
  const f = f32x4.sub(m, one);
  const f2 = f32x4.mul(f, f);
  let p = v128.load32_splat(t, c.LOG_P0);
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P1));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P2));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P3));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P4));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P5));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P6));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P7));
  p = multiplyAdd(p, f, v128.load32_splat(t, c.LOG_P8));
  let y = f32x4.mul(f32x4.mul(p, f), f2);
  y = multiplyAdd(e, v128.load32_splat(t, c.LN2_LOW), y);
  y = negativeMultiplyAdd(v128.load32_splat(t, c.HALF), f2, y);
  return multiplyAdd(e, v128.load32_splat(t, c.LN2_HIGH), f32x4.add(f, y));
}

/** log(x). Relative error 1e-7 (absolute beside 1). */
// @ts-ignore: decorator
@inline
export function log4(x: v128, t: usize): v128 {
  const zero = f32x4.splat(0);
  const infinity = v128.load32_splat(t, c.INFINITY_BITS);
  const isSmall = f32x4.lt(x, v128.load32_splat(t, c.SMALLEST_NORMAL));
  // All lanes positive, normal and finite: the common case.
  const isOdd = v128.or(isSmall, v128.not(f32x4.lt(x, infinity)));
  if (!v128.any_true(isOdd)) return logNormal(x, zero, t);
  return logAny(x, t);
}

function logAny(x: v128, t: usize): v128 {
  const zero = f32x4.splat(0);
  const infinity = v128.load32_splat(t, c.INFINITY_BITS);
  const isSmall = f32x4.lt(x, v128.load32_splat(t, c.SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, v128.load32_splat(t, c.TWO_23)), x, isSmall);
  const shift = v128.and(isSmall, f32x4.splat(23));
  let y = logNormal(scaled, shift, t);
  y = v128.bitselect(f32x4.neg(infinity), y, f32x4.eq(x, zero));
  y = v128.bitselect(infinity, y, f32x4.eq(x, infinity));
  return v128.or(y, v128.or(f32x4.lt(x, zero), f32x4.ne(x, x))); // all bits set is a NaN
}

/** log(1 + x). Relative error 2e-7. */
// @ts-ignore: decorator
@inline
export function log1p4(x: v128, t: usize): v128 {
  const one = v128.load32_splat(t, c.ONE);
  const infinity = v128.load32_splat(t, c.INFINITY_BITS);
  const u = f32x4.add(x, one);
  // What rounding 1 + x lost, to first order (Kahan).
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, one)), u);
  const isPlain = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, infinity));
  const y = f32x4.add(log4(u, t), v128.and(lost, isPlain));
  return v128.bitselect(x, y, f32x4.eq(u, one));
}

/** log(1 + y) for 0 <= y <= 1: no odd cases. */
// @ts-ignore: decorator
@inline
function log1pUnit(y: v128, t: usize): v128 {
  const one = v128.load32_splat(t, c.ONE);
  const u = f32x4.add(y, one);
  const lost = f32x4.div(f32x4.sub(y, f32x4.sub(u, one)), u);
  return f32x4.add(logNormal(u, f32x4.splat(0), t), lost);
}

/** tanh(x) = −m / (m + 2) with m = e^(−2|x|) − 1, and the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128, t: usize): v128 {
  const sign = v128.load32_splat(t, c.SIGN);
  const magnitude = f32x4.abs(x);
  const m = expm1NonPositive(f32x4.neg(f32x4.add(magnitude, magnitude)), t);
  const y = f32x4.div(m, f32x4.add(m, v128.load32_splat(t, c.TWO)));
  return v128.or(f32x4.abs(y), v128.and(x, sign));
}

/** 1 / (1 + e^−x), denormal where x is very negative. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128, t: usize): v128 {
  const one = v128.load32_splat(t, c.ONE);
  const e = exp4(f32x4.neg(f32x4.abs(x)), t);
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|). */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128, t: usize): v128 {
  const y = log1pUnit(exp4(f32x4.neg(f32x4.abs(x)), t), t);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), y);
}

/** log(1 / (1 + e^−x)) = min(x, 0) − log(1 + e^−|x|). */
// @ts-ignore: decorator
@inline
export function logSigmoid4(x: v128, t: usize): v128 {
  const y = log1pUnit(exp4(f32x4.neg(f32x4.abs(x)), t), t);
  return f32x4.sub(f32x4.pmin(x, f32x4.splat(0)), y);
}
