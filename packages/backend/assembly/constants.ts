// Constants of the vector functions, in memory that the loader allocates: V8 builds a constant vector anew in
// every turn of a loop, while a splat from memory is one instruction. `X: usize` is the constant's offset.

export const LOG2E: usize = 0;
export const ROUND: usize = 4;
export const LN2_HIGH: usize = 8;
export const LN2_LOW: usize = 12;
export const EXP_LOW: usize = 16;
export const EXP_HIGH: usize = 20;
/** e^r = 1 + r + r²·(P5 + P4·r + …), |r| <= ln(2)/2 (Cephes, expf). */
export const EXP_P0: usize = 24;
export const EXP_P1: usize = 28;
export const EXP_P2: usize = 32;
export const EXP_P3: usize = 36;
export const EXP_P4: usize = 40;
export const HALF: usize = 44;
export const ONE: usize = 48;
/** log(1 + f) = f − f²/2 + f³·(P0·f⁸ + …), sqrt(1/2) <= 1 + f < sqrt(2) (Cephes, logf). */
export const LOG_P0: usize = 52;
export const LOG_P1: usize = 56;
export const LOG_P2: usize = 60;
export const LOG_P3: usize = 64;
export const LOG_P4: usize = 68;
export const LOG_P5: usize = 72;
export const LOG_P6: usize = 76;
export const LOG_P7: usize = 80;
export const LOG_P8: usize = 84;
export const SMALLEST_NORMAL: usize = 88;
export const TWO_23: usize = 92;
export const SQRT_HALF_BITS: usize = 96;
export const SIGN: usize = 100;
export const TWO: usize = 104;
export const TWENTY: usize = 108;
export const INFINITY_BITS: usize = 112;
export const EXPONENT_127: usize = 120;
export const SIN_P0: usize = 124;
export const SIN_P1: usize = 128;
export const SIN_P2: usize = 132;
export const COS_P0: usize = 136;
export const COS_P1: usize = 140;
export const COS_P2: usize = 144;
export const ANGLE_UNIT: usize = 148;
export const TWO_MINUS_32: usize = 152;
export const MINUS_TWO: usize = 156;
export const UNIFORM_UNIT: usize = 160;
/** Sixteen bytes through which the last 1 to 3 elements of an array pass. */
export const TAIL: usize = 176;

const TABLE_BYTES: i32 = 192;
let address: usize = 0;

export function tableBytes(): i32 {
  return TABLE_BYTES;
}

/** Where the table lies; read it into a local once per kernel. */
// @ts-ignore: decorator
@inline
export function table(): usize {
  return address;
}

/** Fills the table at `at` and keeps its address. */
export function setTable(at: usize): void {
  address = at;
  f32.store(at, 1.44269504088896341, LOG2E);
  f32.store(at, 12582912, ROUND); // 1.5·2²³: adding it rounds to a whole number, which the low bits then hold
  f32.store(at, 0.693359375, LN2_HIGH);
  f32.store(at, -2.12194440e-4, LN2_LOW);
  f32.store(at, -104, EXP_LOW);
  f32.store(at, 89, EXP_HIGH);
  f32.store(at, 1.9875691500e-4, EXP_P0);
  f32.store(at, 1.3981999507e-3, EXP_P1);
  f32.store(at, 8.3334519073e-3, EXP_P2);
  f32.store(at, 4.1665795894e-2, EXP_P3);
  f32.store(at, 1.6666665459e-1, EXP_P4);
  f32.store(at, 0.5, HALF);
  f32.store(at, 1, ONE);
  f32.store(at, 7.0376836292e-2, LOG_P0);
  f32.store(at, -1.1514610310e-1, LOG_P1);
  f32.store(at, 1.1676998740e-1, LOG_P2);
  f32.store(at, -1.2420140846e-1, LOG_P3);
  f32.store(at, 1.4249322787e-1, LOG_P4);
  f32.store(at, -1.6668057665e-1, LOG_P5);
  f32.store(at, 2.0000714765e-1, LOG_P6);
  f32.store(at, -2.4999993993e-1, LOG_P7);
  f32.store(at, 3.3333331174e-1, LOG_P8);
  f32.store(at, 1.17549435e-38, SMALLEST_NORMAL);
  f32.store(at, 8388608, TWO_23);
  i32.store(at, 0x3f3504f3, SQRT_HALF_BITS);
  i32.store(at, <i32>0x80000000, SIGN);
  f32.store(at, 2, TWO);
  f32.store(at, 20, TWENTY);
  i32.store(at, 0x7f800000, INFINITY_BITS);
  i32.store(at, 127, EXPONENT_127);
  // sin and cos on [−π/4, π/4] (Cephes, sinf and cosf).
  f32.store(at, -1.9515295891e-4, SIN_P0);
  f32.store(at, 8.3321608736e-3, SIN_P1);
  f32.store(at, -1.6666654611e-1, SIN_P2);
  f32.store(at, 2.443315711809948e-5, COS_P0);
  f32.store(at, -1.388731625493765e-3, COS_P1);
  f32.store(at, 4.166664568298827e-2, COS_P2);
  f32.store(at, 1.4629180792671596e-9, ANGLE_UNIT); // 2π / 2³²
  f32.store(at, 2.3283064365386963e-10, TWO_MINUS_32);
  f32.store(at, -2, MINUS_TWO);
  f32.store(at, 5.9604644775390625e-8, UNIFORM_UNIT); // 2⁻²⁴
}
