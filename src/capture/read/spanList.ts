/**
 * Lists all spans of a capture with senders, receivers, times and parents, for scripts; in chunks,
 * ordered by id.
 */
import type { DatabaseSync } from 'node:sqlite';
import { addTo } from '../../core/base/groups';
import type { MessageKind, SpanState } from '../../core/pairing/entities';
import { remoteFailure } from '../../core/oslo/failure';
import type { Parent } from '../../core/requests/parents';
import { boolean, integer, text, textOrBytes } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query } from '../../node/sql/statements';
import { kindCodes, messageKind, spanState, stringOf } from '../tables/codes';
import { innerMessage } from './innerMessage';
import { RequestReader } from './requests';
import { otherFormJoin } from './secondForms';
import { topicOf, topicsIn } from './topics';

/** Process at one end of a message. `null` stands for an unknown value. */
export interface ListedParty {
  readonly service: string | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  /** True when service or host is a guess. */
  readonly inferred: boolean;
}

/**
 * A span as scripts get it. Times are microseconds since the epoch; `null` stands for an event that
 * was not seen, or an unknown value.
 */
export interface ListedSpan {
  readonly id: number;
  readonly kind: MessageKind;
  /** Method, or event type of a notification. */
  readonly method: string | null;
  readonly exchange: string;
  /** Topic of its target, such as `compute` where the routing key is `compute.cmp1`. */
  readonly topic: string;
  readonly namespace: string | null;
  readonly version: string | null;
  readonly requestId: string | null;
  readonly globalRequestId: string | null;
  /** Number of publishes of its request or notification: more than 1 when it was sent again. */
  readonly publishCount: number;
  readonly redelivered: boolean;
  /** The notification that tells the same event in its other form, before or after this one. */
  readonly otherForm: { readonly id: number; readonly method: string } | null;
  /** Id of the span that the sender was handling. */
  readonly parent: number | null;
  readonly parentGuessed: boolean;
  /** Ids of the spans of which one is the parent, where it cannot be told which; else empty. */
  readonly parentAmong: readonly number[];
  /** Greatest number of further, older spans that may be the parent as well. */
  readonly parentLeftOut: number;
  readonly state: SpanState;
  readonly from: ListedParty | null;
  /**
   * One process for each delivery, in the order of time. Of a call without one, the process that
   * answered it.
   */
  readonly to: readonly ListedParty[];
  readonly publishedAt: number | null;
  readonly deliveredAt: number | null;
  readonly replyPublishedAt: number | null;
  readonly replyDeliveredAt: number | null;
  /**
   * True when it lay in a queue or a stream before it was read: some of its times are those of reading,
   * and the time between two of them says nothing.
   */
  readonly readLater: boolean;
  /** Time of its publish by its own word, where it was read later. */
  readonly toldAt: number | null;
  readonly failure: { readonly module: string | null; readonly class: string | null } | null;
  /**
   * Numbers of its trace records, replies and heartbeats included: lines of the file, counted from
   * 1.
   */
  readonly records: readonly number[];
}

interface SpanListOptions {
  /** Table whose `id`s are those of the wanted spans. Default: all spans. */
  readonly among?: string;
  /** Default: calls, casts, fanouts and notifications. */
  readonly kinds?: readonly MessageKind[];
}

const chunk = 2_000;
const ownKinds: readonly MessageKind[] = ['call', 'cast', 'fanout', 'notification'];

/** Columns of `process p` that identify a process. */
export const partyColumns = `p.id AS process, p.service, p.host, p.is_named, p.program, p.pid,
  p.inferred_from`;

/** Shape of {@link partyColumns}; all of them are NULL when the process is unknown. */
export const partyShape = {
  process: integer.optional(),
  service: text.or(''),
  host: text.or(''),
  isNamed: boolean.or(false),
  program: text.optional(),
  pid: integer.optional(),
  inferredFrom: text.optional(),
};

const spanShape = {
  ...partyShape,
  id: integer,
  kind: messageKind,
  state: spanState,
  method: text.optional(),
  namespace: text.optional(),
  version: text.optional(),
  request: text.optional(),
  globalRequest: text.optional(),
  exchange: text.or(''),
  routingKey: text.or(''),
  queue: text.or(''),
  publishCount: integer.or(0),
  redelivered: boolean.or(false),
  otherFormId: integer.optional(),
  otherFormMethod: text.or(''),
  publishedAtMicros: integer.optional(),
  deliveredAtMicros: integer.optional(),
  replyPublishedAtMicros: integer.optional(),
  replyDeliveredAtMicros: integer.optional(),
  isReadLater: boolean,
  toldAtMicros: integer.optional(),
  reply: textOrBytes.optional(),
};

const takerShape = { ...partyShape, messageId: integer };
const recordShape = { spanId: integer, record: integer };

/**
 * The plus keeps SQLite from using an index, with which it would scan the whole table for each
 * chunk.
 */
const isAmong = (column: string, among: string | undefined): string =>
  among === undefined ? '1' : `+${column} IN (SELECT id FROM ${among})`;

/** Yields the spans. By default orphan replies and foreign messages are left out. */
export function* listSpans(
  database: DatabaseSync,
  { among, kinds = ownKinds }: SpanListOptions = {},
): Generator<ListedSpan> {
  const parents = new Map(new RequestReader(database).parents(among));
  const topics = topicsIn(database);
  const spans = new Query(
    database,
    `SELECT s.id, s.kind, s.state, s.published_at, s.delivered_at, s.reply_published_at,
       s.reply_delivered_at, s.is_read_later, m.told_at, ${stringOf('s.method_id')} AS method,
       ${stringOf('s.namespace_id')} AS namespace, ${stringOf('s.version_id')} AS version,
       ${stringOf('s.request_id')} AS request, ${stringOf('s.global_request_id')} AS global_request,
       ${stringOf('m.exchange_id')} AS exchange, ${stringOf('m.routing_key_id')} AS routing_key,
       ${stringOf('m.queue_id')} AS queue,
       m.publish_count, m.redelivered, o.id AS other_form_id,
       ${stringOf('o.method_id')} AS other_form_method,
       ${partyColumns},
       CASE WHEN s.failure_class_id IS NULL THEN NULL ELSE
         (SELECT content FROM body WHERE message_id = s.reply_message_id) END AS reply
     FROM span s LEFT JOIN message m ON m.id = s.id
     ${otherFormJoin}
     LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
     WHERE s.id > ? AND s.kind IN ${kindCodes(...kinds)}
       AND ${isAmong('s.id', among)} ORDER BY s.id LIMIT ${chunk}`,
    spanShape,
  );
  let last = 0;
  for (;;) {
    const found = spans.all(last);
    const [first, end] = [found[0], found.at(-1)];
    if (!first || !end) return;
    const takers = takersOf(database, first.id, end.id, among);
    const records = recordsOf(database, first.id, end.id, among);
    for (const span of found) {
      const { id } = span;
      yield listed(span, parents.get(id), takers.get(id) ?? [], records.get(id) ?? [], topics);
    }
    last = end.id;
  }
}

function listed(
  span: RowOf<typeof spanShape>,
  parent: Parent | undefined,
  to: readonly ListedParty[],
  records: readonly number[],
  topics: ReadonlySet<string>,
): ListedSpan {
  const { id, kind, exchange } = span;
  return {
    id,
    kind,
    method: span.method ?? null,
    exchange,
    // A queue has the name of its routing key; of the two, a trace stream has only the queue.
    topic: topicOf(kind, exchange, span.routingKey || span.queue, topics),
    namespace: span.namespace ?? null,
    version: span.version ?? null,
    requestId: span.request ?? null,
    globalRequestId: span.globalRequest ?? null,
    publishCount: span.publishCount,
    redelivered: span.redelivered,
    otherForm:
      span.otherFormId === undefined
        ? null
        : { id: span.otherFormId, method: span.otherFormMethod },
    parent: parent?.id ?? null,
    parentGuessed: parent?.guess !== undefined,
    parentAmong: parent?.among ?? [],
    parentLeftOut: parent?.leftOutCount ?? 0,
    state: span.state,
    from: partyOf(span),
    to,
    publishedAt: span.publishedAtMicros ?? null,
    deliveredAt: span.deliveredAtMicros ?? null,
    replyPublishedAt: span.replyPublishedAtMicros ?? null,
    replyDeliveredAt: span.replyDeliveredAtMicros ?? null,
    readLater: span.isReadLater,
    toldAt: span.toldAtMicros ?? null,
    failure: failureOf(span.reply),
    records,
  };
}

/** @returns `null` when the process is unknown */
export function partyOf(row: RowOf<typeof partyShape>): ListedParty | null {
  if (row.process === undefined) return null;
  return {
    service: row.isNamed ? row.service : null,
    host: row.host === '' ? null : row.host,
    program: row.program ?? null,
    pid: row.pid ?? null,
    inferred: row.inferredFrom !== undefined,
  };
}

function takersOf(
  database: DatabaseSync,
  first: number,
  last: number,
  among: string | undefined,
): Map<number, ListedParty[]> {
  const takers = new Query(
    database,
    `SELECT d.message_id, d.n, ${partyColumns}
     FROM delivery d JOIN connection c ON c.id = d.connection_id
     JOIN process p ON p.id = c.process_id
     WHERE d.message_id BETWEEN ?1 AND ?2 AND ${isAmong('d.message_id', among)}
     UNION ALL SELECT s.id, 0 AS n, ${partyColumns}
     FROM span s JOIN connection c ON c.id = s.handler_id JOIN process p ON p.id = c.process_id
     WHERE s.id BETWEEN ?1 AND ?2 AND ${isAmong('s.id', among)}
       AND s.kind IN ${kindCodes('call')}
       AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = s.id)
     ORDER BY 1, 2`,
    takerShape,
  );
  const groups = new Map<number, ListedParty[]>();
  for (const taker of takers.iterate(first, last)) {
    const party = partyOf(taker);
    if (party) addTo(groups, taker.messageId, party);
  }
  return groups;
}

function recordsOf(
  database: DatabaseSync,
  first: number,
  last: number,
  among: string | undefined,
): Map<number, number[]> {
  const records = new Query(
    database,
    `WITH part AS (
       SELECT id, span_id, publish_record FROM message
       WHERE id BETWEEN ?1 AND ?2 AND span_id = id AND ${isAmong('span_id', among)}
       UNION ALL SELECT id, span_id, publish_record FROM message
       WHERE span_id BETWEEN ?1 AND ?2 AND span_id <> id AND ${isAmong('span_id', among)})
     SELECT span_id, publish_record AS record FROM part WHERE publish_record IS NOT NULL
     UNION ALL SELECT span_id, d.record FROM part JOIN delivery d ON d.message_id = part.id
     UNION ALL SELECT span_id, r.record FROM part JOIN republish r ON r.message_id = part.id
     ORDER BY 1, 2`,
    recordShape,
  );
  const groups = new Map<number, number[]>();
  for (const { spanId, record } of records.iterate(first, last)) addTo(groups, spanId, record);
  return groups;
}

function failureOf(reply: string | Uint8Array | undefined): ListedSpan['failure'] {
  if (reply === undefined) return null;
  const failure = innerMessage(reply)?.['failure'];
  if (failure === undefined) return { module: null, class: null };
  const { module, className } = remoteFailure(failure);
  return { module: module ?? null, class: className };
}
