import type { TraceRecord } from '../amqp/traceRecord';
import type { DecodedMessage } from '../oslo/message';
import type { MessageKind } from './entities';

/** Texts that a row shows for a message. */
export interface Description {
  readonly kind: MessageKind;
  /** Main text: method, operation, event type or exception class. */
  readonly label: string;
  /** Secondary text: circumstances. */
  readonly detail: string;
  /** Method or event type, as on the wire. */
  readonly method: string | undefined;
}

const maxDetailLength = 200;

export function describe(decoded: DecodedMessage, record: TraceRecord): Description {
  switch (decoded.kind) {
    case 'call':
    case 'cast': {
      const version = decoded.kind === 'cast' ? decoded.version : undefined;
      const detail = [decoded.namespace, version].filter(each => each !== undefined).join(' ');
      return { kind: decoded.kind, label: decoded.operation, detail, method: decoded.method };
    }
    case 'fanout': {
      const topic = record.exchange.replace(/_fanout$/, '');
      return { kind: 'fanout', label: decoded.operation, detail: topic, method: decoded.method };
    }
    case 'reply': {
      const { failure } = decoded;
      if (!failure) return { kind: 'reply', label: '', detail: '', method: undefined };
      return {
        kind: 'failure',
        label: failure.className,
        detail: cut(failure.message),
        method: undefined,
      };
    }
    case 'heartbeat':
      return { kind: 'heartbeat', label: 'still working', detail: '', method: undefined };
    case 'notification': {
      const priority = decoded.priority.toLowerCase();
      return {
        kind: 'notification',
        label: decoded.eventType,
        detail: priority === 'info' ? '' : priority,
        method: decoded.eventType,
      };
    }
    case 'foreign':
      return {
        kind: 'foreign',
        label: 'not an oslo.messaging message',
        detail: destination(record),
        method: undefined,
      };
    case 'opaque':
      return {
        kind: 'foreign',
        label: decoded.method ?? 'unreadable message',
        detail: cut(`${decoded.detail} · ${destination(record)}`),
        method: decoded.method,
      };
  }
}

const destination = (record: TraceRecord): string =>
  record.exchange === '' ? (record.routingKeys[0] ?? '') : record.exchange;

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxDetailLength ? `${line.slice(0, maxDetailLength - 1)}…` : line;
}
