/** Kinds of requests and notifications, compared with independent counts. */
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { facts } from '../../../../src/capture/aggregates/facts';
import { listSpans } from '../../../../src/capture/read/spanList';
import {
  codeSubjectOf,
  tracebacks,
  codeUsageKinds,
} from '../../../../src/capture/read/codeUsageKinds';
import { messageKinds } from '../../../../src/core/pairing/entities';
import type { CodeUsageKind } from '../../../../src/protocol/code/codeUsage';
import { recordedCapture } from '../../../support/captures';
import { captureFixtures } from '../../../support/captureFixtures';
import { importFixtures } from '../../../support/importedFixtures';
import {
  call,
  cast,
  failureText,
  notification,
  record,
  reply,
  seconds,
} from '../../../support/records';

const fixtures = importFixtures(captureFixtures.map(({ name }) => name));

const databaseOf = (name: string): DatabaseSync => fixtures.named(name).database;

/** The values that tell kinds apart. */
const keyOf = ({ subject }: CodeUsageKind): string =>
  subject.type === 'request'
    ? JSON.stringify([
        ...[subject.call.exchange, subject.call.topic, subject.call.namespace ?? null],
        ...[subject.call.version ?? null, subject.call.method],
      ])
    : JSON.stringify([subject.notification.exchange, subject.notification.eventType]);

const sum = (kinds: readonly CodeUsageKind[], of: (kind: CodeUsageKind) => number): number =>
  kinds.reduce((total, each) => total + of(each), 0);

describe.each(captureFixtures.map(({ name }) => name))('the fixture %s', name => {
  test('has as many requests and notifications as its facts', () => {
    const kinds = codeUsageKinds(databaseOf(name));
    const counted = facts(databaseOf(name));
    const of = (key: string) => Number(counted[key]);
    const requests = kinds.filter(each => each.subject.type === 'request');
    const notifications = kinds.filter(each => each.subject.type === 'notification');
    expect(sum(requests, each => each.count)).toBe(of('calls') + of('casts') + of('fanouts'));
    expect(sum(notifications, each => each.count)).toBe(of('notifications'));
  });

  test('has as many spans of each kind as the list of spans', () => {
    const listed = new Map<string, number>();
    for (const span of listSpans(databaseOf(name))) {
      const key =
        span.kind === 'notification'
          ? [span.exchange, span.method]
          : [span.exchange, span.topic, span.namespace, span.version, span.method];
      listed.set(JSON.stringify(key), (listed.get(JSON.stringify(key)) ?? 0) + 1);
    }
    const counted = new Map<string, number>();
    for (const kind of codeUsageKinds(databaseOf(name))) {
      counted.set(keyOf(kind), (counted.get(keyOf(kind)) ?? 0) + kind.count);
    }
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(listed));
  });

  test('has each kind once', () => {
    const subjects = codeUsageKinds(databaseOf(name)).map(({ subject }) =>
      JSON.stringify(
        subject.type === 'request'
          ? { ...subject.call, senders: 0, receivers: 0 }
          : { ...subject.notification, senders: 0, service: 0 },
      ),
    );
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  test('the newest span of each kind belongs to it, and has the same subject', () => {
    for (const kind of codeUsageKinds(databaseOf(name))) {
      const of = codeSubjectOf(databaseOf(name), kind.lastSpanId)?.subject;
      if (kind.subject.type === 'request') {
        if (of?.type !== 'request') throw new Error('no request');
        expect({ ...of.call, senders: 0, receivers: 0 }).toEqual({
          ...{ ...kind.subject.call, senders: 0, receivers: 0 },
        });
        expect(kind.subject.call.senders).toEqual(expect.arrayContaining([...of.call.senders]));
        expect(kind.subject.call.receivers).toEqual(expect.arrayContaining([...of.call.receivers]));
      } else {
        if (of?.type !== 'notification') throw new Error('no notification');
        expect({ ...of.notification, senders: 0 }).toEqual({
          ...{ ...kind.subject.notification, senders: 0 },
        });
      }
    }
  });

  test('percentiles and failures of each kind are those of its spans, one by one', () => {
    const database = databaseOf(name);
    const kinds = codeUsageKinds(database);
    const durations = new Map<string, number[]>();
    const errors = new Map<string, number>();
    const rows = database
      .prepare(
        `SELECT id, published_at, delivered_at, reply_published_at, error_message_id, kind FROM span`,
      )
      .all();
    for (const row of rows) {
      const subject = codeSubjectOf(database, Number(row['id']))?.subject;
      if (!subject) continue;
      const key = kindKey(subject);
      if (row['error_message_id'] !== null) errors.set(key, (errors.get(key) ?? 0) + 1);
      if (messageKinds[Number(row['kind'])] !== 'call') continue;
      const [from, to] = [row['delivered_at'], row['reply_published_at']];
      if (typeof from !== 'number' || typeof to !== 'number') continue;
      durations.set(key, [...(durations.get(key) ?? []), Math.max(0, to - from)]);
    }
    expect(kinds.length).toBeGreaterThan(0);
    for (const kind of kinds) {
      const sorted = (durations.get(kindKey(kind.subject)) ?? []).sort((a, b) => a - b);
      expect(kind.p95Micros).toBe(sorted[Math.ceil(sorted.length * 0.95) - 1]);
      expect(kind.failureCount).toBe(errors.get(kindKey(kind.subject)) ?? 0);
    }
  });
});

const kindKey = (subject: CodeUsageKind['subject']): string =>
  JSON.stringify(
    subject.type === 'request'
      ? { ...subject.call, senders: 0, receivers: 0, isFanout: 0 }
      : { ...subject.notification, senders: 0, service: 0 },
  );

describe('a failed call', () => {
  test('has the remote traceback', () => {
    const database = databaseOf('failures');
    const failed = database
      .prepare('SELECT id FROM span WHERE failure_class_id IS NOT NULL ORDER BY id')
      .all()
      .map(row => codeSubjectOf(database, Number(row['id']))?.traceback);
    expect(failed.length).toBeGreaterThan(0);
    for (const each of failed) {
      expect(each).toMatch(/^Traceback \(most recent call last\):\n {2}File "/);
      expect(each).not.toMatch(/\n$/);
    }
    expect(tracebacks(database)).toEqual(failed);
  });

  test('an answered call has no traceback', () => {
    const database = databaseOf('boot');
    const [ok] = database
      .prepare('SELECT id FROM span WHERE failure_class_id IS NULL LIMIT 1')
      .all();
    expect(codeSubjectOf(database, Number(ok?.['id']))).toMatchObject({ traceback: undefined });
    expect(tracebacks(database)).toEqual([]);
  });
});

describe('in a capture of made-up records', () => {
  const captures = { n: 0 };
  async function captured(...records: Parameters<ReturnType<typeof recordedCapture>['record']>) {
    const capture = recordedCapture(path.join(fixtures.folder, `own${captures.n++}.rpcscope`));
    await capture.record(...records);
    const kinds = codeUsageKinds(capture.database);
    const ids = capture.database.prepare('SELECT id FROM span ORDER BY id').all();
    const subjects = ids.map(row => codeSubjectOf(capture.database, Number(row['id'])));
    capture.close();
    return { kinds, subjects };
  }

  /** Makes a call to a topic, delivered after a second and answered after some more. */
  const answered = (id: string, topic: string, took: number, more: JsonObject = {}) => [
    record('publish', call(id, more), { at: seconds(10), routingKey: topic }),
    record('deliver', call(id, more), {
      ...{ at: seconds(11), routingKey: topic, queue: topic, connection: `taker of ${topic}` },
    }),
    record('publish', reply(id), {
      ...{
        at: seconds(11 + took),
        exchange: '',
        routingKey: 'reply_1',
        connection: `taker of ${topic}`,
      },
    }),
  ];

  test('hosts of a topic are one kind, and its fanout is another', async () => {
    const { kinds } = await captured(
      ...answered('1', 'compute.cmp1', 1),
      ...answered('2', 'compute.cmp2', 2),
      ...answered('3', 'compute', 3),
      record(
        'publish',
        cast('u1', { method: 'get_console_output', namespace: null, version: '6.0' }),
        {
          ...{ at: seconds(20), exchange: 'compute_fanout', routingKey: '', routedQueues: [] },
        },
      ),
    );
    expect(
      kinds.map(({ subject, count }) => [
        subject.type === 'request' && subject.call.topic,
        subject.type === 'request' && subject.call.isFanout,
        count,
      ]),
    ).toEqual([
      ['compute', false, 3],
      ['compute', true, 1],
    ]);
  });

  test('a method of two topics is two kinds, each with its own times', async () => {
    const { kinds } = await captured(
      ...answered('1', 'cinder-volume', 1),
      ...answered('2', 'cinder-scheduler', 30),
      ...answered('3', 'cinder-volume', 2),
    );
    expect(kinds.map(each => [each.count, each.p95Micros])).toEqual([
      [2, seconds(2)],
      [1, seconds(30)],
    ]);
  });

  test('the nineteenth of twenty times is the 95th percentile, over all hosts', async () => {
    const records = Array.from({ length: 20 }, (_, i) =>
      answered(String(i), i % 2 ? 'compute.cmp1' : 'compute.cmp2', i + 1),
    ).flat();
    const { kinds } = await captured(
      ...records,
      // The topic `compute` is known by its fanout exchange.
      record('publish', cast('u1'), { exchange: 'compute_fanout', routingKey: '', at: seconds(9) }),
    );
    const [kind] = kinds.filter(each => each.label === 'get_console_output');
    expect(kind).toMatchObject({ count: 20, p95Micros: seconds(19) });
  });

  test('calls without an answer and casts have no times', async () => {
    const { kinds } = await captured(
      record('publish', call('1'), { at: seconds(1) }),
      record('publish', cast('u1'), { at: seconds(2) }),
    );
    expect(kinds.map(each => each.p95Micros)).toEqual([undefined, undefined]);
  });

  test('namespaces and versions tell kinds apart, as does their absence', async () => {
    const { kinds } = await captured(
      record('publish', call('1', { version: '6.0' })),
      record('publish', call('2', { version: '6.1' })),
      record('publish', call('3', { version: '6.0', namespace: 'baseapi' })),
      record('publish', call('4', { version: '6.0' })),
    );
    expect(
      kinds.map(({ subject, count }) =>
        subject.type === 'request' ? [subject.call.namespace, subject.call.version, count] : [],
      ),
    ).toEqual([
      [undefined, '6.0', 2],
      [undefined, '6.1', 1],
      ['baseapi', '6.0', 1],
    ]);
  });

  test('an action on an object has the object’s class and method', async () => {
    const action = (objmethod: string): JsonObject => ({
      ...{ method: 'object_action', version: '3.0' },
      args: {
        objinst: {
          'nova_object.name': 'Instance',
          'nova_object.namespace': 'nova',
          'nova_object.version': '2.7',
          'nova_object.data': {},
        },
        objmethod,
        args: [],
        kwargs: {},
      },
    });
    const { kinds } = await captured(
      record('publish', call('1', action('save')), { routingKey: 'conductor' }),
      record('publish', call('2', action('refresh')), { routingKey: 'conductor' }),
      record('publish', call('3', action('save')), { routingKey: 'conductor' }),
    );
    expect(kinds.map(({ subject, count }) => [subject, count])).toMatchObject([
      [{ call: { method: 'object_action', objectName: 'Instance', objectMethod: 'save' } }, 2],
      [{ call: { objectMethod: 'refresh' } }, 1],
    ]);
  });

  test('a notification has its priority, its publisher, and whether it is versioned', async () => {
    const options = { exchange: 'nova', routingKey: 'notifications.info' };
    const { kinds } = await captured(
      record('publish', notification('n1'), options),
      record('publish', notification('n2', { priority: 'ERROR' }), {
        ...options,
        routingKey: 'notifications.error',
      }),
      record(
        'publish',
        notification('n3', {
          payload: {
            'nova_object.name': 'X',
            'nova_object.namespace': 'nova',
            'nova_object.version': '1.0',
            'nova_object.data': {},
          },
        }),
        { ...options, routingKey: 'versioned_notifications.info' },
      ),
    );
    expect(kinds.map(each => each.subject)).toMatchObject([
      {
        notification: {
          eventType: 'compute.instance.create.end',
          priority: 'INFO',
          service: 'compute',
          isVersioned: false,
        },
      },
      { notification: { priority: 'ERROR', isVersioned: false } },
      { notification: { priority: 'INFO', isVersioned: true } },
    ]);
  });

  test('the receivers of a fanout are all services that got it', async () => {
    const fanout = cast('f1', { method: 'push', namespace: null, version: '1.1' });
    const to = { exchange: 'neutron-vo-Port-1.0_fanout', routingKey: '' };
    const agents = ['dhcp_agent', 'l3_agent'];
    const { kinds, subjects } = await captured(
      ...agents.flatMap(topic => [
        record('publish', cast(`c-${topic}`), { exchange: 'neutron', routingKey: `${topic}.net1` }),
        record('deliver', cast(`c-${topic}`), {
          ...{ exchange: 'neutron', routingKey: `${topic}.net1`, connection: topic },
        }),
      ]),
      record('publish', fanout, { ...to, connection: 'server', routedQueues: ['q1', 'q2'] }),
      ...agents.map((topic, i) =>
        record('deliver', fanout, {
          ...{
            ...to,
            connection: topic,
            queue: `neutron-vo-Port-1.0_fanout_${String(i).repeat(32)}`,
          },
        }),
      ),
    );
    const services = ['neutron-dhcp-agent', 'neutron-l3-agent'];
    const kind = kinds.find(each => each.label === 'push');
    expect(kind?.subject.type === 'request' && [...kind.subject.call.receivers].sort()).toEqual(
      services,
    );
    const own = subjects.at(-1)?.subject;
    expect(own?.type === 'request' && [...own.call.receivers].sort()).toEqual(services);
  });

  test('a reply without its call and a foreign message have no subject', async () => {
    const { kinds, subjects } = await captured(
      record('publish', reply('unheard'), { exchange: '', routingKey: 'reply_1' }),
      record('publish', 'not even JSON', { exchange: 'other', routingKey: 'x' }),
      record('publish', '{"a": 1}', { exchange: 'other', routingKey: 'x' }),
    );
    expect(kinds).toEqual([]);
    expect(subjects.length).toBeGreaterThan(0);
    for (const each of subjects) expect(each).toBeUndefined();
  });

  test('a span that is not in the capture has no subject', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'gone.rpcscope'));
    await capture.record(...answered('1', 'compute', 1));
    const [span] = capture.database.prepare('SELECT id, reply_message_id AS reply FROM span').all();
    expect(codeSubjectOf(capture.database, Number(span?.['id']))).toBeDefined();
    // The reply is a message of the span, not a span itself.
    expect(codeSubjectOf(capture.database, Number(span?.['reply']))).toBeUndefined();
    for (const id of [0, -1, 999, NaN]) expect(codeSubjectOf(capture.database, id)).toBeUndefined();
    capture.close();
  });

  test.each<[what: string, failure: unknown, expected: string | undefined]>([
    ['a text', failureText, 'Traceback (most recent call last):'],
    ['an object', JSON.parse(failureText), 'Traceback (most recent call last):'],
    ['without a traceback', JSON.stringify({ class: 'X', module: 'y', message: 'z' }), undefined],
    ['that is no JSON', 'broken', undefined],
  ])('a failure that is %s', async (_what, failure, expected) => {
    const { subjects, kinds } = await captured(
      record('publish', call('1'), { at: seconds(1) }),
      record('deliver', call('1'), { at: seconds(2), connection: 'taker' }),
      record('publish', reply('1', { result: null, failure: failure as JsonObject }), {
        ...{ at: seconds(3), exchange: '', routingKey: 'reply_1', connection: 'taker' },
      }),
    );
    expect(subjects[0]?.traceback).toBe(expected);
    expect(kinds[0]?.failureCount).toBe(1);
  });

  test('an empty capture has no kinds', async () => {
    const { kinds } = await captured();
    expect(kinds).toEqual([]);
  });
});
