/**
 * Turns messages of `amq.rabbitmq.trace` into trace records. Names and types of the headers are
 * those of rabbit_trace.erl (`tap_in`, `tap_out`, `msg_to_table`).
 */
import { isJsonObject } from '../base/json';
import { jsonOfField } from './fieldTable';
import type { BasicProperties, TraceRecord } from './traceRecord';

/** The exchange that carries the firehose; every vhost has one. */
export const traceExchange = 'amq.rabbitmq.trace';

const publishPrefix = 'publish.';
const deliverPrefix = 'deliver.';

/**
 * Reads a trace message. Never throws: a field that is missing or has another type gets a default
 * value, and its wire name is added to `defects`.
 *
 * @param headers headers of the trace message, as an AMQP client or a JSON file gives them
 */
export function toTraceRecord(
  routingKey: string,
  headers: unknown,
  body: Uint8Array,
  receivedAtMicros: number,
): TraceRecord {
  const fields = new TraceHeaders(headers);
  const { kind, name } = parseRoutingKey(routingKey) ?? fields.guessKind();
  const isPublish = kind === 'publish';
  const record: TraceRecord = {
    kind,
    receivedAtMicros,
    exchange: fields.readText('exchange_name', isPublish ? name : ''),
    routingKeys: fields.readTexts('routing_keys') ?? [],
    queue: isPublish ? undefined : name,
    routedQueues: isPublish ? fields.readTexts('routed_queues') : undefined,
    redelivered: !isPublish && fields.readFlag('redelivered'),
    vhost: fields.readText('vhost', ''),
    node: fields.readText('node', ''),
    connection: fields.readText('connection', ''),
    channel: fields.readNumber('channel'),
    user: fields.readText('user', ''),
    properties: fields.readProperties(),
    body,
  };
  const { defects } = fields;
  return defects.length === 0 ? record : { ...record, defects };
}

/** `name` is the exchange of a publish, or the queue of a deliver. */
type KindAndName = { readonly kind: TraceRecord['kind']; readonly name: string };

function parseRoutingKey(key: string): KindAndName | undefined {
  if (key.startsWith(publishPrefix)) {
    return { kind: 'publish', name: key.slice(publishPrefix.length) };
  }
  if (key.startsWith(deliverPrefix)) {
    return { kind: 'deliver', name: key.slice(deliverPrefix.length) };
  }
  return undefined;
}

const textProperties = [
  'content_type',
  'content_encoding',
  'correlation_id',
  'reply_to',
  'expiration',
  'message_id',
  'type',
  'user_id',
  'app_id',
  'cluster_id',
];

/** Reads headers by name, and records the names of missing and malformed ones in `defects`. */
class TraceHeaders {
  readonly defects: string[] = [];
  private readonly headers: Readonly<Record<string, unknown>>;

  constructor(headers: unknown) {
    this.headers = isJsonObject(headers) ? headers : {};
  }

  /**
   * Guesses the kind of a message whose routing key is not the firehose's, from the headers that
   * only one kind has.
   */
  guessKind(): KindAndName {
    this.defects.push('routing_key');
    const { redelivered, routed_queues: routed } = this.headers;
    const kind = redelivered !== undefined && routed === undefined ? 'deliver' : 'publish';
    return { kind, name: '' };
  }

  readText(name: string, standIn: string): string {
    const value = this.headers[name];
    if (typeof value === 'string') return value;
    this.defects.push(name);
    return isScalar(value) ? String(value) : standIn;
  }

  readNumber(name: string): number {
    const value = this.headers[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.defects.push(name);
    return 0;
  }

  /** Reads a boolean, which the broker writes as 0 or 1. */
  readFlag(name: string): boolean {
    const value = this.headers[name];
    if (value !== 0 && value !== 1 && typeof value !== 'boolean') this.defects.push(name);
    return value === 1 || value === true;
  }

  readTexts(name: string): readonly string[] | undefined {
    const value = this.headers[name];
    if (!Array.isArray(value)) {
      this.defects.push(name);
      return undefined;
    }
    if (value.every(each => typeof each === 'string')) return value;
    this.defects.push(name);
    return value.filter(isScalar).map(String);
  }

  readProperties(): BasicProperties {
    const value = this.headers['properties'];
    if (!isJsonObject(value)) {
      this.defects.push('properties');
      return {};
    }
    const plain = jsonOfField(value);
    const wrong = textProperties.filter(
      name => plain[name] !== undefined && typeof plain[name] !== 'string',
    );
    if (plain['headers'] !== undefined && !isJsonObject(plain['headers'])) wrong.push('headers');
    if (wrong.length === 0) return plain;
    for (const name of wrong) this.defects.push(`properties.${name}`);
    return Object.fromEntries(
      Object.entries(plain).flatMap(([name, each]) => {
        if (!wrong.includes(name)) return [[name, each]];
        return name !== 'headers' && isScalar(each) ? [[name, String(each)]] : [];
      }),
    );
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
