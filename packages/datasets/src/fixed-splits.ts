/** Rows for training, validation and test of each embedded table; the indices are in `data/*-split.json`. */
export const fixedSplits = {
  digits: [1400, 200, 197],
  wine: [118, 30, 30],
  'breast-cancer': [399, 85, 85],
  /** Of the 342 penguins that were measured, in the order of the file. */
  penguins: [242, 50, 50],
} as const;
