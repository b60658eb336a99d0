// y[i] = f(x[i]) over arrays of any length; x and y may be the same.
import { ONE, TAIL, table } from './constants';
import { exp4, expm14, log4, log1p4, sigmoid4, softplus4, tanh4 } from './vector-math';

type Function = i32;
const EXP: Function = 0;
const LOG: Function = 1;
const LOG1P: Function = 2;
const EXPM1: Function = 3;
const TANH: Function = 4;
const SIGMOID: Function = 5;
const SOFTPLUS: Function = 6;
const SQRT: Function = 7;
const RSQRT: Function = 8;
const SQUARE: Function = 9;
const RELU6: Function = 10;
const ELU: Function = 11;
const RELU: Function = 12;

// @ts-ignore: decorator
@inline
function apply(f: Function, x: v128, t: usize): v128 {
  if (f == EXP) return exp4(x, t);
  if (f == LOG) return log4(x, t);
  if (f == LOG1P) return log1p4(x, t);
  if (f == EXPM1) return expm14(x, t);
  if (f == TANH) return tanh4(x, t);
  if (f == SIGMOID) return sigmoid4(x, t);
  if (f == SOFTPLUS) return softplus4(x, t);
  if (f == SQRT) return f32x4.sqrt(x);
  if (f == RSQRT) return f32x4.div(v128.load32_splat(t, ONE), f32x4.sqrt(x));
  if (f == SQUARE) return f32x4.mul(x, x);
  if (f == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (f == RELU6) return f32x4.pmin(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(6));
  return v128.bitselect(expm14(x, t), x, f32x4.lt(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function map(f: Function, x: usize, y: usize, count: i32): void {
  const t = table();
  for (; count >= 4; count -= 4) {
    v128.store(y, apply(f, v128.load(x), t));
    x += 16;
    y += 16;
  }
  if (count == 0) return;
  v128.store(t, v128.load32_splat(t, ONE), TAIL);
  memory.copy(t + TAIL, x, count * 4);
  v128.store(t, apply(f, v128.load(t, TAIL), t), TAIL);
  memory.copy(y, t + TAIL, count * 4);
}

export function exp(x: usize, y: usize, count: i32): void { map(EXP, x, y, count); }
export function log(x: usize, y: usize, count: i32): void { map(LOG, x, y, count); }
export function log1p(x: usize, y: usize, count: i32): void { map(LOG1P, x, y, count); }
export function expm1(x: usize, y: usize, count: i32): void { map(EXPM1, x, y, count); }
export function tanh(x: usize, y: usize, count: i32): void { map(TANH, x, y, count); }
export function sigmoid(x: usize, y: usize, count: i32): void { map(SIGMOID, x, y, count); }
export function softplus(x: usize, y: usize, count: i32): void { map(SOFTPLUS, x, y, count); }
export function sqrt(x: usize, y: usize, count: i32): void { map(SQRT, x, y, count); }
export function rsqrt(x: usize, y: usize, count: i32): void { map(RSQRT, x, y, count); }
export function square(x: usize, y: usize, count: i32): void { map(SQUARE, x, y, count); }
export function relu(x: usize, y: usize, count: i32): void { map(RELU, x, y, count); }
export function relu6(x: usize, y: usize, count: i32): void { map(RELU6, x, y, count); }
export function elu(x: usize, y: usize, count: i32): void { map(ELU, x, y, count); }

/** x where it is not negative, else alpha·x. */
export function leakyRelu(x: usize, y: usize, count: i32, alpha: f32): void {
  for (let i = 0; i < count; i++) {
    const value = f32.load(x + i * 4);
    f32.store(y + i * 4, value < 0 ? alpha * value : value);
  }
}

/** dx[i] = dy[i]·(1 − y[i]²), in place on dy. */
export function tanhGradient(y: usize, dy: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const value = f32.load(y + i * 4);
    f32.store(dy + i * 4, f32.load(dy + i * 4) * (1 - value * value));
  }
}
