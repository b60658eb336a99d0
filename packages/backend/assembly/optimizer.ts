// Updates of one parameter in place. Factors such as 1 − β₂ come from the caller's float64: computed here in
// float32 they would lose half of their digits.
//
// The mean of a gradient that stays 0 (a dead ReLU) fades until it is subnormal, and x86 is many times slower on such
// numbers. Running values too small to move a weight are set to 0 instead: m below 1e-30, v and u when subnormal.
const FADED_MEAN: f32 = 1e-30;
const SMALLEST_NORMAL: f32 = 1.1754943508222875e-38;

/** m = keep1·m + add1·g, v = keep2·v + add2·g². p −= rate·m / (√(correct2·v) + epsilon) + decay·p. */
export function adam(
  p: usize, g: usize, m: usize, v: usize, count: i32,
  keep1: f32, add1: f32, keep2: f32, add2: f32, rate: f32, correct2: f32, epsilon: f32, decay: f32,
): void {
  let i: usize = 0;
  for (; count >= 4; count -= 4) {
    const gradient = v128.load(g + i);
    const square = f32x4.mul(gradient, gradient);
    const mean = settled4(weighted(v128.load(m + i), f32x4.splat(keep1), gradient, f32x4.splat(add1)), FADED_MEAN);
    const meanSquare = settled4(
      weighted(v128.load(v + i), f32x4.splat(keep2), square, f32x4.splat(add2)), SMALLEST_NORMAL,
    );
    v128.store(m + i, mean);
    v128.store(v + i, meanSquare);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(meanSquare, f32x4.splat(correct2))), f32x4.splat(epsilon));
    descend4(p + i, f32x4.div(f32x4.mul(mean, f32x4.splat(rate)), size), decay);
    i += 16;
  }
  for (; count > 0; count--) {
    const gradient = f32.load(g + i);
    const mean = settled(f32.load(m + i) * keep1 + gradient * add1, FADED_MEAN);
    const meanSquare = settled(f32.load(v + i) * keep2 + gradient * gradient * add2, SMALLEST_NORMAL);
    f32.store(m + i, mean);
    f32.store(v + i, meanSquare);
    descend(p + i, (mean * rate) / (sqrt<f32>(meanSquare * correct2) + epsilon), decay);
    i += 4;
  }
}

/** m as in Adam, u = max(keep2·u, scale·|g|). p −= rate·m / (u + epsilon) + decay·p. */
export function adamax(
  p: usize, g: usize, m: usize, u: usize, count: i32,
  keep1: f32, add1: f32, keep2: f32, scale: f32, rate: f32, epsilon: f32, decay: f32,
): void {
  let i: usize = 0;
  for (; count >= 4; count -= 4) {
    const gradient = v128.load(g + i);
    const mean = settled4(weighted(v128.load(m + i), f32x4.splat(keep1), gradient, f32x4.splat(add1)), FADED_MEAN);
    const faded = settled4(f32x4.mul(v128.load(u + i), f32x4.splat(keep2)), SMALLEST_NORMAL);
    const largest = f32x4.pmax(f32x4.mul(f32x4.abs(gradient), f32x4.splat(scale)), faded);
    v128.store(m + i, mean);
    v128.store(u + i, largest);
    descend4(p + i, f32x4.div(f32x4.mul(mean, f32x4.splat(rate)), f32x4.add(largest, f32x4.splat(epsilon))), decay);
    i += 16;
  }
  for (; count > 0; count--) {
    const gradient = f32.load(g + i);
    const mean = settled(f32.load(m + i) * keep1 + gradient * add1, FADED_MEAN);
    const faded = settled(f32.load(u + i) * keep2, SMALLEST_NORMAL);
    const size = abs<f32>(gradient) * scale;
    const largest = size < faded ? faded : size;
    f32.store(m + i, mean);
    f32.store(u + i, largest);
    descend(p + i, (mean * rate) / (largest + epsilon), decay);
    i += 4;
  }
}

// @ts-ignore: decorator
@inline
function settled4(x: v128, least: f32): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(least)));
}

// @ts-ignore: decorator
@inline
function settled(x: f32, least: f32): f32 {
  return abs<f32>(x) < least ? 0 : x;
}

// @ts-ignore: decorator
@inline
function weighted(x: v128, keep: v128, y: v128, add: v128): v128 {
  return f32x4.add(f32x4.mul(x, keep), f32x4.mul(y, add));
}

// @ts-ignore: decorator
@inline
function descend4(p: usize, step: v128, decay: f32): void {
  const value = v128.load(p);
  v128.store(p, f32x4.sub(value, f32x4.add(step, f32x4.mul(value, f32x4.splat(decay)))));
}

// @ts-ignore: decorator
@inline
function descend(p: usize, step: f32, decay: f32): void {
  const value = f32.load(p);
  f32.store(p, value - (step + value * decay));
}

/** average += rate·(x − average). */
export function movingAverage(average: usize, x: usize, count: i32, rate: f32): void {
  let i: usize = 0;
  for (; count >= 4; count -= 4) {
    const old = v128.load(average + i);
    v128.store(average + i, f32x4.add(old, f32x4.mul(f32x4.splat(rate), f32x4.sub(v128.load(x + i), old))));
    i += 16;
  }
  for (; count > 0; count--) {
    const old = f32.load(average + i);
    f32.store(average + i, old + rate * (f32.load(x + i) - old));
    i += 4;
  }
}
