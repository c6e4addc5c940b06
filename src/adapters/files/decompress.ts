/**
 * Decompresses bodies, by the names that kombu registers (kombu/compression.py). bzip2 and xz are
 * not supported, because Node has neither.
 */
import zlib from 'node:zlib';
import type { Decompress } from '../../core/oslo/decode';
import { formatBytes } from '../../core/text/amounts';

/**
 * Maximum size of a decompressed body in bytes, because a small body can decompress to gigabytes.
 */
const maxOutputLength = 64 * 1024 * 1024;

export const decompress: Decompress = (compression, body) => {
  const unpack = unpackers.get(compression);
  if (!unpack) return undefined;
  try {
    return unpack(body, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`it holds more than ${formatBytes(maxOutputLength)}`, { cause: error });
  }
};

type Unpack = (body: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Node has zstd since 22.15. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Unpack };

const unpackers: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  // kombu names this `gzip` but sends a zlib stream; `unzip` reads both.
  ['application/x-gzip', zlib.unzipSync],
  ['application/x-brotli', zlib.brotliDecompressSync],
  ...(zstdDecompressSync ? [['application/zstd', zstdDecompressSync] as const] : []),
]);
