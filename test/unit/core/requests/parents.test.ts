import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { namedThings } from '../../../../src/core/requests/namedThings';
import { parentsOf } from '../../../../src/core/requests/parents';
import type { RequestPart } from '../../../../src/core/requests/part';
import { growthBetween, linearGrowth } from '../../../support/growth';
import { seconds } from '../../../support/records';

const [api, conductor, scheduler, compute, neutron, image] = [1, 2, 3, 4, 5, 6];
const services = [
  '',
  'nova-api',
  'nova-conductor',
  'nova-scheduler',
  'nova-compute',
  'neutron-server',
  'glance-api',
  'heat-engine',
];
const [one, other, third] = [1, 2, 3].map(n => `00000000-0000-4000-8000-00000000000${n}`);

interface PartOptions extends Partial<RequestPart> {
  /** Inner message of the request. */
  readonly message?: JsonObject;
}

interface TestPart extends RequestPart {
  readonly message: JsonObject;
}

const party = (process: number) => ({
  process,
  lane: services[process] === undefined ? `service ${process}` : `${services[process]} · ctl1`,
  service: services[process],
  pid: undefined,
});

/**
 * Makes a cast of request `req-1`, with its sender and the processes that received it.
 *
 * @param at time in seconds
 * @param receivers processes, and times in seconds
 */
const part = (
  id: number,
  sender: number | undefined,
  at: number,
  receivers: readonly (readonly [process: number, at: number])[],
  { message = {}, ...more }: PartOptions = {},
): TestPart => ({
  id,
  requestId: 'req-1',
  causeId: undefined,
  tellsCause: true,
  kind: 'cast',
  method: typeof message['method'] === 'string' ? message['method'] : undefined,
  label: `span ${id}`,
  atMicros: seconds(at),
  sender: sender === undefined ? undefined : party(sender),
  receivers: receivers.map(([process, receivedAt]) => ({
    ...party(process),
    receivedAtMicros: seconds(receivedAt),
    isSeen: true,
  })),
  repliedAtMicros: undefined,
  ...more,
  message,
});

const parents = (parts: readonly TestPart[]) =>
  parentsOf(parts, id =>
    namedThings(parts.filter(each => each.id === id).map(({ message }) => message)),
  );

/** The parents by spans: `1`; `1?` for a guess; `1|2` where it is one of these. */
const links = (...parts: readonly TestPart[]) =>
  Object.fromEntries(
    [...parents(parts)].map(([id, { id: parent, among, guess }]) => [
      id,
      parent === undefined ? among.join('|') : guess === undefined ? parent : `${parent}?`,
    ]),
  );

const about = (...uuids: readonly (string | undefined)[]): PartOptions => ({
  message: { args: { instances: uuids.map(uuid => ({ uuid: uuid ?? null })) } },
});

describe('inside one request', () => {
  test('a message that a process sends while it handles another has that one as its parent', () => {
    expect(
      links(
        part(1, api, 0, [[conductor, 10]]),
        part(2, conductor, 20, [[scheduler, 30]], { kind: 'call', repliedAtMicros: seconds(50) }),
        part(3, scheduler, 40, []),
        part(4, conductor, 60, [[compute, 70]]),
        part(5, compute, 80, []),
      ),
    ).toEqual({ 2: 1, 3: 2, 4: 1, 5: 4 });
  });

  test('a message that was sent earlier, or by another process, has another parent', () => {
    expect(
      links(
        part(1, api, 0, [[conductor, 10]]),
        part(2, conductor, 5, []),
        part(3, neutron, 20, []),
      ),
    ).toEqual({});
  });

  test('a message is a child of what its sender took in the same moment, as a guess', () => {
    const download = part(1, compute, 0, [[image, 0.004]], {
      kind: 'call',
      repliedAtMicros: seconds(3),
    });
    const notify = (at: number) => part(2, image, at, [], { kind: 'notification' });
    expect(links(download, notify(0.005))).toEqual({ 2: 1 });
    expect(links(download, notify(0.003))).toEqual({ 2: '1?' });
    expect(parents([download, notify(0.003)]).get(2)?.guess).toContain('in the same moment');
    expect(links({ ...notify(0), id: 1 }, { ...download, id: 2 })).toEqual({});
    expect(links(part(1, compute, 0, [[image, 1]]), notify(0.5))).toEqual({});
  });

  describe('a message whose sender took two spans', () => {
    const earlier = part(1, api, 0, [[conductor, 1]], about(one));
    const late = part(2, compute, 2, [[conductor, 2.003]], { ...about(other), kind: 'call' });

    test('has the span about the same resource as its parent', () => {
      const sent = part(3, conductor, 2.002, [], about(other));
      expect(links(earlier, late, sent)).toEqual({ 3: '2?' });
    });

    test('has the earlier span as its parent where neither is about the same resource', () => {
      expect(links(earlier, late, part(3, conductor, 2.002, []))).toEqual({ 3: '1?' });
      expect(links(earlier, late, part(3, conductor, 1.9, []))).toEqual({ 3: 1 });
    });
  });

  test('an answered call is not at work any more, a cast may be', () => {
    const call = part(1, api, 0, [[conductor, 10]], { kind: 'call', repliedAtMicros: seconds(30) });
    const cast = part(2, api, 1, [[compute, 10]]);
    expect(
      links(
        call,
        cast,
        part(3, conductor, 30, []),
        part(4, conductor, 31, []),
        part(5, compute, 99, []),
      ),
    ).toEqual({ 3: 1, 4: '1?', 5: 2 });
  });

  test('an open call is preferred to casts, which may be over; of two casts none is preferred', () => {
    const cast = part(1, api, 0, [[conductor, 10]]);
    const call = part(2, compute, 20, [[conductor, 25]], {
      kind: 'call',
      repliedAtMicros: seconds(90),
    });
    const later = part(3, api, 30, [[conductor, 35]]);
    expect(links(cast, call, part(4, conductor, 28, []))).toEqual({ 4: '2?' });
    expect(links(cast, later, part(4, conductor, 40, []))).toEqual({ 4: '1|3' });
    expect(links(cast, call, later, part(4, conductor, 40, []))).toEqual({ 4: '2?' });
  });

  test('the thing that both name tells which of several spans is the parent', () => {
    const [first, second] = [
      part(1, api, 0, [[compute, 10]], about(one, third)),
      part(2, api, 5, [[compute, 15]], about(other, third)),
    ];
    expect(
      links(
        first,
        second,
        part(3, compute, 20, [], about(one)),
        part(4, compute, 21, [], about(other)),
        part(5, compute, 22, [], about(third)),
      ),
    ).toEqual({ 3: '1?', 4: '2?', 5: '1|2' });
    const guess = parents([first, second, part(3, compute, 20, [], about(one))]).get(3)?.guess;
    expect(guess).toContain(`no other one names ${one}`);
  });

  test('an image, network or project that two have in common decides only where nothing else does', () => {
    const of = (instance: string | undefined, image: string | undefined): PartOptions => ({
      message: { args: { uuid: instance ?? null, image_ref: image ?? null } },
    });
    const casts = [
      part(1, api, 0, [[compute, 10]], of(one, third)),
      part(2, api, 5, [[compute, 15]], of(other, undefined)),
    ];
    expect(links(...casts, part(3, compute, 20, [], of(other, third)))).toEqual({ 3: '2?' });
    expect(links(...casts, part(3, compute, 20, [], of(undefined, third)))).toEqual({ 3: '1?' });
  });

  test('a handler that waits for an answer sends nothing in the meantime', () => {
    const casts = [
      part(1, api, 0, [[compute, 10]], about(one)),
      part(2, api, 5, [[compute, 15]], about(other)),
    ];
    const call = part(3, compute, 20, [], {
      ...about(one),
      kind: 'call',
      repliedAtMicros: seconds(50),
    });
    expect(links(...casts, call, part(4, compute, 30, []))).toEqual({ 3: '1?', 4: '2?' });
    expect(links(...casts, call, part(4, compute, 60, []))).toEqual({ 3: '1?', 4: '1|2' });
  });

  test('a report that a handler begins or ends names the handler, which then is at its end', () => {
    const event = (id: number, at: number, objmethod: string): TestPart =>
      part(id, compute, at, [], {
        kind: 'call',
        repliedAtMicros: seconds(at + 1),
        label: `InstanceActionEvent.${objmethod}`,
        message: {
          method: 'object_class_action_versions',
          args: {
            objname: 'InstanceActionEvent',
            objmethod,
            args: [one ?? '', 'compute_detach_volume'],
          },
        },
      });
    expect(
      links(
        part(1, api, 0, [[compute, 10]], { ...about(one), method: 'attach_volume' }),
        part(2, api, 5, [[compute, 15]], { ...about(one), method: 'detach_volume' }),
        event(3, 20, 'event_start'),
        part(4, compute, 30, []),
        event(5, 40, 'event_finish_with_failure'),
        part(6, compute, 50, []),
      ),
    ).toEqual({ 3: '2?', 4: '1|2', 5: '2?', 6: '1?' });
  });

  test('the one in whose trace it was sent is its parent for certain', () => {
    const traced = (trace: string, span: string): PartOptions => ({
      message: { _context_traceparent: `00-${trace.repeat(32)}-${span.repeat(16)}-03` },
    });
    const casts = [
      part(1, api, 0, [[compute, 10]], traced('a', '1')),
      part(2, api, 5, [[compute, 15]], traced('b', '2')),
      part(3, api, 6, [[compute, 16]], traced('b', '3')),
    ];
    expect(links(...casts, part(4, compute, 20, [], traced('a', '4')))).toEqual({ 4: 1 });
    expect(links(...casts, part(4, compute, 20, [], traced('b', '3')))).toEqual({ 4: 3 });
    expect(links(...casts, part(4, compute, 20, [], traced('b', '4')))).toEqual({ 4: '1|2|3' });
  });

  test('the only one that fits is certain over HTTP when both are of one trace', () => {
    const traced = (trace: string): JsonObject => ({
      _context_traceparent: `00-${trace.repeat(32)}-${'1'.repeat(16)}-03`,
    });
    const build = part(1, api, 0, [[compute, 10]], { message: traced('a') });
    const asked = (trace: string) =>
      part(2, neutron, 20, [], {
        requestId: 'req-2',
        causeId: 'req-1',
        message: traced(trace),
      });
    expect(links(build, asked('a'))).toEqual({ 2: 1 });
    expect(links(build, asked('b'))).toEqual({ 2: '1?' });
  });

  test('a notification is no parent, and a fanout is one only where nothing else is', () => {
    const notified = part(1, api, 0, [[neutron, 1]], { kind: 'notification' });
    const fanout = part(2, api, 2, [[neutron, 3]], { kind: 'fanout' });
    const cast = part(3, api, 4, [[neutron, 5]]);
    expect(links(notified, part(4, neutron, 9, []))).toEqual({});
    expect(links(notified, fanout, part(4, neutron, 9, []))).toEqual({ 4: 2 });
    expect(links(notified, fanout, cast, part(4, neutron, 9, []))).toEqual({ 4: '3?' });
  });

  test('work that goes on after the answer has the answered call as its parent', () => {
    const [created, ready] = [
      part(1, api, 0, [[neutron, 5]], {
        ...about(one),
        kind: 'call',
        repliedAtMicros: seconds(10),
      }),
      part(2, api, 1, [[neutron, 6]], {
        ...about(other),
        kind: 'call',
        repliedAtMicros: seconds(12),
      }),
    ];
    expect(links(created, part(3, neutron, 20, []))).toEqual({ 3: '1?' });
    expect(links(created, ready, part(3, neutron, 20, [], about(other)))).toEqual({ 3: '2?' });
    expect(links(created, ready, part(3, neutron, 20, []))).toEqual({ 3: '1|2' });
    expect(links(created, part(3, compute, 20, []))).toEqual({});
  });

  test('a node of heat’s graph is sent by one that it needs, the first ones by what began the graph', () => {
    const engine = compute;
    const node = (id: number, at: number, resource: number, needs: readonly number[]): TestPart =>
      part(id, engine, at, [[engine, at + 1]], {
        message: {
          method: 'check_resource',
          args: {
            resource_id: resource,
            is_update: true,
            current_traversal: one ?? '',
            data: {
              input_data: Object.fromEntries(needs.map(n => [`tuple:(${n}, True)`, { id: n }])),
            },
          },
        },
      });
    const create = part(1, api, 0, [[engine, 1]], { kind: 'call', repliedAtMicros: seconds(5) });
    expect(
      links(
        create,
        node(2, 10, 12, []),
        node(3, 12, 13, []),
        node(4, 20, 14, [12]),
        node(5, 30, 15, [12, 13]),
        node(6, 31, 16, [99]),
      ),
    ).toEqual({ 2: '1?', 3: '1?', 4: 2, 5: '3?' });
    const unjoined = (each: TestPart): TestPart => ({ ...each, sender: party(77) });
    expect(links(create, node(2, 10, 12, []), unjoined(node(4, 20, 14, [12])))).toEqual({
      2: '1?',
      4: '2?',
    });
    const other = { ...party(78), pid: 78 };
    const identified = (each: TestPart): TestPart => ({
      ...each,
      sender: other,
      receivers: each.receivers.map(receiver => ({ ...receiver, pid: 1 })),
    });
    expect(
      links(create, identified(node(2, 10, 12, [])), identified(node(4, 20, 14, [12])))[4],
    ).toBeUndefined();
  });

  test('a span that one process took twice is one parent', () => {
    const twice = part(1, api, 0, [
      [compute, 10],
      [compute, 20],
    ]);
    expect(links(twice, part(2, compute, 30, []))).toEqual({ 2: 1 });
  });

  test('each receiver of a fanout causes its own spans', () => {
    const fanout = part(1, neutron, 0, [
      [compute, 10],
      [scheduler, 12],
    ]);
    expect(links(fanout, part(2, scheduler, 11, []), part(3, compute, 11, []))).toEqual({ 3: 1 });
  });

  test('when the process is unknown, the parent is guessed by service and host', () => {
    const taken = part(1, api, 0, [[conductor, 10]]);
    const alike = part(2, 77, 20, [], { sender: { ...party(conductor), process: 77 } });
    const unnamed = part(3, 78, 20, [], { sender: { ...party(78), lane: undefined } });
    expect(links(taken, alike, unnamed, part(4, undefined, 20, []))).toEqual({ 2: '1?' });
  });

  test('two processes that are known to differ are not taken for one', () => {
    const identified = { ...party(conductor), pid: conductor };
    const taken = part(1, api, 0, [], {
      receivers: [{ ...identified, receivedAtMicros: seconds(10), isSeen: true }],
    });
    const sender = { ...identified, process: 77, pid: 77 };
    expect(links(taken, part(2, 77, 20, [], { sender }))).toEqual({});
    // Containers on one host number their processes alike.
    const namesake = { ...identified, process: 77 };
    expect(links(taken, part(2, 77, 20, [], { sender: namesake }))).toEqual({ 2: '1?' });
  });
});

describe('over HTTP', () => {
  const build = part(1, conductor, 0, [[compute, 10]]);
  const port = (id: number, at: number, more: Partial<RequestPart> = {}) =>
    part(id, neutron, at, [], { requestId: 'req-2', causeId: 'req-1', ...more });

  test('a request with a global request id is a child of the work that was handled at that time', () => {
    expect(links(build, port(2, 20))).toEqual({ 2: '1?' });
    expect(links(build, port(2, 5))).toEqual({});
  });

  test('a whole request has one parent, by what any of its messages names', () => {
    const builds = [
      part(1, conductor, 0, [[compute, 10]], about(one)),
      part(2, conductor, 1, [[compute, 11]], about(other)),
    ];
    const spans = [port(3, 20), port(4, 30, about(other)), port(5, 40)];
    expect(links(...builds, ...spans)).toEqual({ 3: '2?', 4: '2?', 5: '2?' });
    expect(links(...builds, port(3, 20), port(4, 30))).toEqual({ 3: '1|2', 4: '1|2' });
  });

  test('handlers that call no other service are left out', () => {
    const others = [
      part(2, conductor, 11, [[scheduler, 12]], { kind: 'call' }),
      part(3, compute, 13, [[conductor, 14]], { kind: 'call', method: 'object_action' }),
      part(4, compute, 15, [[scheduler, 16]], { kind: 'fanout' }),
      part(5, api, 16, [[compute, 17]], { kind: 'call', method: 'get_console_output' }),
      part(6, api, 18, [[compute, 19]], { kind: 'notification' }),
    ];
    expect(links(build, ...others, port(7, 20))[7]).toBe('1?');
    expect(links(...others, port(7, 20))[7]).toBeUndefined();
  });

  test('a service does not call the API of its own project', () => {
    const request = part(2, api, 20, [], { requestId: 'req-2', causeId: 'req-1' });
    expect(links(build, request)).toEqual({});
  });

  test('requests that a client gave one id are tied only by what they name', () => {
    const asked = { requestId: 'req-2', causeId: 'req-client' };
    const built = part(1, conductor, 0, [[compute, 10]], { ...about(one), ...asked });
    const request = (options: PartOptions) =>
      part(2, neutron, 20, [], { ...options, requestId: 'req-3', causeId: 'req-client' });
    expect(links(built, request(about(one)))).toEqual({ 2: '1?' });
    expect(links(built, request(about(other)))).toEqual({});
  });

  test('the request of another service may have caused one in its turn', () => {
    const nova = part(2, conductor, 20, [[compute, 21]], {
      ...about(one),
      requestId: 'req-2',
      causeId: 'req-1',
    });
    const request = part(3, neutron, 30, [], {
      ...about(one),
      requestId: 'req-3',
      causeId: 'req-1',
    });
    expect(links(part(1, api, 0, []), nova, request)).toEqual({ 3: '2?' });
  });

  describe('heat asks for a request without telling its own', () => {
    const engine = 7;
    const node = (id: number, at: number, resource: number, made: JsonObject = {}): TestPart =>
      part(id, engine, at, [[engine, at + 1]], {
        message: {
          method: 'check_resource',
          args: { resource_id: resource, is_update: true, data: { input_data: made } },
        },
      });
    const madeBy = (resource: number, id = '') => ({
      [`tuple:(${resource}, True)`]: { id: resource, reference_id: id },
    });
    const create = part(1, api, 0, [[engine, 1]], { kind: 'call', repliedAtMicros: seconds(5) });
    const network = (id: number, at: number, uuid?: string): TestPart =>
      part(id, neutron, at, [], {
        message: { event_type: 'network.create.end', payload: { network: { id: uuid ?? null } } },
        ...{ requestId: `req-${id}`, causeId: 'req-1', tellsCause: false, kind: 'notification' },
      });

    test('for the only node that it was handling', () => {
      expect(links(create, node(2, 10, 12), network(3, 20, one))).toMatchObject({ 3: '2?' });
      expect(
        links(create, node(2, 10, 12), node(4, 30, 13, madeBy(12)), network(5, 40, other)),
      ).toMatchObject({ 5: '4?' });
    });

    test('for the node whose thing it is, by what a later node tells, else for one of them', () => {
      const nodes = [create, node(2, 10, 12), node(3, 11, 13)];
      const later = node(5, 40, 14, { ...madeBy(12, one), ...madeBy(13, other) });
      expect(links(...nodes, network(4, 20, other), later)).toMatchObject({ 4: '3?' });
      expect(links(...nodes, network(4, 20, third), later)).toMatchObject({ 4: '2|3' });
    });

    test('and not for what another service was asked for in the stack', () => {
      const server = part(3, api, 15, [[compute, 16]], {
        ...{ requestId: 'req-2', causeId: 'req-1', tellsCause: false },
      });
      expect(links(create, node(2, 10, 12), server, network(4, 20))).toMatchObject({ 4: '2?' });
      expect(parents([create, node(2, 10, 12), network(4, 20)]).get(4)?.guess).toContain('stack');
    });

    test('and what such a request causes in its turn is not heat’s', () => {
      const server = part(3, api, 15, [[compute, 16]], {
        ...{ requestId: 'req-2', causeId: 'req-1', tellsCause: false },
      });
      const port = part(4, neutron, 20, [], { requestId: 'req-3', causeId: 'req-2' });
      expect(links(create, node(2, 10, 12), server, port)).toMatchObject({ 3: '2?', 4: '3?' });
    });
  });

  test('its own messages have parents inside the request', () => {
    const agentCast = part(3, neutron, 30, [[scheduler, 35]], {
      requestId: 'req-2',
      causeId: 'req-1',
    });
    const report = part(4, scheduler, 40, [], { requestId: 'req-2' });
    expect(links(build, agentCast, report)).toEqual({ 3: '1?', 4: 3 });
  });
});

test('no message is its own parent, and the order of the given spans does not matter', () => {
  const parts = [
    part(1, api, 0, [[api, 0]]),
    part(2, api, 0, [[api, 0]]),
    part(3, api, 1, []),
  ] as const;
  expect(links(...parts)).toEqual(links(...parts.toReversed()));
  for (const [id, { id: parent }] of parents(parts)) expect(parent).not.toBe(id);
});

describe('among 700 casts that one process is handling at once', () => {
  const uuidOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const burst = Array.from({ length: 700 }, (_, at) =>
    part(at + 1, api, at / 1000, [[compute, at / 1000]], about(uuidOf(at + 1))),
  );
  const parentOf = (more: PartOptions) => {
    const parts = [...burst, part(1_000, compute, 10, [], more)];
    const byId = new Map(parts.map(each => [each.id, namedThings([each.message])]));
    const nothing = namedThings([]);
    return parentsOf(parts, id => byId.get(id) ?? nothing).get(1_000);
  };

  test.each([1, 150, 200, 201, 700])('number %i is found by the thing that both name', n => {
    expect(parentOf(about(uuidOf(n)))).toEqual({
      id: n,
      among: [],
      leftOutCount: 0,
      guess: expect.stringContaining(`no other one names ${uuidOf(n)}`) as string,
    });
  });

  test('all are said to be possible where nothing tells, and the newest are listed', () => {
    const parent = parentOf({});
    expect(parent?.among).toEqual(Array.from({ length: 500 }, (_, at) => at + 201));
    expect(parent).toMatchObject({
      id: undefined,
      leftOutCount: 200,
      guess:
        'Its parent is one of 500 spans that its sender was handling at that time, or one of up to 200 older ones; nothing tells which.',
    });
  });

  test('calls that were answered before are not left out: they are over', () => {
    const answered = burst.map(each => ({
      ...each,
      kind: 'call' as const,
      ...(each.id <= 300 && { repliedAtMicros: each.atMicros + 1 }),
    }));
    const parts = [...answered, part(1_000, compute, 10, [])];
    expect(parentsOf(parts, () => namedThings([])).get(1_000)).toMatchObject({
      among: Array.from({ length: 400 }, (_, at) => at + 301),
      leftOutCount: 0,
    });
  });
});

test('the time grows with the number of spans, however many are being handled at once', () => {
  const casts = (count: number): readonly TestPart[] =>
    Array.from({ length: count }, (_, at) =>
      part(at + 1, compute, at, [[compute, at]], about(one)),
    );
  const names = namedThings([about(one).message ?? {}]);
  const ratio = growthBetween(
    [casts(1_000), casts(4_000)],
    parts => parentsOf(parts, () => names),
    5,
  );
  expect(ratio).toBeLessThan(linearGrowth);
});
