/** What the properties of a trace record tell about its message. */
import type { TraceRecord } from '../amqp/traceRecord';
import type { DecodedMessage, RpcRequest } from '../oslo/message';

export const isRequest = (decoded: DecodedMessage): decoded is RpcRequest =>
  decoded.kind === 'call' || decoded.kind === 'cast' || decoded.kind === 'fanout';

/**
 * The name of the connection that a record came over. An exchange does not tell who sent what it
 * copies: a caller is known by the queue that it waits at, a notification by its publisher; of
 * others only the exchange is known, and they stay unknown together.
 */
export function connectionNameOf(record: TraceRecord, decoded: DecodedMessage | undefined): string {
  if (record.connection !== '' || !record.isCopy) return record.connection;
  if (decoded?.kind === 'notification') return `publisher ${decoded.publisherId}`;
  const replyQueue = decoded && isRequest(decoded) ? decoded.replyQueue : undefined;
  return replyQueue === undefined
    ? `unknown sender to ${record.exchange}`
    : `caller that waits at ${replyQueue}`;
}

/** A fanout has its topic in the name of its exchange only. */
export const topicOf = ({ exchange, routingKeys }: TraceRecord): string =>
  (routingKeys[0] ?? '') === '' ? exchange.replace(/_fanout$/, '') : (routingKeys[0] ?? '');

export const isDeadLettered = ({ properties }: TraceRecord): boolean =>
  properties.headers?.['x-death'] !== undefined;

/** A call's time limit; `undefined` without a readable AMQP `expiration`. */
export function timeLimitMillisOf({ properties: { expiration } }: TraceRecord): number | undefined {
  const millis = typeof expiration === 'string' ? Number(expiration) : NaN;
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined;
}
