/** Reads the spans of a request, with their senders and takers. */
import type { DatabaseSync } from 'node:sqlite';
import { addTo } from '../../core/base/groups';
import type { NamedThings } from '../../core/requests/namedThings';
import { namedThings } from '../../core/requests/namedThings';
import type { Receiver, RequestPart } from '../../core/requests/part';
import { boolean, integer, text, textOrBytes } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query, ValueQuery } from '../../node/sql/statements';
import { kindCodes, lookedUpString, messageKind, spanState, stringOf } from '../tables/codes';
import { innerMessage } from './innerMessage';

interface StoredReceiver extends Receiver {
  /** Key of its lane, even if the process is unnamed. */
  readonly key: string;
  /** True when its name is a guess. */
  readonly isGuess: boolean;
}

const partShape = {
  id: integer,
  kind: messageKind,
  state: spanState,
  label: lookedUpString,
  method: text.optional(),
  request: text,
  grouped: text,
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
  senderService: text.optional(),
  senderNamed: boolean.or(false),
  senderPid: integer.optional(),
  senderInferred: boolean.or(false),
  publishCount: integer.or(0),
  redelivered: boolean.or(false),
  firstFormId: integer.optional(),
  isReadLater: boolean,
  messageReadLater: boolean.or(false),
  toldAtMicros: integer.optional(),
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
  service: text,
  isNamed: boolean,
  pid: integer.optional(),
  inferred: boolean,
  isSeen: boolean,
};

export class RequestPartReader {
  // Preparing these takes as long as running them, and all requests of a capture may be read.
  private spans: Query<typeof partShape> | undefined;
  private receivers: Query<typeof receiverShape> | undefined;
  private contents: ValueQuery<string | Uint8Array | undefined> | undefined;

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
    const globalIds = new Map<string, string>();
    for (const { request, globalRequest: id } of spans) {
      if (id !== undefined && id !== request) globalIds.set(request, id);
    }
    return spans.map(span => ({
      id: span.id,
      requestId: span.request,
      causeId:
        globalIds.get(span.request) ?? (span.grouped === span.request ? undefined : span.grouped),
      tellsCause: globalIds.has(span.request),
      kind: span.kind,
      method: span.method,
      label: span.label,
      atMicros: span.atMicros,
      sender:
        span.senderProcess === undefined
          ? undefined
          : {
              process: span.senderProcess,
              lane: span.senderNamed ? span.senderLane : undefined,
              service: span.senderNamed ? span.senderService : undefined,
              pid: span.senderPid,
            },
      receivers: receivers.get(span.id) ?? [],
      repliedAtMicros: span.replyPublishedAtMicros,
      span,
    }));
  }

  /** Returns the things that the bodies of a span's request and reply name. */
  readonly namesOf = (spanId: number): NamedThings => {
    this.contents ??= new ValueQuery(this.database, contentSql, textOrBytes.optional());
    const messages = this.contents.all(spanId).map(innerMessage);
    return namedThings(messages.filter(each => each !== undefined));
  };

  private receiversOf(ids: readonly number[]): Map<number, StoredReceiver[]> {
    this.receivers ??= new Query(this.database, receiverSql, receiverShape);
    const receivers = new Map<number, StoredReceiver[]>();
    for (const receiver of this.receivers.iterate(JSON.stringify(ids))) {
      const { messageId, process, lane, service, isNamed, pid, inferred, atMicros, isSeen } =
        receiver;
      addTo(receivers, messageId, {
        process,
        lane: isNamed ? lane : undefined,
        service: isNamed ? service : undefined,
        pid,
        receivedAtMicros: atMicros,
        isSeen,
        key: lane,
        isGuess: inferred,
      });
    }
    return receivers;
  }
}

const contentSql = `
  SELECT b.content FROM span s JOIN body b ON b.message_id IN (s.id, s.reply_message_id)
  WHERE s.id = ? ORDER BY b.message_id`;

const partSql = `
  SELECT s.id, s.kind, s.state, s.timeout_millis, s.published_at, s.delivered_at,
    s.reply_published_at, s.reply_delivered_at, s.error_message_id,
    ${stringOf('s.label_id')} AS label, ${stringOf('s.method_id')} AS method,
    ${stringOf('s.request_id')} AS request, ${stringOf('r.group_id')} AS grouped,
    ${stringOf('s.global_request_id')} AS global_request,
    ${stringOf('s.failure_class_id')} AS failure_class,
    coalesce(s.published_at, s.delivered_at, m.at) AS at,
    p.id AS sender_process, p.host_key AS sender_lane, p.service AS sender_service,
    p.is_named AS sender_named, p.pid AS sender_pid,
    p.inferred_from IS NOT NULL AS sender_inferred, m.publish_count, m.redelivered,
    s.first_form_id, s.is_read_later, m.is_read_later AS message_read_later, m.told_at
  FROM request r JOIN span s ON s.request_id = r.id
  LEFT JOIN message m ON m.id = s.id
  LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
  WHERE r.group_id = ? ORDER BY s.id LIMIT ?`;

const receiverSql = `
  SELECT d.message_id, d.at, p.id AS process, p.host_key AS lane, p.service, p.is_named, p.pid,
    p.inferred_from IS NOT NULL AS inferred, 1 AS is_seen, d.n
  FROM delivery d JOIN connection c ON c.id = d.connection_id
  JOIN process p ON p.id = c.process_id
  WHERE d.message_id IN (SELECT value FROM json_each(?1)) AND NOT d.dead_lettered
  UNION ALL SELECT s.id, coalesce(s.published_at, s.reply_published_at), p.id, p.host_key, p.service,
    p.is_named, p.pid, p.inferred_from IS NOT NULL, 0, 0
  FROM span s JOIN connection c ON c.id = s.handler_id JOIN process p ON p.id = c.process_id
  WHERE s.id IN (SELECT value FROM json_each(?1)) AND s.kind IN ${kindCodes('call')}
    AND s.reply_published_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = s.id AND NOT d.dead_lettered)
  ORDER BY 1, 10`;
