/** All spans of a capture with who, when and where from, for scripts; in chunks, in order of id. */
import type { DatabaseSync } from 'node:sqlite';
import { messageKinds } from '../../core/pairing/entities';
import type { MessageKind, SpanState } from '../../core/pairing/entities';
import type { Parent } from '../../core/requests/parents';
import { kindOf, optionalNumber, optionalString, stateOf } from './reader';
import { RequestReader } from './requestReader';
import { topicOf, topicsIn } from './topics';
import { stringOf } from '../tables/codes';

type Columns = Record<string, unknown>;

/** `null` for what is not known. */
export interface ListedParty {
  readonly service: string | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  /** Service or host is a guess. */
  readonly inferred: boolean;
}

/** Times: microseconds since the epoch; `null` for what was not seen, or is not known. */
export interface ListedSpan {
  readonly id: number;
  readonly kind: MessageKind;
  /** Method, or event type of a notification. */
  readonly method: string | null;
  readonly exchange: string;
  /** Of its target: of `compute.cmp1` it is `compute`, of `notifications.info` `notifications`. */
  readonly topic: string;
  readonly namespace: string | null;
  readonly version: string | null;
  readonly requestId: string | null;
  readonly globalRequestId: string | null;
  /** Id of the span in whose handling it was sent. */
  readonly parent: number | null;
  readonly parentGuessed: boolean;
  readonly state: SpanState;
  readonly from: ListedParty | null;
  /** One for each delivery, in order of time. */
  readonly to: readonly ListedParty[];
  readonly publishedAt: number | null;
  readonly deliveredAt: number | null;
  readonly replyPublishedAt: number | null;
  readonly replyDeliveredAt: number | null;
  readonly failure: { readonly module: string | null; readonly class: string | null } | null;
  /** Numbers of its trace records, replies and heartbeats included: lines of the file, from 1. */
  readonly records: readonly number[];
}

export interface SpanListOptions {
  /** A table whose `id`s are those of the only spans that are wanted. */
  readonly among?: string;
  /** Default: calls, casts, fanouts and notifications. */
  readonly kinds?: readonly MessageKind[];
}

const chunk = 2_000;
const ownKinds: readonly MessageKind[] = ['call', 'cast', 'fanout', 'notification'];
/** Columns of `process p` that tell who it is. */
export const party = `p.service, p.host, p.is_named, p.program, p.pid, p.inferred_from`;

/** The plus keeps SQLite from going through the whole table once more for each chunk. */
const isAmong = (column: string, among: string | undefined): string =>
  among === undefined ? '1' : `+${column} IN (SELECT id FROM ${among})`;

/** Unless asked for, orphan replies and what is not oslo's are left out. */
export function* listSpans(
  database: DatabaseSync,
  { among, kinds = ownKinds }: SpanListOptions = {},
): Generator<ListedSpan> {
  const kindNumbers = kinds.map(kind => messageKinds.indexOf(kind)).join(', ');
  const parents = new Map(new RequestReader(database).parents(among));
  const topics = topicsIn(database);
  const spans = database.prepare(
    `SELECT s.*, ${stringOf('s.method_id')} AS method, ${stringOf('s.label_id')} AS label,
       ${stringOf('s.namespace_id')} AS namespace, ${stringOf('s.version_id')} AS version,
       ${stringOf('s.request_id')} AS request, ${stringOf('s.global_request_id')} AS global_request,
       ${stringOf('m.exchange_id')} AS exchange, ${stringOf('m.routing_key_id')} AS routing_key,
       p.id AS process, ${party},
       CASE WHEN s.failure_class_id IS NULL THEN NULL ELSE
         (SELECT content FROM body WHERE message_id = s.reply_message_id) END AS reply
     FROM span s LEFT JOIN message m ON m.id = s.id
     LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
     WHERE s.id > ? AND s.kind IN (${kindNumbers})
       AND ${isAmong('s.id', among)} ORDER BY s.id LIMIT ${chunk}`,
  );
  let last = 0;
  for (;;) {
    const found = spans.all(last) as Columns[];
    if (found.length === 0) return;
    const [first, end] = [Number(found[0]?.['id']), Number(found.at(-1)?.['id'])];
    const takers = takersOf(database, first, end, among);
    const records = recordsOf(database, first, end, among);
    for (const columns of found) {
      const id = Number(columns['id']);
      yield listed(columns, parents.get(id), takers.get(id) ?? [], records.get(id) ?? [], topics);
    }
    last = end;
  }
}

function listed(
  columns: Columns,
  parent: Parent | undefined,
  to: readonly ListedParty[],
  records: readonly number[],
  topics: ReadonlySet<string>,
): ListedSpan {
  const kind = kindOf(columns['kind']);
  const exchange = optionalString(columns['exchange']) ?? '';
  const text = (name: string): string | null => optionalString(columns[name]) ?? null;
  const number = (name: string): number | null => optionalNumber(columns[name]) ?? null;
  return {
    id: Number(columns['id']),
    kind,
    method: text('method'),
    exchange,
    topic: topicOf(kind, exchange, optionalString(columns['routing_key']) ?? '', topics),
    namespace: text('namespace'),
    version: text('version'),
    requestId: text('request'),
    globalRequestId: text('global_request'),
    parent: parent?.id ?? null,
    parentGuessed: parent?.guess !== undefined,
    state: stateOf(columns['state']),
    from: columns['process'] === null ? null : partyOf(columns),
    to,
    publishedAt: number('published_at'),
    deliveredAt: number('delivered_at'),
    replyPublishedAt: number('reply_published_at'),
    replyDeliveredAt: number('reply_delivered_at'),
    failure: failureOf(columns['reply']),
    records,
  };
}

/** @param columns those of {@link party} */
export const partyOf = (columns: Columns): ListedParty => ({
  service: columns['is_named'] === 1 ? String(columns['service']) : null,
  host: columns['host'] === '' ? null : String(columns['host']),
  program: optionalString(columns['program']) ?? null,
  pid: optionalNumber(columns['pid']) ?? null,
  inferred: columns['inferred_from'] !== null,
});

function takersOf(
  database: DatabaseSync,
  first: number,
  last: number,
  among: string | undefined,
): Map<number, ListedParty[]> {
  const rows = database
    .prepare(
      `SELECT d.message_id, ${party} FROM delivery d JOIN connection c ON c.id = d.connection_id
       JOIN process p ON p.id = c.process_id
       WHERE d.message_id BETWEEN ? AND ? AND ${isAmong('d.message_id', among)}
       ORDER BY d.message_id, d.n`,
    )
    .iterate(first, last) as Iterable<Columns>;
  return grouped(rows, 'message_id', partyOf);
}

function recordsOf(
  database: DatabaseSync,
  first: number,
  last: number,
  among: string | undefined,
): Map<number, number[]> {
  const rows = database
    .prepare(
      `WITH part AS (
         SELECT id, span_id, publish_record FROM message
         WHERE id BETWEEN ?1 AND ?2 AND span_id = id AND ${isAmong('span_id', among)}
         UNION ALL SELECT id, span_id, publish_record FROM message
         WHERE span_id BETWEEN ?1 AND ?2 AND span_id <> id AND ${isAmong('span_id', among)})
       SELECT span_id, publish_record AS record FROM part WHERE publish_record IS NOT NULL
       UNION ALL SELECT span_id, d.record FROM part JOIN delivery d ON d.message_id = part.id
       UNION ALL SELECT span_id, r.record FROM part JOIN republish r ON r.message_id = part.id
       ORDER BY 1, 2`,
    )
    .iterate(first, last) as Iterable<Columns>;
  return grouped(rows, 'span_id', columns => Number(columns['record']));
}

function grouped<T>(
  rows: Iterable<Columns>,
  key: string,
  valueOf: (columns: Columns) => T,
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const columns of rows) {
    const id = Number(columns[key]);
    const known = groups.get(id);
    if (known) known.push(valueOf(columns));
    else groups.set(id, [valueOf(columns)]);
  }
  return groups;
}

/** A failure is JSON within the JSON of its reply. */
function failureOf(reply: unknown): ListedSpan['failure'] {
  if (typeof reply !== 'string') return null;
  try {
    const { failure } = JSON.parse(reply) as { failure?: unknown };
    const told = (typeof failure === 'string' ? JSON.parse(failure) : failure) as Columns | null;
    return {
      module: optionalString(told?.['module']) ?? null,
      class: optionalString(told?.['class']) ?? null,
    };
  } catch {
    return { module: null, class: null };
  }
}
