/** Reads all data of one span, for the details pane. */
import type { DatabaseSync } from 'node:sqlite';
import type { Gap } from '../../core/amqp/gap';
import { stateAt } from '../../core/pairing/spanStateTable';
import type { SentTime } from '../../core/text/sentTime';
import { boolean, integer, text, textList, textOrBytes } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query, rowOf } from '../../node/sql/statements';
import type { Delivery, MessageDetails, SpanDetails } from '../../protocol/spans';
import { maxBodyPreview, maxSpanMessages } from '../../protocol/spans';
import { lookedUpString, messageKind, stringOf } from '../tables/codes';
import { explain } from './explain';
import { GapReader } from './gaps';
import { otherFormJoin } from './secondForms';
import { spanTimeColumns, spanTimeShape, spanTimesOf, timeBy } from './spanTimes';

/** Maximum number of listed deliveries of one message. */
const maxDeliveries = 1_000;

const laneOf = (connectionId: string): string =>
  `(SELECT p.host_key FROM connection c JOIN process p ON p.id = c.process_id
    WHERE c.id = ${connectionId})`;

const spanShape = {
  ...spanTimeShape,
  label: lookedUpString,
  method: text.optional(),
  namespace: text.optional(),
  version: text.optional(),
  msgId: text.optional(),
  request: text.optional(),
  globalRequest: text.optional(),
  failureClass: text.optional(),
  heartbeatCount: integer,
  isReadLater: boolean,
  otherFormId: integer.optional(),
  otherFormLabel: text.or(''),
  caller: text.optional(),
  handler: text.optional(),
};

const messageShape = {
  id: integer,
  kind: messageKind,
  atMicros: integer,
  publishCount: integer,
  isReadLater: boolean,
  toldAtMicros: integer.optional(),
  wireBytes: integer,
  exchange: text.optional(),
  connection: text.optional(),
  // NULL when the message has no stored body.
  content: textOrBytes.optional(),
  format: text.optional(),
  envelopeVersion: text.optional(),
  opaqueReason: text.optional(),
  properties: text.or('{}'),
  routingKeys: textList.or([]),
  routedQueues: textList.optional(),
  vhost: text.or(''),
  node: text.or(''),
  user: text.or(''),
};

const deliveryShape = {
  atMicros: integer,
  queue: lookedUpString,
  connection: text.or(''),
  lane: text.optional(),
  process: text.optional(),
  redelivered: boolean,
  deadLettered: boolean,
};

export class SpanReader {
  private readonly gaps: GapReader;
  private readonly spans: Query<typeof spanShape>;
  private readonly messages: Query<typeof messageShape>;
  private readonly deliveries: Query<typeof deliveryShape>;

  constructor(private readonly database: DatabaseSync) {
    this.gaps = new GapReader(database);
    this.spans = new Query(database, spanSql, spanShape);
    this.messages = new Query(database, messageSql, messageShape);
    this.deliveries = new Query(database, deliverySql, deliveryShape);
  }

  /**
   * @param momentMicros later events are left out; microseconds since the epoch
   * @returns `undefined` when the span does not exist or was dropped
   */
  details(spanId: number, momentMicros = Infinity): SpanDetails | undefined {
    const span = this.spans.get(spanId);
    if (!span) return undefined;
    const messages = this.messagesOf(spanId, momentMicros);
    const request = messages.find(each => each.messageId === spanId);
    const handlers = new Set(
      (request?.deliveries ?? []).flatMap(each => (each.lane === undefined ? [] : [each.lane])),
    );
    const { handler } = span;
    if (handler !== undefined && (handlers.size > 0 || momentMicros === Infinity))
      handlers.add(handler);
    const details = {
      spanId,
      kind: span.spanKind,
      state: stateAt(spanTimesOf(span), momentMicros),
      label: span.label,
      method: span.method,
      namespace: span.namespace,
      version: span.version,
      msgId: span.msgId,
      requestId: span.request,
      globalRequestId: span.globalRequest,
      timeoutMillis: span.timeoutMillis,
      publishedAtMicros: timeBy(span.spanPublishedAtMicros, momentMicros),
      deliveredAtMicros: timeBy(span.spanDeliveredAtMicros, momentMicros),
      replyPublishedAtMicros: timeBy(span.replyPublishedAtMicros, momentMicros),
      replyDeliveredAtMicros: timeBy(span.replyDeliveredAtMicros, momentMicros),
      isReadLater: span.isReadLater,
      heartbeatCount: span.heartbeatCount,
      otherForm:
        span.otherFormId === undefined
          ? undefined
          : { spanId: span.otherFormId, label: span.otherFormLabel },
      caller: span.caller,
      handlers: [...handlers],
      messages,
    };
    return { ...details, explanation: explain(details, span.failureClass, this.gapOf(details)) };
  }

  /** Returns the gap that the outcome of a span may have fallen into. */
  private gapOf(span: Omit<SpanDetails, 'explanation'>): Gap | undefined {
    const { state, publishedAtMicros, deliveredAtMicros, timeoutMillis = Infinity } = span;
    if (state !== 'unknown') return undefined;
    const startMicros = publishedAtMicros ?? deliveredAtMicros ?? 0;
    return this.gaps.during(startMicros, startMicros + timeoutMillis * 1000);
  }

  /** Returns when a message was sent; `undefined` when it was dropped. */
  sentTimeOf(messageId: number): SentTime | undefined {
    return rowOf(
      this.database,
      'SELECT at, is_read_later, told_at FROM message WHERE id = ?',
      { atMicros: integer, isReadLater: boolean, toldAtMicros: integer.optional() },
      messageId,
    );
  }

  /** Returns the whole stored body of a message as text; bytes as base64. */
  bodyOf(messageId: number): string | undefined {
    const body = rowOf(
      this.database,
      'SELECT format, content FROM body WHERE message_id = ?',
      { format: text, content: textOrBytes.optional() },
      messageId,
    );
    return body && contentText(body).text;
  }

  private messagesOf(spanId: number, momentMicros: number): MessageDetails[] {
    return this.messages
      .all(spanId)
      .filter(({ atMicros }) => atMicros <= momentMicros)
      .map(message => this.messageDetails(message, momentMicros));
  }

  private messageDetails(stored: RowOf<typeof messageShape>, momentMicros: number): MessageDetails {
    const { text: body, format } = contentText(stored);
    return {
      messageId: stored.id,
      kind: stored.kind,
      publishedAtMicros: stored.publishCount > 0 ? stored.atMicros : undefined,
      isReadLater: stored.isReadLater,
      toldAtMicros: stored.toldAtMicros,
      exchange: stored.exchange ?? '',
      routingKeys: stored.routingKeys,
      routedQueues: stored.routedQueues,
      vhost: stored.vhost,
      node: stored.node,
      user: stored.user,
      connection: stored.connection,
      publishCount: stored.publishCount,
      deliveries: this.deliveriesOf(stored.id).filter(({ atMicros }) => atMicros <= momentMicros),
      propertiesJson: stored.properties,
      envelopeVersion: stored.envelopeVersion,
      body: body.slice(0, maxBodyPreview),
      bodyFormat: format,
      bodyBytes: stored.wireBytes,
      isBodyCut: body.length > maxBodyPreview,
      opaqueReason: stored.opaqueReason,
    };
  }

  private deliveriesOf(messageId: number): Delivery[] {
    return this.deliveries.all(messageId).map(({ redelivered, deadLettered, ...delivery }) => ({
      ...delivery,
      isRedelivered: redelivered,
      isDeadLettered: deadLettered,
    }));
  }
}

const spanSql = `
  SELECT ${spanTimeColumns}, s.msg_id, s.heartbeat_count, s.is_read_later, o.id AS other_form_id,
    ${stringOf('o.label_id')} AS other_form_label,
    ${stringOf('s.label_id')} AS label, ${stringOf('s.method_id')} AS method,
    ${stringOf('s.namespace_id')} AS namespace, ${stringOf('s.version_id')} AS version,
    ${stringOf('s.request_id')} AS request, ${stringOf('s.global_request_id')} AS global_request,
    ${stringOf('s.failure_class_id')} AS failure_class,
    ${laneOf('s.caller_id')} AS caller, ${laneOf('s.handler_id')} AS handler
  FROM span s ${otherFormJoin}
  WHERE s.id = ?`;

const messageSql = `
  SELECT m.id, m.kind, m.at, m.publish_count, m.is_read_later, m.told_at,
    ${stringOf('m.exchange_id')} AS exchange,
    (SELECT name FROM connection WHERE id = m.sender_id) AS connection,
    b.format, b.content, m.wire_bytes, b.envelope_version, b.opaque_reason, b.properties,
    b.routing_keys, b.routed_queues, ${stringOf('b.vhost_id')} AS vhost,
    ${stringOf('b.node_id')} AS node, ${stringOf('b.user_id')} AS user
  FROM message m LEFT JOIN body b ON b.message_id = m.id
  WHERE m.id IN (
    SELECT ?1 UNION ALL SELECT id FROM message WHERE span_id = ?1 AND span_id <> id)
  ORDER BY m.id LIMIT ${maxSpanMessages}`;

const deliverySql = `
  SELECT d.at, ${stringOf('d.queue_id')} AS queue, d.redelivered, d.dead_lettered,
    c.name AS connection, p.host_key AS lane, p.program || ':' || p.pid AS process
  FROM delivery d LEFT JOIN connection c ON c.id = d.connection_id
  LEFT JOIN process p ON p.id = c.process_id
  WHERE d.message_id = ? ORDER BY d.n LIMIT ${maxDeliveries}`;

interface StoredContent {
  readonly format: string | undefined;
  readonly content: string | Uint8Array | undefined;
}

function contentText({ format, content }: StoredContent): {
  text: string;
  format: MessageDetails['bodyFormat'];
} {
  if (content instanceof Uint8Array) {
    return { text: Buffer.from(content).toString('base64'), format: 'base64' };
  }
  return { text: content ?? '', format: format === 'json' ? 'json' : 'text' };
}
