/** Exports as JSON Lines, read as a script reads them. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../../../src/capture/export/jsonLines';
import type { SpanLine } from '../../../../src/capture/export/spanLine';
import { listSpans } from '../../../../src/capture/read/spanList';
import type { ExportSelection } from '../../../../src/protocol/exports';
import { recordedCapture } from '../../../support/captures';
import type { Imported } from '../../../support/importedFixtures';
import { importFixtures } from '../../../support/importedFixtures';
import { call, cast, notification, record, reply, seconds } from '../../../support/records';
import { allRequests } from '../../../../src/protocol/requests';

const fixtures = importFixtures(['boot', 'failures']);
const boot = fixtures.named('boot');
const failures = fixtures.named('failures');

const linesOf = ({ database }: Pick<Imported, 'database'>, selection: ExportSelection = {}) =>
  Array.from(jsonLines(database, selection), line => JSON.parse(line) as SpanLine);

describe.each(['boot', 'failures'])('%s', name => {
  const capture = () => (name === 'boot' ? boot : failures);

  test('each message is in exactly one line', () => {
    const lines = linesOf(capture());
    const { messageCount, spanCount } = capture().engine.status.captureStatus();
    expect(lines).toHaveLength(spanCount);
    const ids = lines.flatMap(({ messages }) => messages.map(({ id }) => id));
    expect(ids.sort((a, b) => a - b)).toEqual(
      Array.from({ length: messageCount }, (_, index) => index + 1),
    );
    expect(Array.from(jsonLines(capture().database, {})).join()).not.toContain('\n');
  });

  test('each line has the values of the list of spans', () => {
    const lines = new Map(linesOf(capture()).map(line => [line.id, line]));
    let count = 0;
    for (const { failure, ...span } of listSpans(capture().database)) {
      expect(lines.get(span.id)).toMatchObject(span);
      expect(lines.get(span.id)?.failure ?? null).toEqual(
        failure && (expect.objectContaining(failure) as unknown),
      );
      count++;
    }
    expect(count).toBeGreaterThan(50);
  });

  test('each line has the times, queues and sizes of the details', () => {
    for (const { id, messages } of linesOf(capture())) {
      const details = capture().engine.spans.readSpan(id)?.messages ?? [];
      expect(messages).toHaveLength(details.length);
      for (const [at, message] of messages.entries()) {
        expect(message).toMatchObject({
          id: details[at]?.messageId,
          kind: details[at]?.kind,
          publishedAt: details[at]?.publishedAtMicros ?? null,
          routingKeys: details[at]?.routingKeys,
          bodyBytes: details[at]?.bodyBytes,
          deliveries: details[at]?.deliveries.map(({ atMicros, queue, isRedelivered }) => ({
            at: atMicros,
            queue,
            redelivered: isRedelivered,
          })),
        });
      }
    }
  });
});

test('a call has its arguments and its result', () => {
  const line = linesOf(boot).find(({ method }) => method === 'select_destinations');
  expect(line?.arguments).toHaveProperty(['spec_obj', 'nova_object.name'], 'RequestSpec');
  expect(Object.keys(line?.arguments ?? {})).toContain('instance_uuids');
  expect(JSON.stringify(line?.result)).toContain('Selection');
  expect(line).toMatchObject({ failure: null, payload: null });
});

test('a failure has its message and traceback', () => {
  const line = linesOf(failures).find(({ failure }) => failure?.class === 'NoValidHost');
  expect(line).toMatchObject({
    result: null,
    failure: { module: 'nova.exception', message: 'No valid host was found. ' },
  });
  expect(line?.failure?.traceback[0]).toBe('Traceback (most recent call last):');
});

test('a notification has its payload', () => {
  const line = linesOf(boot).find(({ kind }) => kind === 'notification');
  expect(Object.keys(line?.payload ?? {}).length).toBeGreaterThan(3);
  expect(line?.arguments).toBeNull();
});

test('a selection has only its own lines, complete', () => {
  const [request] = boot.engine.requests.listRequests(
    { ...allRequests, words: 'build server' },
    1,
  ).requests;
  const selected = linesOf(boot, { request: request?.id ?? '' });
  expect(selected).toHaveLength(50);
  const all = new Map(linesOf(boot).map(line => [line.id, line]));
  for (const line of selected) expect(line).toEqual(all.get(line.id));
  expect(linesOf(boot, { request: 'req-nowhere' })).toEqual([]);
});

describe('in a capture of made-up records', () => {
  let madeUpCount = 0;
  async function linesOfRecords(...records: Parameters<typeof record>[]) {
    const file = path.join(fixtures.folder, `made-up-${++madeUpCount}.rpcscope`);
    const capture = recordedCapture(file);
    try {
      await capture.record(...records.map(each => record(...each)));
      return linesOf(capture);
    } finally {
      capture.close();
    }
  }

  test('a message that cannot be decoded has a line with the reason', async () => {
    const lines = await linesOfRecords(
      ['publish', '{"oslo.version": "2.0", "oslo.message": "{'],
      ['publish', new Uint8Array([1, 2, 255])],
    );
    expect(lines).toMatchObject([{ kind: 'foreign' }, { kind: 'foreign', arguments: null }]);
    for (const { messages } of lines) expect(messages[0]?.opaqueReason).toEqual(expect.any(String));
  });

  test('a reply without its call is a separate line', async () => {
    const lines = await linesOfRecords(['publish', reply('gone', { result: { a: [1] } })]);
    expect(lines).toMatchObject([{ kind: 'reply', state: 'orphanReply', result: { a: [1] } }]);
  });

  test('numbers that JSON rounds are strings, and secrets stay masked', async () => {
    const huge = JSON.stringify(cast('a', { args: { n: 1, admin_pass: 'geheim' } }));
    const [line] = await linesOfRecords([
      'publish',
      JSON.stringify({
        'oslo.version': '2.0',
        'oslo.message': huge.replace('"n":1', '"n":12345678901234567890,"inf":-Infinity'),
      }),
    ]);
    expect(line?.arguments).toMatchObject({ n: '12345678901234567890', inf: '-Infinity' });
    expect(JSON.stringify(line)).not.toContain('geheim');
  });

  test('empty arguments are an empty object, and a result of None is null', async () => {
    const [one, two] = await linesOfRecords(
      ['publish', call('a')],
      ['publish', reply('a', { result: 0 }), { at: seconds(2) }],
      ['publish', notification('b', { payload: '' })],
    );
    expect(one).toMatchObject({ arguments: {}, result: 0 });
    expect(two).toMatchObject({ payload: '' });
  });
});

test('an abort ends the export between chunks; progress is told up to the end', async () => {
  const capture = recordedCapture(path.join(fixtures.folder, 'aborted.rpcscope'));
  try {
    await capture.record(
      ...Array.from({ length: 450 }, (_, n) => record('publish', cast(`c${n}`), { at: n })),
    );
    const progress: number[] = [];
    const onProgress = (done: number, total: number) => {
      expect(total).toBe(450);
      progress.push(done);
    };
    expect([...jsonLines(capture.database, {}, { onProgress })]).toHaveLength(450);
    expect(progress).toEqual([200, 400, 450]);

    const aborting = new AbortController();
    const lines = jsonLines(
      capture.database,
      {},
      { signal: aborting.signal, onProgress: () => aborting.abort() },
    );
    let count = 0;
    const readAll = () => {
      for (const line of lines) count += Number(line !== '');
    };
    expect(readAll).toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    expect(count).toBe(200);
  } finally {
    capture.close();
  }
});
