/**
 * The place in a broker that messages are read from. Its text form is `firehose`, `queue:NAME`,
 * `peek:NAME`, `stream:NAME@first` or `exchanges:nova,neutron`.
 */
export type BrokerTap =
  /** The extension's own queue, bound to `amq.rabbitmq.trace`. */
  | { readonly kind: 'firehose' }
  /**
   * A queue that somebody else bound to `amq.rabbitmq.trace`. `consume` removes its messages;
   * `peek` reads those that it holds once and returns them to the queue.
   */
  | { readonly kind: 'queue'; readonly queue: string; readonly mode: 'consume' | 'peek' }
  /** A stream that is bound to `amq.rabbitmq.trace`. Reading a stream removes nothing. */
  | { readonly kind: 'stream'; readonly queue: string; readonly from: StreamOffset }
  /**
   * The extension's own queue, bound to ordinary exchanges: it gets the messages that are published
   * to these, and no deliveries.
   */
  | { readonly kind: 'exchanges'; readonly exchanges: readonly string[] };

/** Position in a stream at which reading begins. */
export type StreamOffset =
  | { readonly at: 'first' | 'last' | 'next' }
  | { readonly at: 'offset'; readonly offset: number }
  /** Seconds since the epoch. */
  | { readonly at: 'time'; readonly seconds: number };

/** AMQP 0-9-1 limits names to 255 bytes (type `shortstr`). */
const maxNameBytes = 255;

/** @returns the tap, or a sentence that says what is wrong with the text */
export function parseBrokerTap(text: string): BrokerTap | { readonly problem: string } {
  const [, kind = '', rest = ''] = /^([a-z]+)(?::(.*))?$/s.exec(text.trim()) ?? [];
  switch (kind) {
    case 'firehose':
      return rest === '' ? { kind } : problem('the firehose has no name');
    case 'queue':
    case 'peek':
      return isName(rest)
        ? { kind: 'queue', queue: rest, mode: kind === 'peek' ? 'peek' : 'consume' }
        : problem(`"${rest}" is not the name of a queue`);
    case 'stream':
      return parseStream(rest);
    case 'exchanges':
      return parseExchanges(rest);
    default:
      return problem(`"${text}" is not one of firehose, queue:, peek:, stream: and exchanges:`);
  }
}

/** Writes a tap in the form that {@link parseBrokerTap} reads. */
export function printBrokerTap(tap: BrokerTap): string {
  switch (tap.kind) {
    case 'firehose':
      return 'firehose';
    case 'queue':
      return `${tap.mode === 'peek' ? 'peek' : 'queue'}:${tap.queue}`;
    case 'stream':
      return `stream:${tap.queue}@${printOffset(tap.from)}`;
    case 'exchanges':
      return `exchanges:${tap.exchanges.join(',')}`;
  }
}

/** Reads `first`, `last`, `next`, the number of a message, or an ISO 8601 time. */
export function parseStreamOffset(text: string): StreamOffset | undefined {
  if (text === 'first' || text === 'last' || text === 'next') return { at: text };
  if (/^\d{1,15}$/.test(text)) return { at: 'offset', offset: Number(text) };
  const millis = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(millis) ? undefined : { at: 'time', seconds: Math.floor(millis / 1000) };
}

function parseStream(text: string): BrokerTap | { readonly problem: string } {
  const at = text.lastIndexOf('@');
  const queue = at < 0 ? text : text.slice(0, at);
  const from = at < 0 ? ({ at: 'next' } as const) : parseStreamOffset(text.slice(at + 1));
  if (!isName(queue)) return problem(`"${queue}" is not the name of a stream`);
  return from
    ? { kind: 'stream', queue, from }
    : problem(`"${text.slice(at + 1)}" is not one of first, last, next, a number or a time`);
}

function parseExchanges(text: string): BrokerTap | { readonly problem: string } {
  const exchanges = text.split(',').map(each => each.trim());
  const unusual = exchanges.find(each => !isName(each));
  if (unusual !== undefined) return problem(`"${unusual}" is not the name of an exchange`);
  return { kind: 'exchanges', exchanges: [...new Set(exchanges)] };
}

function printOffset(from: StreamOffset): string {
  if (from.at === 'offset') return String(from.offset);
  return from.at === 'time' ? new Date(from.seconds * 1000).toISOString() : from.at;
}

const isName = (text: string): boolean =>
  text !== '' && new TextEncoder().encode(text).length <= maxNameBytes;

const problem = (problem: string): { readonly problem: string } => ({ problem });

/** Queues, streams and exchanges of a vhost that a person can choose as a tap. */
export interface TapTargets {
  /** Queues and streams that are bound to the firehose. */
  readonly queues: readonly {
    readonly name: string;
    readonly isStream: boolean;
    readonly messageCount: number | undefined;
  }[];
  readonly exchanges: readonly { readonly name: string; readonly type: string }[];
}

/** Settings of a stream that stores the firehose's messages within limits. */
export interface TraceStream {
  readonly name: string;
  readonly maxBytes: number;
  /** Age in RabbitMQ's notation: `7D`, `12h`. */
  readonly maxAge: string;
}
