import { FlowError } from '@flow/backend';

/** Deflate cannot make a byte out of less than this share of one; zlib's documentation derives it. */
export const GZIP_RATIO_LIMIT = 1032;

/** Whether bytes start as a gzip file does (RFC 1952, 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file, piece by piece. @throws invalid-file */
async function* gunzipPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new FlowError('invalid-file', { message: 'The gzip data is damaged or cut off.', cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Fails where the stream has failed already, which has been reported then.
    await reader.cancel().catch(() => undefined);
  }
}

/** The first `limit` bytes of the content of a gzip file, or all of it where it is shorter. @throws invalid-file */
export async function gunzipHead(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of gunzipPieces(bytes)) {
    pieces.push(piece);
    size += piece.length;
    if (size >= limit) break;
  }
  return concatenate(pieces, size).subarray(0, limit);
}

/**
 * The content of a gzip file.
 *
 * @param limit bytes of content to accept at most
 * @throws invalid-file where it is damaged or larger than `limit`
 */
export async function gunzip(bytes: Uint8Array, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of gunzipPieces(bytes)) {
    size += piece.length;
    if (size > limit) {
      throw new FlowError('invalid-file', {
        message: 'The gzip data holds more than is accepted.',
        expected: `at most ${limit} bytes`,
        received: 'more',
      });
    }
    pieces.push(piece);
  }
  return concatenate(pieces, size);
}

function concatenate(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
