import type { Address } from './exports.ts';
import type { KernelPack } from './memory.ts';

/** Where the parts of one workspace lie, of these sizes in bytes; all valid until the next request for one. */
export function placeParts<Name extends string>(
  pack: KernelPack,
  bytes: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Address>> {
  const names = Object.keys(bytes) as Name[];
  const sizes = names.map((name) => Math.ceil(bytes[name] / 64) * 64);
  let next = pack.workspace(sizes.reduce((total, size) => total + size, 0));
  const places: Partial<Record<Name, Address>> = {};
  names.forEach((name, index) => {
    places[name] = next;
    next += sizes[index] ?? 0;
  });
  return places as Record<Name, Address>;
}
