/**
 * Compressed bodies, by the names that kombu registers (kombu/compression.py). bzip2 and xz are not
 * supported: Node has neither.
 */
import zlib from 'node:zlib';
import type { Decompress } from '../../core/oslo/decode';

/** What a body may become: a small one can be made to unpack to gigabytes. */
const maxOutputLength = 64 * 1024 * 1024;

export const decompress: Decompress = (compression, body) => {
  const unpack = unpackers.get(compression);
  if (!unpack) return undefined;
  try {
    return unpack(body, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`it holds more than ${maxOutputLength / 1024 / 1024} MB`, { cause: error });
  }
};

type Unpack = (body: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Node has zstd from 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Unpack };

const unpackers: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  // kombu calls it gzip, and sends a zlib stream; `unzip` takes either.
  ['application/x-gzip', zlib.unzipSync],
  ['application/x-brotli', zlib.brotliDecompressSync],
  ...(zstdDecompressSync ? [['application/zstd', zstdDecompressSync] as const] : []),
]);
