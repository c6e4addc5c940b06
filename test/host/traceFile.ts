/** Files of raw trace records, a format other than our own. */
import { writeFileSync } from 'node:fs';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { call, record, reply, seconds } from '../support/records';

/** A call of nova-api to a conductor, a call of the conductor to a compute, and their replies. */
const twoCalls = (): readonly TraceRecord[] => {
  const send = (
    inner: ReturnType<typeof call>,
    route: { exchange: string; routingKey: string; from: string; to: string; at: number },
  ) => {
    const options = { exchange: route.exchange, routingKey: route.routingKey };
    return [
      record('publish', inner, { ...options, connection: route.from, at: seconds(route.at) }),
      record('deliver', inner, { ...options, connection: route.to, at: seconds(route.at + 0.01) }),
    ];
  };
  const nova = (routingKey: string) => ({ exchange: 'nova', routingKey });
  const toReplyQueue = (name: string) => ({ exchange: '', routingKey: name });
  const [apiReplies, conductorReplies] = ['reply_a', 'reply_b'];
  return [
    ...send(call('a1', { method: 'schedule_and_build_instances', _reply_q: apiReplies }), {
      ...nova('conductor'),
      from: 'api',
      to: 'conductor',
      at: 1,
    }),
    ...send(call('a2', { _reply_q: conductorReplies }), {
      ...nova('compute.cmp1'),
      from: 'conductor',
      to: 'compute',
      at: 1.1,
    }),
    ...send(reply('a2'), {
      ...toReplyQueue(conductorReplies),
      from: 'compute',
      to: 'conductor',
      at: 1.2,
    }),
    ...send(reply('a1'), { ...toReplyQueue(apiReplies), from: 'conductor', to: 'api', at: 1.3 }),
  ];
};

/** Trace of a call to a compute, published after 1 s, and of its reply. */
export function callWithReply(
  request: ReturnType<typeof call>,
  answer: ReturnType<typeof reply>,
): readonly TraceRecord[] {
  const there = { exchange: 'nova', routingKey: 'compute.cmp1' };
  const back = { exchange: '', routingKey: 'reply_00000000000000000000000000000001' };
  return [
    record('publish', request, { ...there, connection: 'api', at: seconds(1) }),
    record('deliver', request, { ...there, connection: 'compute', at: seconds(1.1) }),
    record('publish', answer, { ...back, connection: 'compute', at: seconds(1.3) }),
    record('deliver', answer, { ...back, connection: 'api', at: seconds(1.4) }),
  ];
}

/** @returns the file's path */
export function writeTraceFile(file: string, lines: readonly string[] = recordLines()): string {
  writeFileSync(file, lines.map(line => `${line}\n`).join(''));
  return file;
}

export const recordLines = (records = twoCalls()): string[] => records.map(recordLine);

function recordLine(traced: TraceRecord): string {
  const { kind, exchange, queue = '', connection, vhost, node, channel, user } = traced;
  return JSON.stringify({
    ts: traced.receivedAtMicros,
    exchange: 'amq.rabbitmq.trace',
    routing_key: kind === 'publish' ? `publish.${exchange}` : `deliver.${queue}`,
    headers: {
      exchange_name: exchange,
      routing_keys: traced.routingKeys,
      properties: traced.properties,
      node,
      vhost,
      connection,
      channel,
      user,
      ...(kind === 'publish'
        ? { routed_queues: traced.routedQueues }
        : { redelivered: traced.redelivered ? 1 : 0 }),
    },
    redelivered: false,
    body_base64: Buffer.from(traced.body).toString('base64'),
  });
}
