import { describe, expect, test } from 'vitest';
import type { RequestPart } from '../../../../src/core/requests/parents';
import { parentsOf } from '../../../../src/core/requests/parents';

const [api, conductor, scheduler, compute, neutron] = [1, 2, 3, 4, 5];

/** Makes a cast of request `req-1`, with its sender and the processes that received it. */
const part = (
  id: number,
  sender: number | undefined,
  atMicros: number,
  receivers: readonly (readonly [process: number, at: number])[],
  more: Partial<RequestPart> = {},
): RequestPart => ({
  id,
  requestId: 'req-1',
  globalRequestId: undefined,
  isCall: false,
  atMicros,
  sender: sender === undefined ? undefined : { process: sender, lane: `service ${sender}` },
  receivers: receivers.map(([process, receivedAtMicros]) => ({
    process,
    lane: `service ${process}`,
    receivedAtMicros,
  })),
  repliedAtMicros: undefined,
  ...more,
});

const links = (...parts: readonly RequestPart[]) =>
  Object.fromEntries(
    [...parentsOf(parts)].map(([id, { id: parent, guess }]) => [
      id,
      guess === undefined ? parent : `${parent}?`,
    ]),
  );

describe('inside one request', () => {
  test('a message that a process sends while it handles another has that one as its parent', () => {
    expect(
      links(
        part(1, api, 0, [[conductor, 10]]),
        part(2, conductor, 20, [[scheduler, 30]], { isCall: true, repliedAtMicros: 50 }),
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

  test('an answered call causes no further spans, a cast may', () => {
    const call = part(1, api, 0, [[conductor, 10]], { isCall: true, repliedAtMicros: 30 });
    const cast = part(2, api, 1, [[compute, 10]]);
    expect(
      links(
        call,
        cast,
        part(3, conductor, 30, []),
        part(4, conductor, 31, []),
        part(5, compute, 99, []),
      ),
    ).toEqual({ 3: 1, 5: 2 });
  });

  test('the last received of several possible parents is guessed; an open call is preferred to a later cast', () => {
    const cast = part(1, api, 0, [[conductor, 10]]);
    const call = part(2, compute, 20, [[conductor, 25]], { isCall: true, repliedAtMicros: 90 });
    const later = part(3, api, 30, [[conductor, 35]]);
    expect(links(cast, call, part(4, conductor, 28, []))).toEqual({ 4: '2?' });
    expect(links(cast, later, part(4, conductor, 40, []))).toEqual({ 4: '3?' });
    expect(links(cast, call, later, part(4, conductor, 40, []))).toEqual({ 4: '2?' });
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
    const alike = part(2, 77, 20, [], { sender: { process: 77, lane: `service ${conductor}` } });
    const unnamed = part(3, 78, 20, [], { sender: { process: 78, lane: undefined } });
    expect(links(taken, alike, unnamed, part(4, undefined, 20, []))).toEqual({ 2: '1?' });
  });
});

describe('over HTTP', () => {
  const build = part(1, conductor, 0, [[compute, 10]]);
  const port = (id: number, at: number, more: Partial<RequestPart> = {}) =>
    part(id, neutron, at, [], { requestId: 'req-2', globalRequestId: 'req-1', ...more });

  test('a request with a global request id is a child of the work that was handled at that time', () => {
    expect(links(build, port(2, 20))).toEqual({ 2: '1?' });
    expect(links(build, port(2, 5))).toEqual({});
  });

  test('messages that do not repeat the global request id belong to the same request', () => {
    expect(links(build, port(2, 20), port(3, 30, { globalRequestId: undefined }))).toEqual({
      2: '1?',
      3: '1?',
    });
  });

  test('its own messages have parents inside the request', () => {
    const agentCast = part(3, neutron, 30, [[scheduler, 35]], {
      requestId: 'req-2',
      globalRequestId: 'req-1',
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
  for (const [id, { id: parent }] of parentsOf(parts)) expect(parent).not.toBe(id);
});
