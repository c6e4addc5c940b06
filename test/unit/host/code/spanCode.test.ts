import { expect, test } from 'vitest';
import { VersionMismatches } from '../../../../src/host/code/versionMismatches';
import type { SpanSubjects } from '../../../../src/host/code/spanCode';
import { SpanCodeReader } from '../../../../src/host/code/spanCode';
import type { CodeApi, CodeSubject, RpcCall } from '../../../../src/protocol/code/codeApi';
import type { Remote } from '../../../../src/protocol/rpc';
import type { SpanSubject } from '../../../../src/protocol/code/codeUsage';
import { callerAnswer, codeAnswer, codePlace } from '../../../webview/sampleCode';

const call = (fields: Partial<RpcCall> = {}): RpcCall => ({
  exchange: 'nova',
  topic: 'scheduler',
  isFanout: false,
  namespace: undefined,
  version: '4.5',
  method: 'select_destinations',
  objectName: undefined,
  objectMethod: undefined,
  senders: ['nova-conductor'],
  receivers: ['nova-scheduler'],
  ...fields,
});
const request = (fields?: Partial<RpcCall>): CodeSubject => ({
  type: 'request',
  call: call(fields),
});
const notification: CodeSubject = {
  type: 'notification',
  notification: {
    exchange: 'nova',
    eventType: 'compute.instance.update',
    topic: 'notifications',
    priority: 'INFO',
    service: 'compute',
    isVersioned: false,
    senders: ['nova-conductor'],
  },
};
const versionMismatch = codeAnswer({}, 'serves version 4.3, which does not take 4.5');
const settled = {
  state: 'idle',
  fileCount: 10,
  done: 10,
  total: 10,
  problems: [],
  problemCount: 0,
} as const;

/** Sources that accept only version 4.3, and the queries that they got. */
function sources(spans: Readonly<Record<number, SpanSubject>>) {
  const asked: string[] = [];
  const answers: { -readonly [Name in keyof CodeApi]?: Remote<CodeApi>[Name] } = {
    status: () => Promise.resolve(settled),
    handlers: ({ method, version }) => {
      asked.push(`handlers ${method} ${version}`);
      return Promise.resolve(
        version === '4.3'
          ? { handlers: [codeAnswer()], versionMismatches: [] }
          : { handlers: [], versionMismatches: [versionMismatch] },
      );
    },
    callers: () => Promise.resolve([callerAnswer()]),
    listeners: () => Promise.resolve([]),
    emitters: () => Promise.resolve([callerAnswer()]),
    frames: () =>
      Promise.resolve([
        { textLine: 1, remotePath: '/opt/stack/nova/a.py', place: codePlace(), doubt: undefined },
        ...[3, 5].map(textLine => ({
          textLine,
          remotePath: `/usr/lib/python3/dist-packages/oslo/${textLine}.py`,
          place: undefined,
          doubt: undefined,
        })),
      ]),
  };
  const code = {
    api: answers as Remote<CodeApi>,
    syncOverlays: () => {
      asked.push('unsaved text');
      return Promise.resolve();
    },
  };
  const reader = new SpanCodeReader(code);
  const capture: SpanSubjects = {
    api: {
      codeUsage: {
        codeSubjectOf: (spanId: number) => Promise.resolve(spans[spanId]),
        listCodeUsageKinds: () => Promise.resolve([]),
      },
    },
  };
  return { asked, answers, reader, capture };
}

test('a request has handlers, callers and frames, with unsaved text taken into account', async () => {
  const { asked, reader, capture } = sources({
    7: { subject: request({ version: '4.3' }), traceback: 'Traceback' },
  });
  const code = await reader.readSpanCode(capture, 7);
  expect(code).toMatchObject({
    kind: 'request',
    handlers: [codeAnswer()],
    versionMismatches: [],
    callers: [callerAnswer()],
    index: { isIndexing: false, fileCount: 10, done: 10, total: 10 },
  });
  expect(asked).toEqual(['unsaved text', 'handlers select_destinations 4.3']);
});

test('a folder is offered for mapping once, at its first frame', async () => {
  const { reader, capture } = sources({ 7: { subject: request(), traceback: 'Traceback' } });
  const { frames } = (await reader.readSpanCode(capture, 7)) ?? { frames: [] };
  expect(frames.map(frame => [frame.textLine, frame.mappable])).toEqual([
    [1, undefined],
    [3, '/usr/lib/python3/dist-packages/oslo'],
    [5, undefined],
  ]);
});

test('a notification has listeners and emitters', async () => {
  const { reader, capture } = sources({ 7: { subject: notification, traceback: undefined } });
  expect(await reader.readSpanCode(capture, 7)).toMatchObject({
    kind: 'notification',
    handlers: [],
    callers: [callerAnswer()],
    frames: [],
  });
});

test('a foreign message has no code', async () => {
  const { reader, capture } = sources({});
  expect(await reader.readSpanCode(capture, 7)).toBeUndefined();
});

test('requests that the sources would refuse are found with one query for each kind', async () => {
  const { asked, reader, capture } = sources({
    1: { subject: request(), traceback: undefined },
    2: { subject: request(), traceback: undefined },
    3: { subject: request({ version: '4.3' }), traceback: undefined },
    4: { subject: notification, traceback: undefined },
  });
  const mismatches = new VersionMismatches(reader);
  const sentence =
    'SchedulerManager.select_destinations: serves version 4.3, which does not take 4.5';
  expect(await mismatches.findMismatches(capture, [1, 2, 3, 4, 5])).toEqual([
    { spanId: 1, sentence },
    { spanId: 2, sentence },
  ]);
  await mismatches.findMismatches(capture, [1, 3]);
  expect(asked).toEqual(['handlers select_destinations 4.5', 'handlers select_destinations 4.3']);
});

test('changed sources are queried again', async () => {
  const { asked, answers, reader, capture } = sources({
    1: { subject: request(), traceback: undefined },
  });
  const mismatches = new VersionMismatches(reader);
  await mismatches.findMismatches(capture, [1]);
  answers.handlers = () => Promise.resolve({ handlers: [codeAnswer()], versionMismatches: [] });
  mismatches.forget();
  expect(await mismatches.findMismatches(capture, [1])).toEqual([]);
  expect(asked).toHaveLength(1);
});

test('a failed query is repeated', async () => {
  const { answers, reader, capture } = sources({ 1: { subject: request(), traceback: undefined } });
  const { handlers } = answers;
  answers.handlers = () => Promise.reject(new Error('the indexer has ended'));
  const mismatches = new VersionMismatches(reader);
  await expect(mismatches.findMismatches(capture, [1])).rejects.toThrow('has ended');
  if (handlers) answers.handlers = handlers;
  expect(await mismatches.findMismatches(capture, [1])).toHaveLength(1);
});

test.each([
  ['while they are read', { state: 'indexing' }],
  ['when there are none', { fileCount: 0 }],
] as const)('sources give no answer %s', async (_name, status) => {
  const { asked, answers, reader, capture } = sources({
    1: { subject: request(), traceback: undefined },
  });
  answers.status = () => Promise.resolve({ ...settled, ...status });
  expect(await new VersionMismatches(reader).findMismatches(capture, [1])).toBeUndefined();
  expect(asked).toEqual([]);
});
