import type { Report } from './messages.ts';

/** The memory that a report gives away instead of copying it. */
export function transferables(report: Report): ArrayBuffer[] {
  return Object.values(report).flatMap((value: unknown) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
