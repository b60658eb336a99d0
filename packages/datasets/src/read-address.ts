import { FlowError } from '@flow/backend';

/**
 * The bytes of a file, or of an address where there are no files.
 *
 * @throws invalid-file naming the argument and the address
 */
export async function readAddress(argument: string, address: string): Promise<Uint8Array> {
  try {
    return isFile(address) ? await readFromDisk(address) : await download(address);
  } catch (cause) {
    throw new FlowError('invalid-file', {
      argument,
      message: 'A file that belongs there is missing or cannot be read.',
      expected: address,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** A drive letter is no scheme. */
function isFile(address: string): boolean {
  const isInNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return isInNode && (address.startsWith('file:') || !/^[a-z][a-z\d+.-]+:/i.test(address));
}

async function readFromDisk(address: string): Promise<Uint8Array> {
  // Asked for, not imported: bundlers for the page must not look for it.
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  return readFile(address.startsWith('file:') ? new URL(address) : address);
}

async function download(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
