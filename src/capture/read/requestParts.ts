/** Reads the spans of a request, with their senders and takers. */
import type { DatabaseSync } from 'node:sqlite';
import type { Receiver, RequestPart } from '../../core/requests/parents';
import { boolean, integer, text } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query } from '../../node/sql/statements';
import { lookedUpString, messageKind, spanState, stringOf } from '../tables/codes';

interface StoredReceiver extends Receiver {
  /** Key of its lane, even if the process is unnamed. */
  readonly key: string;
}

const partShape = {
  id: integer,
  kind: messageKind,
  state: spanState,
  label: lookedUpString,
  request: text,
  globalRequest: text.optional(),
  failureClass: text.optional(),
  /** 0 where the capture's limit has dropped the request and its times. */
  atMicros: integer.or(0),
  timeoutMillis: integer.optional(),
  publishedAtMicros: integer.optional(),
  deliveredAtMicros: integer.optional(),
  replyPublishedAtMicros: integer.optional(),
  replyDeliveredAtMicros: integer.optional(),
  errorMessageId: integer.optional(),
  senderProcess: integer.optional(),
  senderLane: text.optional(),
  senderNamed: boolean.or(false),
};

export interface StoredPart extends RequestPart {
  readonly receivers: readonly StoredReceiver[];
  readonly span: RowOf<typeof partShape>;
}

const receiverShape = {
  messageId: integer,
  atMicros: integer,
  process: integer,
  lane: text,
  isNamed: boolean,
};

export class RequestPartReader {
  // Preparing these takes as long as running them, and all requests of a capture may be read.
  private spans: Query<typeof partShape> | undefined;
  private receivers: Query<typeof receiverShape> | undefined;

  constructor(private readonly database: DatabaseSync) {}

  /**
   * Spans of the requests that have one global request id.
   *
   * @param limit greatest number of spans; -1: all of them
   */
  partsOf(groupId: number, limit: number): StoredPart[] {
    this.spans ??= new Query(this.database, partSql, partShape);
    const spans = this.spans.all(groupId, limit);
    const receivers = this.receiversOf(spans.map(({ id }) => id));
    return spans.map(span => ({
      id: span.id,
      requestId: span.request,
      globalRequestId: span.globalRequest,
      isCall: span.kind === 'call',
      atMicros: span.atMicros,
      sender:
        span.senderProcess === undefined
          ? undefined
          : { process: span.senderProcess, lane: span.senderNamed ? span.senderLane : undefined },
      receivers: receivers.get(span.id) ?? [],
      repliedAtMicros: span.replyPublishedAtMicros,
      span,
    }));
  }

  private receiversOf(ids: readonly number[]): Map<number, StoredReceiver[]> {
    this.receivers ??= new Query(this.database, receiverSql, receiverShape);
    const receivers = new Map<number, StoredReceiver[]>();
    for (const receiver of this.receivers.iterate(JSON.stringify(ids))) {
      const { messageId, process, lane, isNamed, atMicros } = receiver;
      const each = {
        process,
        lane: isNamed ? lane : undefined,
        receivedAtMicros: atMicros,
        key: lane,
      };
      const known = receivers.get(messageId);
      if (known) known.push(each);
      else receivers.set(messageId, [each]);
    }
    return receivers;
  }
}

const partSql = `
  SELECT s.id, s.kind, s.state, s.timeout_millis, s.published_at, s.delivered_at,
    s.reply_published_at, s.reply_delivered_at, s.error_message_id,
    ${stringOf('s.label_id')} AS label, ${stringOf('s.request_id')} AS request,
    ${stringOf('s.global_request_id')} AS global_request,
    ${stringOf('s.failure_class_id')} AS failure_class,
    coalesce(s.published_at, s.delivered_at, m.at) AS at,
    p.id AS sender_process, p.host_key AS sender_lane, p.is_named AS sender_named
  FROM request r JOIN span s ON s.request_id = r.id
  LEFT JOIN message m ON m.id = s.id
  LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
  WHERE r.group_id = ? ORDER BY s.id LIMIT ?`;

const receiverSql = `
  SELECT d.message_id, d.at, p.id AS process, p.host_key AS lane, p.is_named
  FROM delivery d JOIN connection c ON c.id = d.connection_id
  JOIN process p ON p.id = c.process_id
  WHERE d.message_id IN (SELECT value FROM json_each(?)) AND NOT d.dead_lettered
  ORDER BY d.message_id, d.n`;
