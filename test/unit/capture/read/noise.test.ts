/** Noise in captures of real services. */
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { labelsBetween } from '../../../../src/capture/read/labels';
import { findNoise } from '../../../../src/capture/read/noise';
import { recordedCapture } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import { call, cast, record, reply, seconds } from '../../../support/records';

const fixtures = importFixtures(['idle', 'boot', 'volume', 'failures']);
const none: ReadonlySet<number> = new Set();

test('the noise of idle services are their state reports, each with its period', () => {
  const { database, engine } = fixtures.named('idle');
  const found = findNoise(database, none);
  expect(found.map(({ label }) => label)).toEqual(['Service.save', 'report_state']);
  expect(found.map(({ periodMicros }) => Math.round((periodMicros ?? 0) / 1e6))).toEqual([10, 30]);
  for (const { label, messageCount } of found) {
    const counted = database
      .prepare(
        `SELECT count(*) AS n FROM message m JOIN span s ON s.id = m.span_id
         JOIN text t ON t.id = s.label_id WHERE t.value = ?`,
      )
      .get(label);
    expect(messageCount).toBe(counted?.['n']);
  }
  expect(engine.filters.listNoiseKinds()).toEqual(
    found.map(({ label, periodMicros, messageCount }) => ({ label, periodMicros, messageCount })),
  );
});

test.each(['boot', 'volume', 'failures'])(
  'the noise of %s holds no method of a user’s request',
  name => {
    const { database } = fixtures.named(name);
    const asked = database
      .prepare(
        `SELECT DISTINCT t.value AS label FROM span s JOIN text t ON t.id = s.label_id
       WHERE s.has_user = 1`,
      )
      .all()
      .map(({ label }) => label);
    expect(asked.length).toBeGreaterThan(20);
    const found = findNoise(database, none).map(({ label }) => label);
    expect(found.filter(label => asked.includes(label))).toEqual([]);
  },
);

test('refused probes are noise, not errors, and their senders share one lane', async () => {
  const capture = recordedCapture(path.join(fixtures.folder, 'probes.rpcscope'));
  const refused = JSON.stringify({
    class: 'UnsupportedVersion',
    module: 'oslo_messaging.rpc.dispatcher',
    message: 'Endpoint does not support RPC version 1.0.',
  });
  const probe = (n: number, method: string, answer: JsonObject) => {
    const [asked, at] = [`probe ${n}`, seconds(1000 + n * 90)];
    return [
      record('publish', call(`m${n}`, { method, _reply_q: `reply_${n}` }), {
        connection: asked,
        at,
      }),
      record('deliver', call(`m${n}`, { method, _reply_q: `reply_${n}` }), {
        connection: 'compute',
        queue: 'compute.cmp1',
        at: at + 1,
      }),
      record('publish', reply(`m${n}`, answer), {
        connection: 'answers',
        exchange: '',
        at: at + 2,
      }),
      record('deliver', reply(`m${n}`, answer), {
        connection: `waits ${n}`,
        queue: `reply_${n}`,
        at: at + 3,
      }),
    ];
  };
  await capture.record(
    ...[0, 1, 2].flatMap(n =>
      probe(n, 'pod_health_probe_method_ignore_errors', { result: null, failure: refused }),
    ),
    ...[3, 4].flatMap(n => probe(n, 'oslo_rpc_server_ping', { result: 'pong' })),
  );
  const { engine } = capture;
  expect(
    engine.filters.listNoiseKinds().map(({ label, messageCount }) => [label, messageCount]),
  ).toEqual([
    ['pod_health_probe_method_ignore_errors', 6],
    ['oslo_rpc_server_ping', 4],
  ]);
  expect(engine.status.captureStatus().errorCount).toBe(0);
  expect(engine.problems.listProblems().groups.map(({ kind }) => kind)).not.toContain('failed');
  expect(
    engine.lanes
      .listLanes()
      .map(({ service }) => service)
      .sort(),
  ).toEqual(['health probe', 'nova-compute']);
  capture.close();
});

/**
 * Casts of a method at some times, in seconds; each list has a caller of its own.
 *
 * @param otherCount number of casts of other methods, each sent once
 */
async function noiseOf(
  senders: readonly (readonly number[])[],
  fields: Parameters<typeof cast>[1] = {},
  known: readonly string[] = [],
  otherCount = senders.flat().length,
): Promise<string[]> {
  const capture = recordedCapture(path.join(fixtures.folder, `${made++}.rpcscope`));
  const records = senders.flatMap((times, sender) =>
    times.map((time, n) =>
      record('publish', cast(`c${sender}-${n}`, { method: 'beat', ...fields }), {
        at: seconds(1000 + time),
        connection: `192.0.2.${sender + 1}:40000 -> 192.0.2.200:5672`,
      }),
    ),
  );
  const others = Array.from({ length: otherCount }, (_, n) =>
    record('publish', cast(`other ${n}`, { method: `other_${n}`, _context_request_id: null }), {
      at: seconds(1000 + n * n),
      connection: 'other',
    }),
  );
  await capture.record(
    ...[...records, ...others].sort((a, b) => a.receivedAtMicros - b.receivedAtMicros),
  );
  const labelId = capture.database.prepare('SELECT id FROM text WHERE value = ?');
  const ids = new Set(known.map(label => Number(labelId.get(label)?.['id'])));
  const found = findNoise(capture.database, ids).map(({ label }) => label);
  capture.close();
  return found;
}
let made = 0;

const every = (period: number, count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, n) => from + n * period);

test.each<[string, readonly (readonly number[])[], readonly string[]]>([
  ['one sender, every ten seconds', [every(10, 8)], ['beat']],
  ['three senders at times of their own', [every(10, 4), every(10, 4, 3), every(30, 4)], ['beat']],
  ['five senders, twice each', every(1, 5).map(from => [from, from + 30]), ['beat']],
  ['too few to tell', [every(10, 4)], []],
  ['five senders, once each', every(1, 5).map(from => [from]), []],
  ['at odd times', [[0, 1, 8, 9, 30, 31, 90, 200]], []],
  ['one sender in a rhythm among others without', [every(10, 4), [0, 1, 9, 10, 50, 52, 99]], []],
])('%s', async (_, senders, expected) => {
  expect(await noiseOf(senders)).toEqual(expected);
});

test('a method in a rhythm is not noise where users request it', async () => {
  expect(await noiseOf([every(10, 8)], { _context_user_id: 'u1' })).toEqual([]);
});

test('a method that was noise stays noise while its rhythm is slightly off', async () => {
  const uneven = [[0, 10, 20, 30, 40, 50, 50.5, 57, 60, 70]];
  expect(await noiseOf(uneven)).toEqual([]);
  expect(await noiseOf(uneven, {}, ['beat'])).toEqual(['beat']);
});

test('a method in a rhythm is noise up to half of all messages, and a little more once it is', async () => {
  const [evenly, known] = [[every(10, 12)], ['beat']];
  expect(await noiseOf(evenly, {}, [], 12)).toEqual(['beat']);
  expect(await noiseOf(evenly, {}, [], 11)).toEqual([]);
  expect(await noiseOf(evenly, {}, known, 11)).toEqual(['beat']);
  expect(await noiseOf(evenly, {}, known, 4)).toEqual([]);
});

test.each(['report_state', 'sync_instance_info'])(
  'the state report %s is noise though it is all that there is',
  async method => {
    expect(await noiseOf([every(10, 12)], { method }, [], 0)).toEqual([method]);
  },
);

/** Even calls of one method, each with a request id of its own, beside the reports of an agent. */
async function evenCalls(count: number, context: JsonObject) {
  const capture = recordedCapture(path.join(fixtures.folder, `${made++}.rpcscope`));
  const calls = Array.from({ length: count }, (_, n) => {
    const [id, at] = [`call ${n}`, seconds(1000 + n / 4)];
    const asked = call(id, { _context_request_id: `req-${n}`, ...context });
    return [
      record('publish', asked, { at }),
      record('publish', reply(id), { at: at + 1000, exchange: '', connection: 'compute' }),
    ];
  });
  const reports = every(30, Math.max(6, count / 120)).map((time, n) =>
    record('publish', cast(`report ${n}`, { method: 'report_state' }), {
      at: seconds(1000 + time) + 7,
      connection: 'agent',
    }),
  );
  await capture.record(
    ...[...calls.flat(), ...reports].sort((a, b) => a.receivedAtMicros - b.receivedAtMicros),
  );
  return capture;
}

test.each<[string, JsonObject]>([
  ['with a user', { _context_user_id: 'u1' }],
  ['without a user', {}],
  ['of another request', { _context_global_request_id: 'req-of-the-user' }],
])('even calls %s are not noise, and the state reports between them are', async (_, context) => {
  const capture = await evenCalls(2_000, context);
  expect(findNoise(capture.database, none).map(({ label }) => label)).toEqual(['report_state']);
  capture.close();
});

test('calls of a listed request are never folded, even where their method is noise', async () => {
  const capture = await evenCalls(10, { _context_global_request_id: 'req-of-the-user' });
  const labels = labelsBetween(capture.database, 1, 26);
  expect(labels.filter(label => label < 0)).toHaveLength(20);
  expect(labels.filter(label => label > 0)).toHaveLength(6);
  capture.close();
});

test('an empty capture has no noise', async () => {
  expect(await noiseOf([])).toEqual([]);
});
