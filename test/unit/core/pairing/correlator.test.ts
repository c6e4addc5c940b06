import { describe, expect, test } from 'vitest';
import type { Gap } from '../../../../src/core/amqp/gap';
import { correlated } from '../../../support/correlated';
import {
  call,
  cast,
  failureText,
  heartbeat,
  notification,
  record,
  reply,
  seconds,
} from '../../../support/records';

const replyQueue = 'reply_00000000000000000000000000000001';
const toReplyQueue = { exchange: '', routingKey: replyQueue, queue: replyQueue } as const;

/** The four records of one answered call, which takes 0.2 s. */
const answeredCall = (msgId: string, at = seconds(10), ending = reply(msgId)) => [
  record('publish', call(msgId), { at, expirationMillis: 60_000 }),
  record('deliver', call(msgId), {
    at: at + 1_000,
    connection: 'compute',
    expirationMillis: 60_000,
  }),
  record('publish', ending, { ...toReplyQueue, at: at + 190_000, connection: 'compute-send' }),
  record('deliver', ending, { ...toReplyQueue, at: at + 200_000, connection: 'api-replies' }),
];

describe('calls', () => {
  test('publish, deliver, reply and its delivery are one span of two messages', () => {
    const { add, messages, spans } = correlated();
    add(...answeredCall('a1'));
    expect(messages.map(each => each.kind)).toEqual(['call', 'reply']);
    expect(spans()).toHaveLength(1);
    expect(spans()[0]).toMatchObject({
      state: 'ok',
      publishedAtMicros: seconds(10),
      deliveredAtMicros: seconds(10) + 1_000,
      replyPublishedAtMicros: seconds(10) + 190_000,
      replyDeliveredAtMicros: seconds(10) + 200_000,
      replyMessageId: 2,
      timeoutMillis: 60_000,
    });
  });

  test('a reply with a failure fails the call and names the exception', () => {
    const { add, messages, spans } = correlated();
    add(...answeredCall('a1', seconds(10), reply('a1', { result: null, failure: failureText })));
    expect(spans()[0]).toMatchObject({ state: 'failed', failureClass: 'InstanceNotRunning' });
    expect(messages[1]).toMatchObject({ kind: 'failure', label: 'InstanceNotRunning' });
  });

  test('replies of Folsom, which name their call only by their exchange, end it', () => {
    const { add, spans } = correlated();
    const ids = ['0b82841373a6498983718f7ba4e92654', '1c82841373a6498983718f7ba4e92654'];
    const asked = (id: string) => JSON.stringify({ method: 'ping', args: {}, _msg_id: id });
    const answers = [
      { result: 1, failure: null },
      { result: null, failure: ['NotFound', 'no instance 7', ['NotFound: no instance 7\n']] },
    ];
    for (const [at, id] of ids.entries()) {
      const to = { exchange: id, routingKey: id, queue: id };
      for (const inner of [answers[at] ?? {}, { result: null, failure: null, ending: true }]) {
        const unique = JSON.stringify({
          ...inner,
          _unique_id: `${id} ${Object.keys(inner).length}`,
        });
        if (!('ending' in inner)) add(record('publish', asked(id)), record('deliver', asked(id)));
        add(record('publish', unique, to), record('deliver', unique, to));
      }
    }
    expect(spans().map(({ state, failureClass }) => [state, failureClass])).toEqual([
      ['ok', undefined],
      ['failed', 'NotFound'],
    ]);
  });

  test('where the broker does not tell the queues, nothing is unrouted', () => {
    const { add, correlator, spans } = correlated();
    const untold = { routedQueues: undefined, routingKeys: [] };
    add(
      { ...record('publish', call('a1'), { expirationMillis: 60_000 }), ...untold },
      { ...record('publish', cast('c1')), ...untold },
      { ...record('publish', cast('c2')), ...untold },
      record('deliver', cast('c2')),
    );
    expect(spans().map(({ state }) => state)).toEqual(['pending', 'pending', 'ok']);
    correlator.finish(seconds(100));
    expect(spans().map(({ state }) => state)).toEqual(['undelivered', 'undelivered', 'ok']);
  });

  test('a heartbeat keeps the call open', () => {
    const { add, spans } = correlated();
    add(
      ...answeredCall('a1').slice(0, 2),
      record('publish', heartbeat('a1'), { ...toReplyQueue, at: seconds(11) }),
    );
    expect(spans()[0]).toMatchObject({ state: 'pending', heartbeatCount: 1 });
  });

  test('a call that is delivered but not answered before its expiration is unanswered', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('a1').slice(0, 2));
    correlator.advance(seconds(69));
    expect(spans()[0]?.state).toBe('pending');
    correlator.advance(seconds(71));
    expect(spans()[0]?.state).toBe('unanswered');
  });

  describe('calls over a gap of the recording', () => {
    const gap = (sinceSeconds: number, untilSeconds?: number): Gap => ({
      id: 1,
      cause: 'connectionLost',
      sinceMicros: seconds(sinceSeconds),
      untilMicros: untilSeconds === undefined ? undefined : seconds(untilSeconds),
      lostCount: undefined,
      isLowerBound: false,
    });
    /** A call of second 10 with a limit of 60 s that was delivered, and a gap. */
    const withGap = (told: Gap) => {
      const found = correlated();
      found.add(...answeredCall('a1').slice(0, 2));
      found.correlator.noteGap(told);
      return found;
    };
    const stateOf = ({ spans }: ReturnType<typeof correlated>) => spans()[0]?.state;

    test.each([
      ['begins before and ends after them', gap(5, 200)],
      ['lies within their time', gap(30, 31)],
      ['has not ended', gap(69)],
    ])('are unknown when it %s', (_, told) => {
      const found = withGap(told);
      expect(stateOf(found)).toBe('pending');
      found.correlator.advance(seconds(71));
      expect(stateOf(found)).toBe('unknown');
      expect(found.spans()[0]?.errorConnections).toBeUndefined();
    });

    test.each([
      ['ended before', gap(5, 9)],
      ['begins after their time limit', gap(71, 80)],
    ])('are unanswered when it %s', (_, told) => {
      const found = withGap(told);
      found.correlator.advance(seconds(71));
      expect(stateOf(found)).toBe('unanswered');
    });

    test('are unknown, too, when it is told after their time limit', () => {
      const { add, correlator, spans } = correlated();
      add(...answeredCall('a1').slice(0, 2), ...answeredCall('a2', seconds(20)).slice(0, 1));
      correlator.advance(seconds(90));
      expect(spans().map(({ state }) => state)).toEqual(['unanswered', 'undelivered']);
      correlator.noteGap(gap(65));
      expect(spans().map(({ state }) => state)).toEqual(['unknown', 'unknown']);
      expect(spans().map(({ errorConnections }) => errorConnections)).toEqual([
        undefined,
        undefined,
      ]);
    });

    test('are answered when the reply comes all the same', () => {
      const found = withGap(gap(30, 31));
      const late = { ...toReplyQueue, at: seconds(75), connection: 'compute-send' };
      found.add(record('publish', reply('a1'), late));
      expect(stateOf(found)).toBe('answeredLate');
      const other = withGap(gap(30, 31));
      other.add(record('deliver', reply('a1'), { ...late, at: seconds(40) }));
      expect(stateOf(other)).toBe('ok');
    });

    test('are unknown at the end of the recording', () => {
      const found = withGap(gap(30, 31));
      found.correlator.finish(seconds(40));
      expect(stateOf(found)).toBe('unknown');
      const other = withGap(gap(5, 9));
      other.correlator.finish(seconds(40));
      expect(stateOf(other)).toBe('pending');
    });

    test.each([
      ['unknown', gap(30, 31)],
      ['pending', gap(5, 9)],
    ])('without a time limit are %s at the end of the recording', (state, told) => {
      const { add, correlator, spans } = correlated();
      add(record('publish', call('a1'), { at: seconds(10) }));
      correlator.noteGap(told);
      correlator.advance(seconds(100_000));
      expect(spans()[0]?.state).toBe('pending');
      correlator.finish(seconds(100_001));
      expect(spans()[0]?.state).toBe(state);
    });

    test('have not lost a reply that may have been taken in it', () => {
      const { add, correlator, spans } = correlated();
      add(...answeredCall('a1').slice(0, 3));
      correlator.advance(seconds(30));
      expect(spans()[0]?.state).toBe('replyLost');
      correlator.noteGap(gap(12, 13));
      expect(spans()[0]?.state).toBe('ok');
    });

    test('do not make the delivered casts beside them unknown', () => {
      const { add, correlator, spans } = correlated();
      add(
        record('publish', cast('c1')),
        record('deliver', cast('c1')),
        record('publish', cast('c2')),
      );
      correlator.noteGap(gap(0, 30));
      correlator.advance(seconds(100));
      expect(spans().map(({ state }) => state)).toEqual(['ok', 'unknown']);
    });
  });

  test('a call is neither late nor unanswered because the recorder stood still', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('a1').slice(0, 2), ...answeredCall('a2').slice(0, 2));
    correlator.noteStandstill(seconds(11), seconds(80));
    correlator.advance(seconds(81));
    expect(spans().map(({ state }) => state)).toEqual(['pending', 'pending']);
    const late = { ...toReplyQueue, at: seconds(82) };
    add(record('publish', reply('a1'), late), record('deliver', reply('a1'), late));
    correlator.advance(seconds(112));
    expect(spans().map(({ state }) => state)).toEqual(['ok', 'unanswered']);
  });

  test('a call that nobody receives before its expiration is undelivered', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('other').slice(0, 4), ...answeredCall('a1', seconds(20)).slice(0, 1));
    correlator.advance(seconds(81));
    expect(spans()[1]?.state).toBe('undelivered');
  });

  test('without deliveries in the tap no call is undelivered', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('a1').slice(0, 1), record('publish', cast('c1')));
    correlator.advance(seconds(100));
    expect(spans().map(each => each.state)).toEqual(['unanswered', 'ok']);
  });

  test('a reply after the expiration marks the call as answered late', () => {
    const { add, spans } = correlated();
    const late = { ...toReplyQueue, at: seconds(75), connection: 'compute-send' };
    add(...answeredCall('a1').slice(0, 2), record('publish', reply('a1'), late));
    expect(spans()[0]?.state).toBe('answeredLate');
  });

  test('a reply without its call is an orphan reply', () => {
    const { add, spans } = correlated();
    add(record('publish', reply('a1'), toReplyQueue));
    expect(spans()[0]).toMatchObject({ state: 'orphanReply', id: 1 });
  });

  test('a reply that is published again because its queue was gone answers only once', () => {
    const { add, messages, spans } = correlated();
    add(
      ...answeredCall('a1'),
      record('publish', reply('a1', { _unique_id: 'again' }), { ...toReplyQueue, at: seconds(12) }),
    );
    expect(messages).toHaveLength(3);
    expect(spans()[0]).toMatchObject({
      replyMessageId: 2,
      replyPublishedAtMicros: seconds(10) + 190_000,
    });
  });

  test('a reply that nobody receives is lost, and is not lost when it is received later', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('a1').slice(0, 3));
    correlator.advance(seconds(15));
    expect(spans()[0]?.state).toBe('ok');
    correlator.advance(seconds(21));
    expect(spans()[0]?.state).toBe('replyLost');
    add(...answeredCall('a1').slice(3));
    expect(spans()[0]?.state).toBe('ok');
  });

  test('without deliveries in the tap no reply is lost', () => {
    const { add, correlator, spans } = correlated();
    add(...answeredCall('a1').filter(({ kind }) => kind === 'publish'));
    correlator.advance(seconds(100));
    expect(spans()[0]?.state).toBe('ok');
  });

  test('a reply may be delivered before its publish is seen, on another node', () => {
    const { add, spans } = correlated();
    const [publish, deliver, replyPublish, replyDeliver] = answeredCall('a1');
    if (!publish || !deliver || !replyPublish || !replyDeliver) throw new Error('no records');
    add(publish, deliver, replyDeliver, replyPublish);
    expect(spans()[0]).toMatchObject({
      state: 'ok',
      replyPublishedAtMicros: seconds(10) + 190_000,
      replyDeliveredAtMicros: seconds(10) + 200_000,
      replyMessageId: 2,
      endMessageId: 2,
    });
  });

  test('when only deliveries are tapped, failures are named and missing replies are noticed', () => {
    const { add, correlator, spans } = correlated();
    const failing = answeredCall('a1', seconds(10), reply('a1', { failure: failureText }));
    const deliveries = [...failing, ...answeredCall('a2', seconds(20)).slice(0, 2)].filter(
      each => each.kind === 'deliver',
    );
    add(...deliveries);
    correlator.advance(seconds(81));
    expect(spans()).toMatchObject([
      { state: 'failed', failureClass: 'InstanceNotRunning', endMessageId: 2 },
      { state: 'unanswered' },
    ]);
    add(record('deliver', reply('a2'), { ...toReplyQueue, at: seconds(90) }));
    expect(spans()[1]?.state).toBe('answeredLate');
  });

  test('a call that is unrouted first and received later still has its time limit', () => {
    const { add, correlator, spans } = correlated();
    const [publish, deliver] = answeredCall('a1');
    if (!publish || !deliver) throw new Error('no records');
    add({ ...publish, routedQueues: [] }, publish, deliver);
    expect(spans()[0]?.state).toBe('pending');
    correlator.advance(seconds(71));
    expect(spans()[0]?.state).toBe('unanswered');
  });

  test('a call without a bound queue is unrouted', () => {
    const { add, spans } = correlated();
    add(record('publish', call('a1'), { routedQueues: [] }));
    expect(spans()[0]?.state).toBe('unrouted');
  });
});

describe('messages', () => {
  test('equal bytes that are published twice are one message with two publishes', () => {
    const { add, messages } = correlated();
    add(record('publish', cast('c1')), record('publish', cast('c1')));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.publishCount).toBe(2);
  });

  test('a delivery may come before its publish', () => {
    const { add, messages, spans } = correlated();
    add(
      record('deliver', cast('c1'), { at: seconds(2), connection: 'conductor' }),
      record('publish', cast('c1'), { at: seconds(1) }),
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ atMicros: seconds(1), deliverCount: 1, publishCount: 1 });
    expect(spans()[0]?.state).toBe('ok');
  });

  test('a delivery without a publish makes a message without a sender', () => {
    const { add, messages } = correlated();
    add(record('deliver', cast('c1'), { at: seconds(2) }));
    expect(messages[0]).toMatchObject({ publishCount: 0, sender: undefined, atMicros: seconds(2) });
  });

  test('a fanout through a stream has one queue, and as many deliveries as readers', () => {
    const { add, messages, spans, deliveries } = correlated();
    const fanout = cast('f1', { method: 'port_update' });
    const stream = { exchange: 'q-agent_fanout', routingKey: '', queue: 'q-agent_fanout' };
    add(
      record('publish', fanout, { ...stream, routedQueues: ['q-agent_fanout'] }),
      ...['one', 'two', 'three'].map((connection, offset) =>
        record('deliver', fanout, {
          ...stream,
          connection,
          headers: { 'x-stream-offset': offset },
        }),
      ),
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ kind: 'fanout', deliverCount: 3 });
    expect(new Set(deliveries.map(({ receiver }) => receiver)).size).toBe(3);
    expect(spans()[0]?.state).toBe('ok');
  });

  test('a fanout has one publish and as many deliveries as queues', () => {
    const { add, messages, deliveries } = correlated();
    const fanout = cast('f1', { method: 'port_update' });
    const queues = ['q_fanout_1', 'q_fanout_2', 'q_fanout_3'];
    add(
      record('publish', fanout, { exchange: 'q_fanout', routingKey: '', routedQueues: queues }),
      ...queues.map(queue =>
        record('deliver', fanout, {
          exchange: 'q_fanout',
          routingKey: '',
          queue,
          connection: queue,
        }),
      ),
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ kind: 'fanout', deliverCount: 3 });
    expect(deliveries.map(each => each.queue)).toEqual(queues);
  });

  test('a cast that is delivered again after its consumer died is handled by the new consumer', () => {
    const { add, messages, spans, participants } = correlated();
    add(
      record('publish', cast('c1')),
      record('deliver', cast('c1'), { connection: 'first' }),
      record('deliver', cast('c1'), { connection: 'second', redelivered: true }),
    );
    expect(messages[0]).toMatchObject({ redelivered: true, deliverCount: 2 });
    expect(spans()[0]?.handler).toBe(
      participants.connectionFor(
        messages[0] ? record('deliver', '', { connection: 'second' }).connection : '',
        0,
      ).id,
    );
  });

  test('a dead letter was not received by the reader of the dead-letter queue', () => {
    const { add, correlator, messages, spans, deliveries } = correlated();
    add(
      record('publish', cast('c1'), { at: seconds(1), routingKey: 'compute' }),
      record('deliver', cast('c1'), {
        at: seconds(9),
        exchange: 'dead',
        queue: 'dead-letters',
        connection: 'graveyard',
        headers: { 'x-death': [{ reason: 'expired', queue: 'compute' }] },
      }),
    );
    correlator.finish(seconds(100));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ deadLettered: true, deliveredAtMicros: undefined });
    expect(spans()[0]).toMatchObject({ state: 'undelivered', handler: undefined });
    expect(deliveries[0]).toMatchObject({ deadLettered: true, queue: 'dead-letters' });
  });

  test('a message that was received and rejected is a dead letter, and was received', () => {
    const { add, messages, spans } = correlated();
    add(
      record('publish', cast('c1'), { at: seconds(1) }),
      record('deliver', cast('c1'), { at: seconds(2), connection: 'compute' }),
      record('deliver', cast('c1'), {
        at: seconds(3),
        queue: 'dead-letters',
        connection: 'graveyard',
        headers: { 'x-death': [{ reason: 'rejected', queue: 'compute' }] },
      }),
    );
    expect(messages[0]).toMatchObject({ deadLettered: true, deliveredAtMicros: seconds(2) });
    expect(spans()[0]?.state).toBe('ok');
  });

  test('each trace record has its number: the line of a file, or its position', () => {
    const { add, messages, deliveries, republished } = correlated();
    add(record('publish', cast('c1')), record('publish', cast('c1')), {
      ...record('deliver', cast('c1')),
      line: 17,
    });
    expect(messages[0]?.publishRecord).toBe(1);
    expect(republished).toMatchObject([{ record: 2 }]);
    expect(deliveries[0]?.record).toBe(17);
  });

  test('messages without an id are paired by content, queue by queue', () => {
    const { add, messages } = correlated();
    add(
      record('publish', 'ping', { routedQueues: ['a'] }),
      record('publish', 'ping', { routedQueues: ['b'] }),
      record('deliver', 'ping', { queue: 'b' }),
    );
    expect(messages.map(each => each.deliverCount)).toEqual([0, 1]);
    expect(messages.map(each => each.kind)).toEqual(['foreign', 'foreign']);
  });

  test('a redelivered message without an id stays one message', () => {
    const { add, messages } = correlated();
    add(
      record('publish', 'ping'),
      record('deliver', 'ping'),
      record('deliver', 'ping', { redelivered: true }),
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ deliverCount: 2, redelivered: true });
  });

  test('a cast that was only late is not an error of its sender', () => {
    const { add, correlator, messages, participants } = correlated();
    add(
      record('publish', cast('c0'), { at: seconds(1) }),
      record('deliver', cast('c0'), { at: seconds(1), connection: 'conductor' }),
      record('publish', cast('c1'), { at: seconds(1) }),
    );
    const sender = participants.connectionWithId(messages[1]?.sender ?? 0);
    correlator.advance(seconds(70));
    expect(sender?.errorCount).toBe(1);
    add(record('deliver', cast('c1'), { at: seconds(71), connection: 'conductor' }));
    expect(sender?.errorCount).toBe(0);
  });

  test('a notification without a consumer is not an error', () => {
    const { add, correlator, spans } = correlated();
    add(record('publish', notification('n1'), { routingKey: 'notifications.info' }));
    correlator.finish(seconds(500));
    expect(spans()[0]?.state).toBe('ok');
  });
});

test('the work of a cast lasts until the last message that its handler sent for the request', () => {
  const { add, spans } = correlated();
  add(
    record('publish', cast('c1'), { at: seconds(1) }),
    record('deliver', cast('c1'), { at: seconds(1), connection: 'compute' }),
    ...answeredCall('a1', seconds(2)).map(each => ({
      ...each,
      connection:
        each.connection === record('publish', '').connection
          ? record('publish', '', { connection: 'compute' }).connection
          : each.connection,
    })),
  );
  expect(spans()[0]).toMatchObject({ kind: 'cast', endMessageId: 3 });
});

test('a forgotten message is paired as a new one, and nothing throws', () => {
  const { add, spans } = correlated();
  for (let i = 0; i < 1_000; i++) add(record('publish', call(`m${i}`), { at: seconds(i) }));
  expect(spans()).toHaveLength(1_000);
});
