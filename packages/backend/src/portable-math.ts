// ECMAScript leaves the digits of Math.exp, log, sin, cos, ... to the engine, and engines do differ: Chromium
// and Node disagree in the last bit. These use only what IEEE 754 rounds exactly: + − × ÷, so that whoever
// trains or samples with them gets the same bits on every engine and processor.

/** ln 2 = LN2_HIGH + LN2_LOW; the high part has 32 bits, so that its product with an exponent is exact. */
const LN2_HIGH = 2977044471 / 4294967296;
const LN2_LOW = 1.9082149292705877e-10;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;

const bits = new DataView(new ArrayBuffer(8));

/**
 * e^x, the same bits on every engine; relative error below 3·10⁻¹⁶ where the result is normal.
 *
 * e^x = 2^k·e^r with k = round(x / ln 2) and the Taylor series of e^r (Abramowitz and Stegun 1964, 4.2.1).
 *
 * @example
 * ```ts
 * portableExp(1); // 2.718281828459
 * ```
 */
export function portableExp(x: number): number {
  if (!(x > -746)) return Number.isNaN(x) ? x : 0;
  if (x > 710) return Infinity;
  const { exponent, rest } = splitPower(x);
  // Two factors, because 2^k itself may overflow or be subnormal.
  const half = Math.floor(exponent / 2);
  return (1 + expm1Reduced(rest)) * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/**
 * e^x − 1 without cancellation near 0, the same bits on every engine; relative error below 10⁻¹⁵.
 *
 * @example
 * ```ts
 * portableExpm1(1e-10); // 1.00000000005e-10
 * ```
 */
export function portableExpm1(x: number): number {
  if (!(Math.abs(x) < 40)) return portableExp(x) - 1;
  const { exponent, rest } = splitPower(x);
  const scale = powerOfTwo(exponent);
  return scale * expm1Reduced(rest) + (scale - 1);
}

/**
 * The natural logarithm, the same bits on every engine; error below one unit of the last place.
 *
 * x = m·2^e with m = 1 + f between √½ and √2, and log m = 2 artanh(s) = f − s·(f − 2(s²/3 + s⁴/5 + …)) with
 * s = f / (2 + f) (Abramowitz and Stegun 1964, 4.1.27).
 *
 * @returns NaN below 0
 * @example
 * ```ts
 * portableLog(2); // 0.693147180560
 * ```
 */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const { exponent: e, mantissa } = splitNumber(x);
  const f = mantissa - 1;
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = (series + 2 / n) * square;
  return e * LN2_HIGH - (s * (f - series) - e * LN2_LOW - f);
}

/**
 * cos(2πt) of an angle in turns, the same bits on every engine. Quarter turns are exact.
 *
 * @example
 * ```ts
 * cosTurns(0.25); // 0
 * ```
 */
export function cosTurns(turns: number): number {
  return sinQuarters(turns, 1);
}

/**
 * sin(2πt) of an angle in turns, the same bits on every engine. Quarter turns are exact.
 *
 * @example
 * ```ts
 * sinTurns(0.25); // 1
 * ```
 */
export function sinTurns(turns: number): number {
  return sinQuarters(turns, 0);
}

/** sin(2πt + quarters·π/2). */
function sinQuarters(turns: number, quarters: number): number {
  const nearest = Math.round(4 * turns);
  const angle = 2 * Math.PI * (turns - nearest / 4);
  const quarter = (nearest + quarters) & 3;
  const value = quarter & 1 ? cosReduced(angle) : sinReduced(angle);
  return quarter & 2 ? 0 - value : value;
}

/** a·(1 − a²/(2·3)·(1 − a²/(4·5)·(…))) for |a| ≤ π/4. */
function sinReduced(angle: number): number {
  const square = angle * angle;
  let p = 1;
  for (let n = 18; n >= 2; n -= 2) p = 1 - (p * square) / (n * (n + 1));
  return angle * p;
}

/** 1 − a²/(1·2)·(1 − a²/(3·4)·(…)) for |a| ≤ π/4. */
function cosReduced(angle: number): number {
  const square = angle * angle;
  let p = 1;
  for (let n = 17; n >= 1; n -= 2) p = 1 - (p * square) / (n * (n + 1));
  return p;
}

/** e^r − 1 = r·(1 + r/2·(1 + r/3·(…))) for |r| ≤ ln(2)/2. */
function expm1Reduced(r: number): number {
  let p = 1;
  for (let n = 14; n >= 2; n--) p = 1 + (p * r) / n;
  return r * p;
}

/** x = exponent·ln 2 + rest. */
function splitPower(x: number): { exponent: number; rest: number } {
  const exponent = Math.round(x / Math.LN2);
  return { exponent, rest: x - exponent * LN2_HIGH - exponent * LN2_LOW };
}

/** x = mantissa·2^exponent with a mantissa between √½ and √2. */
function splitNumber(x: number): { exponent: number; mantissa: number } {
  const isSubnormal = x < SMALLEST_NORMAL;
  bits.setFloat64(0, isSubnormal ? x * TWO_54 : x);
  const high = bits.getUint32(0);
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  const exponent = (high >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  const mantissa = bits.getFloat64(0);
  return mantissa > Math.SQRT2 ? { exponent: exponent + 1, mantissa: mantissa / 2 } : { exponent, mantissa };
}

/** 2^n for whole n from −1022 to 1023. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
