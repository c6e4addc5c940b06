/** Builders of trace records with oslo messages in them. Times are seconds of a made-up epoch. */
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { JsonObject } from '../../src/core/base/json';

export const seconds = (value: number): number => value * 1_000_000;

export interface RecordOptions {
  readonly at?: number;
  readonly connection?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly routedQueues?: readonly string[];
  readonly queue?: string;
  readonly redelivered?: boolean;
  readonly expirationMillis?: number;
  /** AMQP headers. */
  readonly headers?: JsonObject;
}

const connectionOf = (name: string): string =>
  name.includes(' -> ') ? name : `192.0.2.1:${portOf(name)} -> 192.0.2.10:5672`;

const ports = new Map<string, number>();
function portOf(name: string): number {
  const port = ports.get(name) ?? 40_000 + ports.size;
  ports.set(name, port);
  return port;
}

export function record(
  kind: TraceRecord['kind'],
  inner: JsonObject | string | Uint8Array,
  options: RecordOptions = {},
): TraceRecord {
  const body =
    inner instanceof Uint8Array
      ? inner
      : Buffer.from(
          typeof inner === 'string'
            ? inner
            : JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) }),
        );
  return {
    kind,
    receivedAtMicros: options.at ?? seconds(1),
    exchange: options.exchange ?? 'nova',
    routingKeys: [options.routingKey ?? 'compute'],
    queue: kind === 'deliver' ? (options.queue ?? options.routingKey ?? 'compute') : undefined,
    routedQueues:
      kind === 'publish' ? (options.routedQueues ?? [options.routingKey ?? 'compute']) : undefined,
    redelivered: options.redelivered ?? false,
    vhost: '/',
    node: 'rabbit@ctl1',
    connection: connectionOf(options.connection ?? 'api'),
    channel: 1,
    user: 'openstack',
    properties: {
      ...(options.expirationMillis === undefined
        ? {}
        : { expiration: String(options.expirationMillis) }),
      ...(options.headers ? { headers: options.headers } : {}),
    },
    body,
  };
}

export const call = (msgId: string, more: JsonObject = {}): JsonObject => ({
  method: 'get_console_output',
  args: {},
  version: '6.0',
  _msg_id: msgId,
  _reply_q: 'reply_00000000000000000000000000000001',
  _timeout: null,
  _unique_id: `request-${msgId}`,
  _context_request_id: 'req-1',
  ...more,
});

export const cast = (uniqueId: string, more: JsonObject = {}): JsonObject => ({
  method: 'build_instances',
  args: {},
  namespace: 'compute_task',
  version: '1.25',
  _unique_id: uniqueId,
  _context_request_id: 'req-1',
  ...more,
});

export const reply = (msgId: string, more: JsonObject = {}): JsonObject => ({
  result: 42,
  failure: null,
  ending: true,
  _msg_id: msgId,
  _unique_id: `reply-${msgId}`,
  ...more,
});

export const heartbeat = (msgId: string, n = 1): JsonObject =>
  reply(msgId, { result: null, ending: false, _unique_id: `heartbeat-${msgId}-${n}` });

export const failureText = JSON.stringify({
  class: 'InstanceNotRunning',
  module: 'nova.exception',
  message: 'Instance 1 is not running.',
  tb: ['Traceback (most recent call last):\n'],
  args: [],
  kwargs: {},
});

export const notification = (uniqueId: string, more: JsonObject = {}): JsonObject => ({
  message_id: '5c2f2a9e-8a67-4b2b-9f43-1de0a7d1f001',
  publisher_id: 'compute.cmp1',
  event_type: 'compute.instance.create.end',
  priority: 'INFO',
  payload: {},
  timestamp: '2026-02-03 10:11:12.123456',
  _unique_id: uniqueId,
  ...more,
});
