import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

/**
 * Unpacks a gzip stream. Unlike a pipe, it hands on all that can be read before it throws: a file
 * that was cut off, or is damaged in the middle, is read up to there.
 *
 * One chunk is unpacked at a time, so that memory is bounded by what a chunk unpacks to.
 *
 * @throws what zlib says of the stream, after the last readable byte
 */
export async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const output: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => output.push(chunk));
  gunzip.on('error', error => (failure = error));
  const closed = once(gunzip, 'close').catch(() => undefined);
  try {
    for await (const chunk of chunks) {
      await Promise.race([closed, new Promise<void>(done => gunzip.write(chunk, () => done()))]);
      yield* output.splice(0);
      if (failure) throw failure;
    }
    gunzip.end();
    await closed;
    yield* output.splice(0);
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}
