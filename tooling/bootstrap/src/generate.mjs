import { Failure } from './failure.mjs';
import { runQuietly, succeeded } from './processes.mjs';

/** Writes the sources that packages generate; turbo skips what is there already. */
export async function generate() {
  const made = await runQuietly('turbo', ['run', 'generate', '--output-logs=errors-only', '--ui=stream']);
  if (!succeeded(made)) throw new Failure(`generated sources could not be written.\n${made.output}`);
}
