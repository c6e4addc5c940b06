/** Facts about a message that the properties of its trace record contain. */
import type { TraceRecord } from '../amqp/traceRecord';
import type { DecodedMessage, RpcRequest } from '../oslo/message';

export const isRequest = (decoded: DecodedMessage): decoded is RpcRequest =>
  decoded.kind === 'call' || decoded.kind === 'cast' || decoded.kind === 'fanout';

/**
 * Returns the name of the connection that a record came over. Copies of an exchange tap carry no
 * connection: a caller is identified by its reply queue, a notification's sender by its publisher
 * id. Other senders to an exchange cannot be told apart, and share one name.
 */
export function connectionNameOf(record: TraceRecord, decoded: DecodedMessage | undefined): string {
  if (record.connection !== '' || !record.isCopy) return record.connection;
  if (decoded?.kind === 'notification') return `publisher ${decoded.publisherId}`;
  const replyQueue = decoded && isRequest(decoded) ? decoded.replyQueue : undefined;
  return replyQueue === undefined
    ? `unknown sender to ${record.exchange}`
    : `caller that waits at ${replyQueue}`;
}

/** Returns the topic of a request. A fanout has it only in the name of its exchange. */
export const topicOf = ({ exchange, routingKeys }: TraceRecord): string =>
  (routingKeys[0] ?? '') === '' ? exchange.replace(/_fanout$/, '') : (routingKeys[0] ?? '');

export const isDeadLettered = ({ properties }: TraceRecord): boolean =>
  properties.headers?.['x-death'] !== undefined;

/**
 * Returns the time limit of a call; `undefined` when AMQP's `expiration` is missing or malformed.
 */
export function timeLimitMillisOf({ properties: { expiration } }: TraceRecord): number | undefined {
  const millis = typeof expiration === 'string' ? Number(expiration) : NaN;
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined;
}
