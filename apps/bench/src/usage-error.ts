/** The command line was wrong: one line for the person, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
