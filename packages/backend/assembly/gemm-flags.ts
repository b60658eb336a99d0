// What happens to a sum of products before it is stored, in this order.

/** Add what the output holds. */
export const ACCUMULATE: i32 = 1;
/** Add a row vector. */
export const BIAS: i32 = 2;
/** max(0, x); NaN stays. */
export const RELU: i32 = 4;
/** 0 where the mask (same layout as the output) is not positive. */
export const MASK: i32 = 8;
