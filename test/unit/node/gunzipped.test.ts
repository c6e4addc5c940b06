import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzipped, UnpackLimitError } from '../../../src/node/gunzipped';

async function* stream(...chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** Collects the output, and the error that follows it. */
async function unpack(packed: Buffer, limits?: Parameters<typeof gunzipped>[1]) {
  let length = 0;
  let largest = 0;
  const hash = createHash('sha1');
  try {
    for await (const chunk of gunzipped(stream(packed), limits)) {
      length += chunk.length;
      largest = Math.max(largest, chunk.length);
      hash.update(chunk);
    }
  } catch (error) {
    return { length, largest, error };
  }
  return { length, largest, digest: hash.digest('hex') };
}

const limits = { maxBytes: 20_000_000, maxRatio: 250, ratioFromBytes: 1_000_000 };
const megabytes = (count: number, fill: string) => Buffer.alloc(count * 1_000_000, fill);
/** Data that gzip packs to a seventieth of its size. */
const ordinary = Buffer.from(
  Array.from(
    { length: 40_000 },
    (_, i) => `{"report": "state", "count": ${i}, "more": "${'x'.repeat(900)}"}\n`,
  ).join(''),
);

test('packed data is unpacked in small chunks', async () => {
  const { digest, length, largest } = await unpack(gzipSync(ordinary));
  expect(digest).toBe(createHash('sha1').update(ordinary).digest('hex'));
  expect(length).toBe(ordinary.length);
  expect(largest).toBeLessThan(1_000_000);
});

test('several gzip streams one after the other are read as one', async () => {
  const parts = [megabytes(1, 'ab'), Buffer.from('c'), ordinary.subarray(0, 500_000)];
  const { digest } = await unpack(Buffer.concat(parts.map(each => gzipSync(each))));
  expect(digest).toBe(createHash('sha1').update(Buffer.concat(parts)).digest('hex'));
});

test('data that unpacks to far more than any log is rejected', async () => {
  const { length, error } = await unpack(gzipSync(megabytes(10, 'x')), limits);
  expect(error).toBeInstanceOf(UnpackLimitError);
  expect((error as Error).message).toBe('it unpacks to more than 250 times its size');
  expect(length).toBeGreaterThan(500_000);
  expect(length).toBeLessThan(3_000_000);
});

test('a small file may have any ratio', async () => {
  const { error, length } = await unpack(gzipSync(megabytes(1, 'x')), limits);
  expect([error, length]).toEqual([undefined, 1_000_000]);
});

test('every file has a maximum unpacked size', async () => {
  const { length, error } = await unpack(gzipSync(ordinary), limits);
  expect((error as Error).message).toBe('it unpacks to more than 20000000 bytes');
  expect(length).toBeGreaterThan(19_000_000);
  expect(length).toBeLessThanOrEqual(20_000_000);
});

test('an error follows all readable data', async () => {
  const { length, error } = await unpack(gzipSync(ordinary).subarray(0, 100_000));
  expect((error as Error).message).toBe('unexpected end of file');
  expect(length).toBeGreaterThan(1_000_000);
});
