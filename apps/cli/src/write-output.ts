import { writeFile } from 'node:fs/promises';

/** Writes to a file, or to the terminal where none is named. */
export async function writeOutput(file: string | undefined, content: Uint8Array | string): Promise<void> {
  if (file === undefined) process.stdout.write(content);
  else await writeFile(file, content);
}
