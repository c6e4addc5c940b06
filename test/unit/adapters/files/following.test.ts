import { appendFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTraceFile } from '../../../../src/adapters/files/openTraceFile';
import type { SourceState } from '../../../../src/core/amqp/sourceState';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { SkippedInput } from '../../../../src/core/amqp/traceSource';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
let file: string;
let stops: (() => Promise<void>)[];
beforeEach(() => {
  file = path.join(folder, 'trace.log');
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
});

/** A line of JSON whose body identifies it. */
const json = (name: string, more: object = {}): string =>
  `${JSON.stringify({
    ts: 1,
    routing_key: 'publish.nova',
    headers: {},
    body_base64: Buffer.from(name).toString('base64'),
    ...more,
  })}\n`;

const text = (name: string): string => `
${'='.repeat(80)}
2026-11-23T16:47:07.424+00:00: Message published

Node:         rabbit@ctl1
Payload: ${''}
${name}
`;

/** Starts to follow the file. */
async function follow() {
  const { source, format } = await openTraceFile(file, { follow: true });
  const abort = new AbortController();
  const records: TraceRecord[] = [];
  const skipped: SkippedInput[] = [];
  const states: SourceState[] = [];
  const ended = source.run(
    {
      receive: batch => {
        records.push(...batch);
        return Promise.resolve();
      },
      skipped: problem => skipped.push(problem),
      stateChanged: state => states.push(state),
    },
    abort.signal,
  );
  const stop = async () => {
    abort.abort();
    await ended;
  };
  stops.push(stop);
  const names = () => records.map(each => Buffer.from(each.body).toString());
  return {
    format,
    records,
    skipped,
    states,
    stop,
    names,
    state: () => states.at(-1),
    until: (expected: readonly string[]) => expect.poll(names).toEqual(expected),
  };
}

test('the contents of a file are read, then what is appended, until the signal aborts', async () => {
  await writeFile(file, json('a') + json('b'));
  const following = await follow();
  expect(following.format).toBe('firehose');
  await following.until(['a', 'b']);
  await expect.poll(() => following.state()?.state).toBe('following');
  expect(following.states[0]).toMatchObject({ state: 'importing', bytesRead: 0 });
  await appendFile(file, json('c'));
  await following.until(['a', 'b', 'c']);
  expect(following.records.map(each => each.line)).toEqual([1, 2, 3]);
  await expect
    .poll(() => following.state())
    .toEqual({
      state: 'following',
      bytesRead: Buffer.byteLength(json('a') + json('b') + json('c')),
    });
  await following.stop();
  await appendFile(file, json('d'));
  expect(following.names()).toEqual(['a', 'b', 'c']);
  expect(following.skipped).toEqual([]);
});

test('half a line is not a record, however long it stays half', async () => {
  await writeFile(file, json('a'));
  const following = await follow();
  await following.until(['a']);
  const next = json('b');
  await appendFile(file, next.slice(0, 40));
  await expect.poll(() => following.state()).toMatchObject({ bytesRead: json('a').length + 40 });
  await appendFile(file, next.slice(40, -1));
  await expect
    .poll(() => following.state())
    .toMatchObject({ bytesRead: json('a').length + next.length - 1 });
  expect(following.names()).toEqual(['a']);
  await appendFile(file, '\n');
  await following.until(['a', 'b']);
  expect(following.skipped).toEqual([]);
});

describe('a text log', () => {
  test('the last record is delivered when nothing follows it for a while', async () => {
    await writeFile(file, text('a') + text('b'));
    const following = await follow();
    expect(following.format).toBe('tracingText');
    await following.until(['a', 'b']);
    const half = text('c').indexOf('Payload');
    await appendFile(file, text('c').slice(0, half));
    await expect
      .poll(() => following.state())
      .toMatchObject({ bytesRead: 2 * text('a').length + half });
    await appendFile(file, text('c').slice(half) + text('d').slice(0, 140));
    await following.until(['a', 'b', 'c']);
    await appendFile(file, text('d').slice(140));
    await following.until(['a', 'b', 'c', 'd']);
    expect(following.skipped).toEqual([]);
  });

  test('the last record is not lost when following ends', async () => {
    await writeFile(file, text('a'));
    const following = await follow();
    await expect.poll(() => following.state()?.state).toBe('following');
    await following.stop();
    expect(following.names()).toEqual(['a']);
  });
});

test('the format of an empty file is detected when it grows', async () => {
  await writeFile(file, '');
  const following = await follow();
  expect(following.format).toBeUndefined();
  await expect.poll(() => following.state()).toEqual({ state: 'following', bytesRead: 0 });
  await appendFile(file, text('a'));
  await following.until(['a']);
  await following.stop();
});

test('following a file that stays empty ends without an error', async () => {
  await writeFile(file, '');
  const following = await follow();
  await expect.poll(() => following.state()?.state).toBe('following');
  await following.stop();
  expect(following.names()).toEqual([]);
});

describe('a file is read from its beginning', () => {
  test('when it is emptied and written again', async () => {
    await writeFile(file, json('a') + json('b'));
    const following = await follow();
    await following.until(['a', 'b']);
    await truncate(file);
    await expect.poll(() => following.state()).toEqual({ state: 'following', bytesRead: 0 });
    await appendFile(file, json('c'));
    await following.until(['a', 'b', 'c']);
    expect(following.records[2]?.line).toBe(1);
  });

  test('when it is emptied, and larger than before when that is noticed', async () => {
    await writeFile(file, json('a'));
    const following = await follow();
    await following.until(['a']);
    await writeFile(file, json('x', { ts: 2 }) + json('y'));
    await following.until(['a', 'x', 'y']);
  });

  test('when it is replaced by one of another format, after the rest of the old one', async () => {
    await writeFile(file, text('a'));
    const following = await follow();
    await following.until(['a']);
    await appendFile(file, text('b'));
    await rename(file, path.join(folder, 'trace.log.1'));
    await writeFile(file, json('c'));
    await following.until(['a', 'b', 'c']);
    expect(following.skipped).toEqual([]);
  });

  test('when it is deleted and comes back', async () => {
    await writeFile(file, json('a'));
    const following = await follow();
    await following.until(['a']);
    await rm(file);
    await writeFile(`${file}.new`, json('b'));
    await rename(`${file}.new`, file);
    await following.until(['a', 'b']);
  });
});

test('an error of the sink ends following, and the file is closed', async () => {
  await writeFile(file, json('a'));
  const { source } = await openTraceFile(file, { follow: true });
  const sink = {
    receive: () => Promise.reject(new Error('the disk is full')),
    skipped: () => undefined,
    stateChanged: () => undefined,
  };
  await expect(source.run(sink, new AbortController().signal)).rejects.toThrow('disk is full');
});

describe('following is rejected for', () => {
  test.each([
    ['a packed file', () => writeFile(file, gzipSync(json('a'))), 'packed with gzip'],
    ['a folder', () => (file = folder), 'it is a folder'],
    ['a file that is not there', () => undefined, 'ENOENT'],
  ])('%s', async (_name, make, words) => {
    await make();
    await expect(openTraceFile(file, { follow: true })).rejects.toMatchObject({
      failure: { code: 'fileUnreadable', detail: expect.stringContaining(words) as string },
    });
  });

  test('a file of unknown format', async () => {
    await writeFile(file, 'nothing of interest\n');
    await expect(openTraceFile(file, { follow: true })).rejects.toMatchObject({
      failure: { code: 'unknownFormat' },
    });
  });
});
