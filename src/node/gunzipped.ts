import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

/**
 * Limits of unpacking. gzip packs at most 1,032 bytes into one, and only for constantly repeated
 * data: JSON of oslo.messaging shrinks to a twentieth, the reports of an idle cloud to less than a
 * hundredth. Small files have no ratio limit, because they do no harm.
 */
interface UnpackLimits {
  readonly maxBytes: number;
  /**
   * Maximum ratio of unpacked to packed bytes; checked when more than `ratioFromBytes` were
   * unpacked.
   */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

/** Tells whether bytes begin like a gzip stream. */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

const gigabyte = 1024 ** 3;
const defaultLimits: UnpackLimits = {
  maxBytes: 64 * gigabyte,
  maxRatio: 250,
  ratioFromBytes: gigabyte,
};

/** Thrown when a stream exceeds the limits and is not unpacked further. */
export class UnpackLimitError extends Error {}

/** Size of one input chunk. Its output is held in memory: at most 66 MB. */
const inputBytes = 64 * 1024;
const outputBytes = 256 * 1024;

/**
 * Unpacks a gzip stream. Unlike a pipe, it yields all readable data before it throws: a file that
 * was cut off or damaged is read up to that place.
 *
 * @throws zlib's error, after the last readable byte
 * @throws {UnpackLimitError} when the limits are exceeded
 */
export async function* gunzipped(
  chunks: AsyncIterable<Buffer>,
  limits = defaultLimits,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: outputBytes });
  const output: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => output.push(chunk));
  gunzip.on('error', error => (failure = error));
  const closed = once(gunzip, 'close').catch(() => undefined);
  const counts = { packed: 0, unpacked: 0 };
  const taken = function* () {
    for (const chunk of output.splice(0)) {
      counts.unpacked += chunk.length;
      checkLimits(counts, limits);
      yield chunk;
    }
  };
  try {
    for await (const chunk of inPieces(chunks)) {
      counts.packed += chunk.length;
      await Promise.race([closed, new Promise<void>(done => gunzip.write(chunk, () => done()))]);
      yield* taken();
      if (failure) throw failure;
    }
    gunzip.end();
    await closed;
    yield* taken();
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}

async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += inputBytes) {
      yield chunk.subarray(at, at + inputBytes);
    }
  }
}

function checkLimits(
  { packed, unpacked }: { readonly packed: number; readonly unpacked: number },
  { maxBytes, maxRatio, ratioFromBytes }: UnpackLimits,
): void {
  if (unpacked > maxBytes) throw new UnpackLimitError(`it unpacks to more than ${maxBytes} bytes`);
  if (unpacked > ratioFromBytes && unpacked > packed * maxRatio) {
    throw new UnpackLimitError(`it unpacks to more than ${maxRatio} times its size`);
  }
}
