/** Requests of real traffic, with their names and trees. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { deleteBefore } from '../../../../src/capture/write/oldestBlock';
import { recordedCapture } from '../../../support/captures';
import { importedFixture } from '../../../support/importedFixture';
import type { Imported } from '../../../support/importedFixtures';
import { importFixtures } from '../../../support/importedFixtures';
import { call, cast, failureText, record, reply, seconds } from '../../../support/records';
import { messageRows } from '../../../support/messageRows';
import type { RequestOrder, RequestQuery, RequestSummary } from '../../../../src/protocol/requests';
import { allRequests, requestOrders } from '../../../../src/protocol/requests';

const fixtures = importFixtures(['boot', 'failures']);
const boot = fixtures.named('boot');
const failures = fixtures.named('failures');

const bootRequest = () => {
  const found = boot.engine.requests.listRequests({ ...allRequests, words: 'build server' }, 10)
    .requests[0];
  const request = found && boot.engine.requests.readRequest(found.id);
  if (!request) throw new Error('no server is built');
  return request;
};

describe('the boot of a server', () => {
  test('is one request of nova, with neutron’s work for it', () => {
    const { name, spanCount, errorCount, requestIds, spans, isCut } = bootRequest();
    expect({ name, spanCount, errorCount, isCut }).toEqual({
      name: 'nova: build server',
      spanCount: 39,
      errorCount: 0,
      isCut: false,
    });
    expect(requestIds).toHaveLength(3);
    expect(spans).toHaveLength(39);
    const services = new Set(spans.flatMap(({ caller, handlers }) => [caller, ...handlers]));
    for (const lane of ['nova-api · ctl1', 'nova-compute · cmp1', 'neutron-server · ctl1']) {
      expect(services).toContain(lane);
    }
  });

  test('is one tree, from the cast of the API to the compute, which calls the conductor', () => {
    const { spans } = bootRequest();
    const byId = new Map(spans.map(span => [span.spanId, span]));
    const pathOf = (label: string): string[] => {
      const path: string[] = [];
      let span = spans.find(each => each.label === label);
      while (span) {
        path.unshift(span.label);
        span = byId.get(span.parentId ?? -1);
      }
      return path;
    };
    expect(spans.filter(({ depth }) => depth === 0).map(({ label }) => label)).toEqual([
      'schedule_and_build_instances',
    ]);
    expect(pathOf('scheduler.select_destinations.end')).toEqual([
      'schedule_and_build_instances',
      'select_destinations',
      'scheduler.select_destinations.end',
    ]);
    const building = ['schedule_and_build_instances', 'build_and_run_instance'];
    for (const label of ['BlockDeviceMapping.save', 'update_instance_info', 'port_create_end']) {
      expect(pathOf(label)).toEqual([...building, label]);
    }
  });

  test('has a guessed parent where HTTP lies between, or where a process did two things', () => {
    const { spans } = bootRequest();
    const guessed = spans.filter(({ guess }) => guess !== undefined);
    for (const { caller, kind, guess } of guessed) {
      expect([caller, kind]).toContain(
        guess?.includes('HTTP') ? 'neutron-server · ctl1' : 'notification',
      );
    }
    expect(guessed.length).toBeLessThan(spans.length / 2);
  });

  test('marks the spans on the critical path, but no notifications', () => {
    const critical = bootRequest().spans.filter(({ isCritical }) => isCritical);
    expect(critical.map(({ label }) => label)).toContain('build_and_run_instance');
    expect(critical.some(({ kind }) => kind === 'notification')).toBe(false);
  });

  test('is found by the id of any of its parts, and by each of its rows', async () => {
    const request = bootRequest();
    for (const id of request.requestIds) {
      expect(boot.engine.requests.readRequest(id)?.id).toBe(request.id);
    }
    const view = { text: '', hiddenLanes: [], request: request.id };
    await boot.engine.view('request').setFilter(view);
    const rows = messageRows(boot.engine.view('request').readRows(0, 200));
    expect(new Set(rows.map(({ spanId }) => spanId)).size).toBe(39);
    for (const { messageId } of rows)
      expect(boot.engine.requests.requestOf(messageId)).toBe(request.id);
  });
});

describe('the list of requests', () => {
  const list = (query: Partial<RequestQuery>, count = 500) =>
    failures.engine.requests.listRequests({ ...allRequests, ...query }, count);

  test('is ordered by time, by duration or by errors', () => {
    const all = list({}).requests;
    expect(all.length).toBeGreaterThan(5);
    const keyOf: Readonly<Record<RequestOrder, (request: RequestSummary) => number>> = {
      newest: ({ firstMessageId }) => firstMessageId,
      longest: ({ firstAtMicros, lastAtMicros }) => lastAtMicros - firstAtMicros,
      mostErrors: ({ errorCount }) => errorCount,
    };
    for (const order of requestOrders) {
      const { requests, totalCount } = list({ order });
      const sorted = all.toSorted(
        (a, b) => keyOf[order](b) - keyOf[order](a) || b.firstMessageId - a.firstMessageId,
      );
      expect(requests, order).toEqual(sorted);
      expect(list({ order }, 3), order).toEqual({
        ...list({ order }),
        requests: sorted.slice(0, 3),
        totalCount,
      });
    }
  });

  test('has only the failed ones, without background work, when asked so', () => {
    const failed = list({}).requests.filter(({ errorCount }) => errorCount > 0);
    expect(failed.length).toBeGreaterThan(0);
    expect(list({ isFailedOnly: true })).toEqual({
      requests: failed,
      totalCount: failed.length,
      background: [],
    });
  });

  test('is searched by words in the name and the id of what a request is about', () => {
    const { requests } = boot.engine.requests.listRequests(
      { ...allRequests, words: 'build server' },
      10,
    );
    const subject = requests[0]?.subject;
    expect(subject?.name).toMatch(/./);
    expect(subject?.id).toMatch(/^[0-9a-f-]{36}$/);
    for (const words of [subject?.name ?? '?', `${subject?.id ?? '?'} build`]) {
      const found = boot.engine.requests.listRequests({ ...allRequests, words }, 100).requests;
      expect(found.map(({ id }) => id)).toContain(requests[0]?.id);
    }
  });
});

describe('the cause of a span', () => {
  test('is the parent in the tree', () => {
    const tree = boot.engine.requests
      .listRequests(allRequests, 500)
      .requests.flatMap(({ id }) => boot.engine.requests.readRequest(id)?.spans ?? []);
    expect(tree.some(({ guess }) => guess !== undefined)).toBe(true);
    for (const { spanId, parentId, guess } of tree) {
      const cause = boot.engine.requests.readCause(spanId);
      const ids = cause?.spans.map(each => each.spanId) ?? [];
      expect(ids).toEqual(parentId === undefined ? [] : [parentId]);
      expect(cause?.guess).toBe(guess);
    }
    expect(boot.engine.requests.readCause(999_999)).toBeUndefined();
  });

  test('is one of all that its sender was handling, where nothing tells which', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'among.rpcscope'));
    const context = { _context_request_id: 'req-1', _context_user_id: 'u' };
    const casts = [1, 2].flatMap(n => {
      const body = { method: `work_${n}`, args: {}, _unique_id: `u${n}`, ...context };
      return [
        record('publish', body, { connection: 'api', at: seconds(n) }),
        record('deliver', body, { connection: 'compute', at: seconds(n) + 1 }),
      ];
    });
    const asked = { method: 'ask', args: {}, _msg_id: 'm', _reply_q: 'reply_1', ...context };
    await capture.record(
      ...casts,
      record('publish', asked, { connection: 'compute', at: seconds(3) }),
    );
    const cause = capture.engine.requests.readCause(3);
    expect(cause?.guess).toMatch(/^Its parent is one of 2 spans/);
    expect(cause).toMatchObject({ count: 2, spans: [{ label: 'work_1' }, { label: 'work_2' }] });
    expect(capture.engine.requests.readRequest('req-1')?.spans.at(-1)?.parentAmong).toEqual([1, 2]);
    capture.close();
  });
});

test('each user’s request is in the list, newest first, with its errors', () => {
  const { requests, totalCount } = failures.engine.requests.listRequests(allRequests, 500);
  expect(requests).toHaveLength(totalCount);
  const starts = requests.map(({ firstMessageId }) => firstMessageId);
  expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  const failed = requests.filter(({ errorCount }) => errorCount > 0);
  expect(failed.length).toBeGreaterThan(0);
  const sum = requests.reduce((spans, { spanCount }) => spans + spanCount, 0);
  const [all] = failures.database
    .prepare('SELECT count(*) AS n FROM span WHERE first_form_id IS NULL')
    .all();
  expect(sum).toBe(Number(all?.['n']));
});

test('a request lasts until its caller gives up waiting', () => {
  const { requests } = failures.engine.requests.listRequests(
    { ...allRequests, words: 'show console log' },
    10,
  );
  const { firstAtMicros = 0, lastAtMicros = 0 } = requests.find(each => each.errorCount > 0) ?? {};
  expect((lastAtMicros - firstAtMicros) / 1e6).toBeCloseTo(60, 0);
});

test('background work of services is not a request, and has its period', async () => {
  const idle = await importedFixture('idle', fixtures.folder);
  const { requests, background } = idle.engine.requests.listRequests(allRequests, 500);
  expect(requests).toEqual([]);
  const saved = background.find(({ label }) => label === 'Service.save');
  expect((saved?.periodMicros ?? 0) / 1e6).toBeCloseTo(10, 0);
  expect(saved?.lane).toMatch(/^nova-compute · cmp\d$/);
  for (const { lastRequestId, lastMessageId, label } of background) {
    const view = idle.engine.view('all');
    expect(messageRows(view.readRows(view.indexOf(lastMessageId), 1))[0]?.label).toBe(label);
    if (lastRequestId !== undefined) {
      expect(idle.engine.requests.readRequest(lastRequestId)?.spanCount).toBeGreaterThan(0);
    }
  }
  idle.close();
});

describe('requests of services that trace', () => {
  const traced = (requestId: string, trace: string, span: string, more: JsonObject = {}) => ({
    ...more,
    _context_request_id: requestId,
    _context_traceparent: `00-${trace.repeat(32)}-${span.repeat(16)}-03`,
  });
  const sent = (inner: JsonObject, connection: string, takenBy: string, at: number) => [
    record('publish', inner, { connection, at }),
    record('deliver', inner, { connection: takenBy, at: at + 1 }),
  ];

  test('are one request where they have one trace', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'traced.rpcscope'));
    await capture.record(
      ...sent(cast('c1', traced('req-1', 'a', '1')), 'api', 'compute', 10),
      ...sent(cast('c2', traced('req-2', 'a', '2')), 'volumes', 'volume', 20),
      ...sent(cast('c3', traced('req-3', 'b', '3')), 'volumes', 'volume', 30),
    );
    expect([1, 2, 3].map(id => capture.engine.requests.requestOf(id))).toEqual([
      'req-1',
      'req-1',
      'req-3',
    ]);
    capture.close();
  });

  test('have exact parents where a process handles two traces at once', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'parents.rpcscope'));
    await capture.record(
      ...sent(cast('c1', traced('req-1', 'a', '1')), 'api', 'compute', 10),
      ...sent(cast('c2', traced('req-1', 'b', '2')), 'api', 'compute', 20),
      ...sent(cast('c3', traced('req-1', 'b', '3')), 'compute', 'conductor', 30),
      ...sent(cast('c4', traced('req-1', 'a', '4')), 'compute', 'conductor', 40),
    );
    const { spans = [] } = capture.engine.requests.readRequest('req-1') ?? {};
    expect(spans.map(({ spanId, parentId, guess }) => [spanId, parentId, guess])).toEqual([
      [1, undefined, undefined],
      [4, 1, undefined],
      [2, undefined, undefined],
      [3, 2, undefined],
    ]);
    capture.close();
  });

  test.each(['', '00', '00-xyz-1-01', 'f'.repeat(100_000), `00-${'0'.repeat(31)}-1-01`])(
    'a trace id that is none ties nothing: %#',
    async traceparent => {
      const capture = recordedCapture(path.join(fixtures.folder, 'none.rpcscope'));
      const context = { _context_traceparent: traceparent };
      await capture.record(
        ...sent(cast('c1', { ...context, _context_request_id: 'req-1' }), 'api', 'compute', 10),
        ...sent(cast('c2', { ...context, _context_request_id: 'req-2' }), 'api', 'compute', 20),
      );
      expect(capture.engine.requests.requestOf(2)).toBe('req-2');
      capture.close();
    },
  );
});

describe('a stack that heat makes', () => {
  const context = (request: string, more: JsonObject = {}): JsonObject => ({
    ...{ _context_request_id: request, _context_project_id: 'p', _context_user_id: 'u' },
    ...more,
  });

  test('is the cause of what heat asks another service for', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'stackTree.rpcscope'));
    const heat = (method: string, args: JsonObject, at: number) => {
      const body = cast(`u${at}`, { ...context('req-heat'), method, args });
      const topic = { exchange: 'heat', routingKey: 'engine_worker', at: seconds(at) };
      return [
        record('publish', body, { ...topic, connection: 'engine' }),
        record('deliver', body, { ...topic, connection: 'engine', at: seconds(at) + 1_000 }),
      ];
    };
    const network = {
      ...{ _unique_id: 'n', message_id: 'n', publisher_id: 'network.ctl1', priority: 'INFO' },
      ...{ event_type: 'network.create.end', payload: { network: { name: 'web-n-fw5hxda6jv4l' } } },
      ...context('req-neutron'),
    };
    await capture.record(
      ...heat('create_stack', { stack_name: 'web' }, 1),
      ...heat('check_resource', { resource_id: 1 }, 2),
      record('publish', network, { exchange: 'neutron', connection: 'neutron', at: seconds(3) }),
    );
    const { spans = [] } = capture.engine.requests.readRequest('req-neutron') ?? {};
    expect(spans.map(({ label, depth }) => [label, depth])).toEqual([
      ['create_stack', 0],
      ['check_resource', 1],
      ['network.create.end', 2],
    ]);
    expect(spans[2]?.guess).toContain('stack');
    capture.close();
  });

  test('has what was already stored of a request that its request caused, too', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'stack.rpcscope'));
    const named = { display_name: 'web-server-fw5hxda6jv4l' };
    await capture.record(
      record('publish', cast('c1', { ...context('req-heat'), args: { stack_name: 'web' } })),
      record('publish', cast('c2', { ...context('req-heat'), method: 'check_resource' })),
      record('publish', cast('c3', context('req-nova'))),
      record('publish', cast('c4', context('req-n', { _context_global_request_id: 'req-nova' }))),
    );
    await capture.record(
      record('publish', cast('c5', { ...context('req-nova'), args: named })),
      record('publish', cast('c6', context('req-c', { _context_global_request_id: 'req-nova' }))),
    );
    for (const id of [3, 4, 5, 6]) {
      expect(capture.engine.requests.requestOf(id)).toBe('req-heat');
    }
    capture.close();
  });
});

test('words find requests by name and id', () => {
  const { engine } = boot;
  const [found] = engine.requests.listRequests(
    { ...allRequests, words: 'NOVA build' },
    10,
  ).requests;
  expect(found?.name).toBe('nova: build server');
  expect(
    engine.requests.listRequests({ ...allRequests, words: found?.id.slice(0, 12) ?? '' }, 10)
      .requests,
  ).toEqual([found]);
  expect(
    engine.requests.listRequests({ ...allRequests, words: 'nothing of the kind' }, 10),
  ).toMatchObject({
    requests: [],
    totalCount: 0,
  });
});

test.each(['', "'; DROP TABLE span", 'req-', '\u0000', 'x'.repeat(1e6)])(
  'an id that is none leads nowhere',
  id => {
    expect(boot.engine.requests.readRequest(id)).toBeUndefined();
  },
);

describe('problems', () => {
  const groupOf = ({ engine }: Imported, kind: string) =>
    engine.problems.listProblems().groups.find(each => each.kind === kind);

  test('a call taken by a compute that died is unanswered', () => {
    const group = groupOf(failures, 'unanswered');
    expect(group?.count).toBe(1);
    expect(group?.cases[0]?.newest).toMatchObject({ label: 'get_console_output' });
    expect(group?.cases[0]?.newest.sentence).toContain('no reply came within 60 s');
  });

  test('a cast that a dead process had taken is redelivered, and names the next taker', () => {
    const group = groupOf(failures, 'redelivered');
    expect(group?.cases.map(({ newest }) => newest.label)).toEqual(['reboot_instance']);
    expect(group?.cases[0]?.newest.sentence).toMatch(
      /\(nova-compute:\d+\) had it .* \(nova-compute:\d+\) got it/,
    );
  });

  test('exceptions are counted as the facts count them', () => {
    const { count, cases = [] } = groupOf(failures, 'failed') ?? {};
    const all = messageRows(failures.engine.view('all').readRows(0, 2000));
    const failed = all.filter(({ kind }) => kind === 'failure');
    expect(count).toBe(failed.length);
    expect(cases.reduce((sum, each) => sum + each.count, 0)).toBe(count);
    const items = cases.flatMap(each =>
      failures.engine.problems.listCase('failed', each.newest.spanId),
    );
    expect(items.map(({ messageId }) => messageId).toSorted((a, b) => a - b)).toEqual(
      failed.map(({ messageId }) => messageId),
    );
    // Each sentence has the class of the exception and its message.
    const told = /answered after [\d.]+ \w+ with \w+: \S/;
    expect(items.filter(({ sentence }) => !told.test(sentence))).toEqual([]);
  });

  test('problems with the same method and exception are one case, with times and hosts', () => {
    const { cases = [] } = groupOf(failures, 'failed') ?? {};
    const keys = cases.map(({ newest, failureClass }) => `${newest.label} ${failureClass}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const each of cases) {
      const items = failures.engine.problems.listCase('failed', each.newest.spanId);
      expect(items).toHaveLength(each.count);
      expect(items[0]).toEqual(each.newest);
      const lanes = new Set(items.flatMap(({ handlers }) => handlers));
      expect(each.laneCount).toBe(lanes.size);
      expect(each.firstAtMicros).toBeLessThanOrEqual(items.at(-1)?.atMicros ?? 0);
    }
    expect(cases.some(({ count }) => count > 1)).toBe(true);
    expect(failures.engine.problems.listCase('failed', 1e9)).toEqual([]);
  });

  test('a case stays when a full capture has dropped the first message of its oldest span', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'dropped.rpcscope'));
    await capture.record(
      record('publish', call('c1')),
      record('publish', call('c2')),
      record('publish', reply('c1', { failure: failureText }), { connection: 'compute' }),
      record('publish', reply('c2', { failure: failureText }), { connection: 'compute' }),
    );
    deleteBefore(capture.database, 2);
    const { groups } = capture.engine.problems.listProblems();
    expect(groups.find(({ kind }) => kind === 'failed')).toMatchObject({
      count: 2,
      cases: [{ count: 2, newest: { spanId: 2 } }],
    });
    capture.close();
  });

  test('a dead letter names its last taker and its next queue', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'dead.rpcscope'));
    const dead = { exchange: 'dead', queue: 'dead-letters', connection: 'graveyard' };
    const headers = { 'x-death': [{ reason: 'rejected', queue: 'compute.cmp1' }] };
    await capture.record(
      record('publish', cast('c1')),
      record('deliver', cast('c1'), { queue: 'compute.cmp1', connection: 'compute' }),
      record('deliver', cast('c1'), { ...dead, headers }),
      record('publish', cast('c2')),
      record('deliver', cast('c2'), { ...dead, headers }),
    );
    const { groups } = capture.engine.problems.listProblems();
    expect(groups.map(({ kind, count }) => [kind, count])).toEqual([['deadLettered', 2]]);
    const items = capture.engine.problems.listCase('deadLettered', 1);
    expect(items.map(({ sentence }) => sentence)).toEqual([
      'It expired or found no room: the broker passed it on to dead-letters.',
      'nova-compute · cmp1 took it and refused it: the broker passed it on to dead-letters.',
    ]);
    capture.close();
  });

  test('a message that is published twice tells whether a receiver refuses the second one', async () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'twice.rpcscope'));
    const twice = (id: string, first: string, second: string) => [
      record('publish', cast(id), { connection: 'before' }),
      record('deliver', cast(id), { connection: first, queue: `compute.${first}` }),
      record('publish', cast(id), { connection: 'after' }),
      record('deliver', cast(id), { connection: second, queue: `compute.${second}` }),
    ];
    await capture.record(
      ...twice('c1', 'cmp1', 'cmp1'),
      ...twice('c2', 'cmp1', 'cmp2'),
      record('publish', cast('c3')),
    );
    const { groups } = capture.engine.problems.listProblems();
    expect(groups.find(({ kind }) => kind === 'republished')).toMatchObject({
      count: 2,
      cases: [{ count: 2, newest: { spanId: 2 } }],
    });
    const items = capture.engine.problems.listCase('republished', 1);
    expect(items.map(({ spanId, sentence }) => [spanId, sentence])).toEqual([
      [
        2,
        expect.stringMatching(
          /published twice: .* cmp1 and .* cmp2 each got one, and each does the work/,
        ),
      ],
      [
        1,
        expect.stringMatching(/got it twice and refuses the second one \(DuplicateMessageError\)/),
      ],
    ]);
    await capture.engine.view('twice').setFilter({ text: 'republished:yes', hiddenLanes: [] });
    const rows = messageRows(capture.engine.view('twice').readRows(0, 9));
    expect(rows.map(({ messageId, publishCount }) => [messageId, publishCount])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    capture.close();
  });

  test('notifications and fanouts without consumers are one line each, and not errors', () => {
    const undelivered = groupOf(boot, 'undelivered');
    expect(undelivered).toMatchObject({ count: 0, cases: [] });
    expect(undelivered?.normal.map(({ name }) => name)).toContain('notifications.info');
    expect(groupOf(boot, 'unrouted')?.normal.map(({ name }) => name)).toEqual([
      'neutron-vo-Port-1.7_fanout',
    ]);
    expect(boot.engine.status.captureStatus().errorCount).toBe(0);
  });
});

describe('a search', () => {
  const labels = async (text: string) => {
    const places = await failures.engine.find.findPlaces(text);
    return places.map(({ kind, label }) => `${kind} ${label}`);
  };

  test('leads from the message id of a MessagingTimeout to its call', async () => {
    const [unanswered] =
      failures.engine.problems.listProblems().groups.find(({ kind }) => kind === 'unanswered')
        ?.cases ?? [];
    const msgId = failures.engine.spans.readSpan(unanswered?.newest.spanId ?? 0)?.msgId ?? '';
    const line = `oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID ${msgId}`;
    expect((await labels(line))[0]).toBe('span get_console_output');
  });

  test('leads from a request id to the request first', async () => {
    const [request] = failures.engine.requests.listRequests(allRequests, 1).requests;
    const [place] = await failures.engine.find.findPlaces(` ${request?.id} `);
    expect(place).toMatchObject({ kind: 'request', requestId: request?.id });
  });

  test('leads from a queue and from a host to their first row', async () => {
    expect(await labels('compute.cmp2')).toContainEqual(expect.stringMatching(/^queue /));
    expect(await labels('cmp2')).toContainEqual(expect.stringMatching(/^lane /));
  });

  test('leads from a UUID in the arguments to its messages, and names its place', async () => {
    const [body] = failures.database
      .prepare(
        `SELECT content FROM body JOIN message ON message.id = message_id WHERE kind = 1 LIMIT 1`,
      )
      .all();
    const uuid = /"uuid":"([0-9a-f-]{36})"/.exec(
      String(body?.['content']).replace(/: "/g, ':"'),
    )?.[1];
    expect(uuid).toBeDefined();
    const places = await failures.engine.find.findPlaces(uuid ?? '');
    expect(places.length).toBeGreaterThan(0);
    expect(places.some(({ detail }) => detail.includes('· argument '))).toBe(true);
  });

  test.each(['', '   ', '%', '_', '\'"\\', '\u0000', 'nowhere-to-be-found'])(
    '%j finds nothing and harms nothing',
    async text => {
      const places = await failures.engine.find.findPlaces(text);
      expect(places.length).toBeLessThanOrEqual(50);
      if (text.trim() === '' || text.startsWith('nowhere')) expect(places).toEqual([]);
    },
  );

  test('ends when a newer one begins', async () => {
    const [, second] = await Promise.all([
      failures.engine.find.findPlaces('a'),
      failures.engine.find.findPlaces('cmp1'),
    ]);
    expect(second.length).toBeGreaterThan(0);
  });
});
