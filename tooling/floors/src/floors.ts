/** What a floor of the house may stand on. */
export type Floor = {
  /** Packages that its source, and so its users, may depend on. */
  readonly imports: readonly string[];
  /** Packages that its tests may use besides. */
  readonly testImports?: readonly string[];
};

/**
 * The published packages, from the ground up: each stands on those below it. Datasets stands beside layers,
 * so that data never knows about models.
 */
export const FLOORS: Readonly<Record<string, Floor>> = {
  '@flow/backend': { imports: [] },
  '@flow/math': { imports: ['@flow/backend'] },
  '@flow/datasets': { imports: ['@flow/backend', '@flow/math'] },
  '@flow/layers': { imports: ['@flow/backend', '@flow/math'] },
  '@flow/models': {
    imports: ['@flow/backend', '@flow/math', '@flow/layers'],
    testImports: ['@flow/datasets'],
  },
  '@flow/train': {
    imports: ['@flow/backend', '@flow/math', '@flow/layers', '@flow/models'],
    testImports: ['@flow/datasets'],
  },
};
