import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

/**
 * How much a file may become. gzip packs at most 1,032 bytes into one, and only what repeats itself
 * all the time comes near that: JSON of oslo.messaging shrinks to a twentieth, an idle cloud's
 * reports to less than a hundredth. A small file may do as it likes, for it does no harm.
 */
export interface UnpackLimits {
  readonly maxBytes: number;
  /** Unpacked to packed bytes; counts when more than `ratioFromBytes` were unpacked. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

/** Whether bytes begin as a gzip stream does. */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

const gigabyte = 1024 ** 3;
const defaultLimits: UnpackLimits = {
  maxBytes: 64 * gigabyte,
  maxRatio: 250,
  ratioFromBytes: gigabyte,
};

/** The stream could go on, but is not unpacked any further. */
export class UnpackLimitError extends Error {}

/** One chunk's output is held in memory: at most 66 MB of it. */
const inputBytes = 64 * 1024;
const outputBytes = 256 * 1024;

/**
 * Unpacks a gzip stream. Unlike a pipe, it hands on all that can be read before it throws: a file
 * that was cut off, or is damaged in the middle, is read up to there.
 *
 * @throws what zlib says of the stream, after the last readable byte; {@link UnpackLimitError}
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
