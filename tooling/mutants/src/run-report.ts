/** What one run of tests tells the process that started it. */
export type RunReport = {
  /** Whether the module to change was loaded, and changed. */
  readonly isMutated: boolean;
  /** What kept tests from running: modules that did not load, failed hooks, errors outside of tests. */
  readonly obstacles: readonly string[];
  readonly passed: number;
  readonly failures: readonly TestFailure[];
};

export type TestFailure = {
  /** `act-norm.test.ts: actNorm's start > runs once`. */
  readonly test: string;
  readonly errors: readonly ErrorReport[];
};

/** An error and, where it wraps another, that one. */
export type ErrorReport = { readonly name: string; readonly message: string; readonly cause?: ErrorReport };
