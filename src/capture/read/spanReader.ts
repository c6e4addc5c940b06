/** Reads all about one span, for the details pane. */
import type { DatabaseSync } from 'node:sqlite';
import type { Delivery, MessageDetails, SpanDetails } from '../../protocol/rows';
import { maxBodyPreview, maxSpanMessages } from '../../protocol/rows';
import { explain } from './explain';
import { stateAt } from '../../core/pairing/stateAt';
import { kindOf, optionalNumber, optionalString, timeBy, timesOf } from './reader';
import { stringOf } from '../tables/codes';

type Columns = Record<string, unknown>;

const laneOf = (connectionId: string): string =>
  `(SELECT p.host_key FROM connection c JOIN process p ON p.id = c.process_id
    WHERE c.id = ${connectionId})`;

export class SpanReader {
  constructor(private readonly database: DatabaseSync) {}

  /**
   * @param moment what came later is left out; microseconds since the epoch
   * @returns `undefined` when there is no such span (any more)
   */
  read(spanId: number, moment = Infinity): SpanDetails | undefined {
    const columns = this.database
      .prepare(
        `SELECT s.*, s.kind AS span_kind, s.delivered_at AS span_delivered_at,
           ${stringOf('label_id')} AS label, ${stringOf('method_id')} AS method,
           ${stringOf('namespace_id')} AS namespace, ${stringOf('version_id')} AS version,
           ${stringOf('request_id')} AS request, ${stringOf('global_request_id')} AS global_request,
           ${stringOf('failure_class_id')} AS failure_class,
           ${laneOf('caller_id')} AS caller, ${laneOf('handler_id')} AS handler
         FROM span s WHERE s.id = ?`,
      )
      .get(spanId) as Columns | undefined;
    if (!columns) return undefined;
    const messages = this.messages(spanId, moment);
    const by = (name: string): number | undefined => timeBy(columns, name, moment);
    const request = messages.find(each => each.messageId === spanId);
    const handlers = new Set(
      (request?.deliveries ?? []).flatMap(each => (each.lane === undefined ? [] : [each.lane])),
    );
    const handler = optionalString(columns['handler']);
    if (handler !== undefined && (handlers.size > 0 || moment === Infinity)) handlers.add(handler);
    const details = {
      spanId,
      kind: kindOf(columns['kind']),
      state: stateAt(timesOf(columns), moment),
      label: String(columns['label']),
      method: optionalString(columns['method']),
      namespace: optionalString(columns['namespace']),
      version: optionalString(columns['version']),
      msgId: optionalString(columns['msg_id']),
      requestId: optionalString(columns['request']),
      globalRequestId: optionalString(columns['global_request']),
      timeoutMillis: optionalNumber(columns['timeout_millis']),
      publishedAtMicros: by('published_at'),
      deliveredAtMicros: by('delivered_at'),
      replyPublishedAtMicros: by('reply_published_at'),
      replyDeliveredAtMicros: by('reply_delivered_at'),
      heartbeatCount: Number(columns['heartbeat_count']),
      caller: optionalString(columns['caller']),
      handlers: [...handlers],
      messages,
    };
    return { ...details, explanation: explain(details, optionalString(columns['failure_class'])) };
  }

  /** The whole stored body as text; bytes as base64. */
  body(messageId: number): string | undefined {
    const columns = this.database
      .prepare('SELECT format, content FROM body WHERE message_id = ?')
      .get(messageId) as Columns | undefined;
    return columns && contentText(columns).text;
  }

  private messages(spanId: number, moment: number): MessageDetails[] {
    const rows = this.database
      .prepare(
        `SELECT m.id, m.kind, m.at, m.publish_count, ${stringOf('m.exchange_id')} AS exchange,
           (SELECT name FROM connection WHERE id = m.sender_id) AS connection,
           b.format, b.content, m.wire_bytes, b.envelope_version, b.opaque_reason, b.properties,
           b.routing_keys, b.routed_queues, ${stringOf('b.vhost_id')} AS vhost,
           ${stringOf('b.node_id')} AS node, ${stringOf('b.user_id')} AS user
         FROM message m LEFT JOIN body b ON b.message_id = m.id
         WHERE m.id IN (
           SELECT ? UNION ALL SELECT id FROM message WHERE span_id = ? AND span_id <> id)
         ORDER BY m.id LIMIT ${maxSpanMessages}`,
      )
      .all(spanId, spanId) as Columns[];
    const seen = rows.filter(columns => Number(columns['at']) <= moment);
    return seen.map(columns => this.message(columns, moment));
  }

  private message(columns: Columns, moment: number): MessageDetails {
    const { text, format } = contentText(columns);
    const routed = optionalString(columns['routed_queues']);
    return {
      messageId: Number(columns['id']),
      kind: kindOf(columns['kind']),
      publishedAtMicros: Number(columns['publish_count']) > 0 ? Number(columns['at']) : undefined,
      exchange: optionalString(columns['exchange']) ?? '',
      routingKeys: JSON.parse(optionalString(columns['routing_keys']) ?? '[]') as string[],
      routedQueues: routed === undefined ? undefined : (JSON.parse(routed) as string[]),
      vhost: optionalString(columns['vhost']) ?? '',
      node: optionalString(columns['node']) ?? '',
      user: optionalString(columns['user']) ?? '',
      connection: optionalString(columns['connection']),
      publishCount: Number(columns['publish_count']),
      deliveries: this.deliveries(Number(columns['id'])).filter(
        ({ atMicros }) => atMicros <= moment,
      ),
      propertiesJson: optionalString(columns['properties']) ?? '{}',
      envelopeVersion: optionalString(columns['envelope_version']),
      body: text.slice(0, maxBodyPreview),
      bodyFormat: format,
      bodyBytes: Number(columns['wire_bytes']),
      isBodyCut: text.length > maxBodyPreview,
      opaqueReason: optionalString(columns['opaque_reason']),
    };
  }

  private deliveries(messageId: number): Delivery[] {
    const rows = this.database
      .prepare(
        `SELECT d.at, ${stringOf('d.queue_id')} AS queue, d.redelivered, d.dead_lettered,
           c.name AS connection, p.host_key AS lane, p.program || ':' || p.pid AS process
         FROM delivery d LEFT JOIN connection c ON c.id = d.connection_id
         LEFT JOIN process p ON p.id = c.process_id
         WHERE d.message_id = ? ORDER BY d.n LIMIT 1000`,
      )
      .all(messageId) as Columns[];
    return rows.map(columns => ({
      atMicros: Number(columns['at']),
      queue: String(columns['queue']),
      connection: optionalString(columns['connection']) ?? '',
      lane: optionalString(columns['lane']),
      process: optionalString(columns['process']),
      isRedelivered: columns['redelivered'] === 1,
      isDeadLettered: columns['dead_lettered'] === 1,
    }));
  }
}

function contentText(columns: Columns): { text: string; format: MessageDetails['bodyFormat'] } {
  const { content } = columns;
  if (content instanceof Uint8Array) {
    return { text: Buffer.from(content).toString('base64'), format: 'base64' };
  }
  const format = columns['format'] === 'json' ? 'json' : 'text';
  return { text: optionalString(content) ?? '', format };
}
