/** Counts the kinds of requests and notifications that the code tells apart. */
import type { DatabaseSync } from 'node:sqlite';
import type { JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { remoteFailure } from '../../core/oslo/failure';
import { splitPublisherId } from '../../core/oslo/names';
import { asVersionedObject } from '../../core/oslo/versionedObject';
import type { CodeSubject, NotificationKind, RpcCall } from '../../protocol/code/codeApi';
import type { SpanSubject, CodeUsageKind } from '../../protocol/code/codeUsage';
import { integer, text, textList } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { rowOf, rowsOf, valueOf, valuesOf } from '../../node/sql/statements';
import { kindCode, kindCodes, lookedUpString, messageKind, stringOf } from '../tables/codes';
import { topicOf, topicsIn, topicsOf } from './topics';

const subjectKinds = kindCodes('call', 'cast', 'fanout', 'notification');

/** In SQL: joins that name the services at both ends. */
const services = `
  LEFT JOIN connection cs ON cs.id = m.sender_id LEFT JOIN process ps ON ps.id = cs.process_id
  LEFT JOIN connection cr ON cr.id = m.receiver_id LEFT JOIN process pr ON pr.id = cr.process_id`;
const named = (process: string): string =>
  `json_group_array(DISTINCT ${process}.service) FILTER (WHERE ${process}.is_named)`;
/** Columns in which the spans of one row of {@link groups} are equal. */
const common = [
  ...['s.kind', 's.label_id', 's.method_id', 's.namespace_id', 's.version_id'],
  ...['m.exchange_id', 'm.routing_key_id'],
];
const commonNames = common.map((_, i) => `g${i}`).join(', ');
/** NULL becomes -1, so that it can be compared. */
const commonColumns = common.map((column, i) => `coalesce(${column}, -1) AS g${i}`).join(', ');
const commonShape = {
  g0: integer,
  g1: integer,
  g2: integer,
  g3: integer,
  g4: integer,
  g5: integer,
  g6: integer,
};
const commonIn = (row: RowOf<typeof commonShape>): readonly number[] => [
  ...[row.g0, row.g1, row.g2, row.g3, row.g4],
  ...[row.g5, row.g6],
];

/** Columns that tell which code a span concerns. */
const subjectColumns = `s.kind, ${stringOf('s.label_id')} AS label,
  ${stringOf('s.method_id')} AS method, ${stringOf('s.namespace_id')} AS namespace,
  ${stringOf('s.version_id')} AS version, ${stringOf('m.exchange_id')} AS exchange,
  ${stringOf('m.routing_key_id')} AS routing_key`;

const subjectShape = {
  kind: messageKind,
  label: lookedUpString,
  method: text.optional(),
  namespace: text.optional(),
  version: text.optional(),
  exchange: text.or(''),
  routingKey: text.or(''),
  senders: textList,
  receivers: textList.or([]),
};

const groupShape = {
  ...commonShape,
  ...subjectShape,
  count: integer,
  failureCount: integer,
  lastAtMicros: integer,
  lastId: integer,
};

export function codeUsageKinds(database: DatabaseSync): CodeUsageKind[] {
  const topics = topicsIn(database);
  const rows = groups(database);
  const receivers = fanoutReceivers(database);
  const kinds = new Map<string, CodeUsageKind>();
  const keys = rows.map(row => {
    const { label, count, failureCount, lastAtMicros, lastId: lastSpanId } = row;
    const subject = subjectFrom(row, topics, () => bodyOf(database, lastSpanId));
    if (!subject) return undefined;
    const others = receivers.get(commonIn(row).join(' ')) ?? [];
    const kind: CodeUsageKind = {
      subject: withNames(subject, { senders: [], receivers: others }),
      label,
      count,
      failureCount,
      p95Micros: undefined,
      lastAtMicros,
      lastSpanId,
    };
    const key = keyOf(subject);
    const known = kinds.get(key);
    kinds.set(key, known ? added(known, kind) : kind);
    return key;
  });
  const p95 = p95Micros(database, rows, keys);
  return [...kinds].map(([key, kind]) => ({ ...kind, p95Micros: p95.get(key) }));
}

/** Groups of spans with equal columns. A kind has one or more groups, such as one for each host. */
const groups = (database: DatabaseSync): RowOf<typeof groupShape>[] =>
  rowsOf(
    database,
    `SELECT ${commonColumns}, ${subjectColumns}, count(*) AS count,
       count(s.error_message_id) AS failure_count, max(coalesce(m.told_at, m.at)) AS last_at, max(s.id) AS last_id,
       ${named('ps')} AS senders, ${named('pr')} AS receivers
     FROM span s JOIN message m ON m.id = s.id ${services}
     WHERE s.kind IN ${subjectKinds} GROUP BY ${common.join(', ')} ORDER BY min(s.id)`,
    groupShape,
  );

/** Receivers of messages that went to several: the message's row tells only one. */
function fanoutReceivers(database: DatabaseSync): Map<string, readonly string[]> {
  const rows = rowsOf(
    database,
    `SELECT ${commonColumns}, ${named('pr')} AS receivers
     FROM message m JOIN span s ON s.id = m.id JOIN delivery d ON d.message_id = m.id
     JOIN connection cr ON cr.id = d.connection_id JOIN process pr ON pr.id = cr.process_id
     WHERE m.deliver_count > 1 AND s.kind IN ${subjectKinds} GROUP BY ${common.join(', ')}`,
    { ...commonShape, receivers: textList },
  );
  return new Map(rows.map(row => [commonIn(row).join(' '), row.receivers]));
}

/** @returns `undefined` when the span is gone, or is neither a request nor a notification */
export function codeSubjectOf(database: DatabaseSync, spanId: number): SpanSubject | undefined {
  const row = rowOf(
    database,
    `SELECT ${subjectColumns}, s.reply_message_id, s.failure_class_id,
       (SELECT ${named('ps')} FROM connection cs JOIN process ps ON ps.id = cs.process_id
        WHERE cs.id = m.sender_id) AS senders,
       (SELECT ${named('pr')} FROM delivery d JOIN connection cr ON cr.id = d.connection_id
        JOIN process pr ON pr.id = cr.process_id WHERE d.message_id = m.id) AS receivers
     FROM span s JOIN message m ON m.id = s.id
     WHERE s.id = ? AND s.kind IN ${subjectKinds}`,
    {
      ...subjectShape,
      replyMessageId: integer.optional(),
      failureClassId: integer.optional(),
    },
    spanId,
  );
  if (!row) return undefined;
  const topics = topicsOf(database, row.routingKey);
  const subject = subjectFrom(row, topics, () => bodyOf(database, spanId));
  if (!subject) return undefined;
  const { replyMessageId: replyId, failureClassId } = row;
  const hasFailed = failureClassId !== undefined && replyId !== undefined;
  return { subject, traceback: hasFailed ? tracebackOf(bodyOf(database, replyId)) : undefined };
}

/** Reads the texts of all remote tracebacks, in order of time. */
export function tracebacks(database: DatabaseSync): string[] {
  const replyIds = valuesOf(
    database,
    `SELECT reply_message_id FROM span
     WHERE failure_class_id IS NOT NULL AND reply_message_id IS NOT NULL ORDER BY id`,
    integer,
  );
  return replyIds.flatMap(id => tracebackOf(bodyOf(database, id)) ?? []);
}

function subjectFrom(
  row: RowOf<typeof subjectShape>,
  topics: ReadonlySet<string>,
  body: () => JsonValue | undefined,
): CodeSubject | undefined {
  const { kind, exchange, routingKey, method } = row;
  if (kind === 'notification') {
    return { type: 'notification', notification: notificationFrom(row, body()) };
  }
  if (method === undefined) return undefined;
  return {
    type: 'request',
    call: {
      exchange,
      topic: topicOf(kind, exchange, routingKey, topics),
      isFanout: kind === 'fanout',
      namespace: row.namespace,
      version: row.version,
      method,
      ...objectOf(method, row.label),
      senders: row.senders,
      receivers: row.receivers,
    },
  };
}

/** Object and method behind an `object_action`, whose label {@link operationOf} makes: `Instance.save`. */
function objectOf(method: string, label: string): Pick<RpcCall, 'objectName' | 'objectMethod'> {
  const [objectName, objectMethod] = method.startsWith('object_') ? label.split('.') : [];
  return objectMethod === undefined
    ? { objectName: undefined, objectMethod: undefined }
    : { objectName, objectMethod };
}

function notificationFrom(
  { exchange, routingKey, method, label, senders }: RowOf<typeof subjectShape>,
  inner: JsonValue | undefined,
): NotificationKind {
  const fields = isJsonObject(inner) ? inner : {};
  const { publisher_id: publisher, priority, payload } = fields;
  return {
    exchange,
    eventType: method ?? label,
    topic: routingKey.replace(/\.[^.]*$/, ''),
    priority: typeof priority === 'string' ? priority : (routingKey.split('.').at(-1) ?? ''),
    service: typeof publisher === 'string' ? splitPublisherId(publisher).service : '',
    isVersioned: asVersionedObject(payload) !== undefined,
    senders,
  };
}

/** A key that is the same for subjects that the code cannot tell apart. */
const keyOf = (subject: CodeSubject): string => {
  if (subject.type === 'notification') {
    const { exchange, eventType, priority, isVersioned } = subject.notification;
    return JSON.stringify([exchange, eventType, priority, isVersioned]);
  }
  const { exchange, topic, namespace, version, method, objectName, objectMethod } = subject.call;
  return JSON.stringify([exchange, topic, namespace, version, method, objectName, objectMethod]);
};

const added = (a: CodeUsageKind, b: CodeUsageKind): CodeUsageKind => ({
  ...(a.lastAtMicros > b.lastAtMicros ? a : b),
  subject: merged(a.subject, b.subject),
  count: a.count + b.count,
  failureCount: a.failureCount + b.failureCount,
});

function merged(a: CodeSubject, b: CodeSubject): CodeSubject {
  return withNames(a, b.type === 'request' ? b.call : { ...b.notification, receivers: [] });
}

function withNames(
  subject: CodeSubject,
  names: Readonly<Record<'senders' | 'receivers', readonly string[]>>,
): CodeSubject {
  const both = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])];
  if (subject.type === 'notification') {
    const senders = both(subject.notification.senders, names.senders);
    return { ...subject, notification: { ...subject.notification, senders } };
  }
  const senders = both(subject.call.senders, names.senders);
  const receivers = both(subject.call.receivers, names.receivers);
  return { ...subject, call: { ...subject.call, senders, receivers } };
}

/** 95th percentile of the time from delivery to reply, at the nearest rank, by the kind's key. */
function p95Micros(
  database: DatabaseSync,
  rows: readonly RowOf<typeof commonShape>[],
  keys: readonly (string | undefined)[],
): Map<string, number> {
  // Numbers sort several times as fast as texts.
  const kinds = [...new Set(keys)];
  const grouped = rows.map((row, i) => [kinds.indexOf(keys[i]), ...commonIn(row)]);
  const found = rowsOf(
    database,
    `WITH kind AS MATERIALIZED (
         SELECT value ->> 0 AS kind, ${common.map((_, i) => `value ->> ${i + 1} AS g${i}`).join(', ')}
         FROM json_each(?)),
       called AS (SELECT ${commonColumns},
           max(0, s.reply_published_at - s.delivered_at) AS micros
         FROM span s JOIN message m ON m.id = s.id
         WHERE s.kind = ${kindCode('call')} AND s.reply_published_at IS NOT NULL AND s.delivered_at IS NOT NULL
           AND NOT s.is_read_later),
       -- As a table of its own, it is joined by an index.
       ended AS MATERIALIZED
         (SELECT kind, micros FROM called JOIN kind USING (${commonNames})),
       ranked AS (SELECT kind, micros, count(*) OVER (PARTITION BY kind) AS n,
           row_number() OVER (PARTITION BY kind ORDER BY micros) AS rank FROM ended)
       SELECT kind, min(micros) AS p95 FROM ranked WHERE rank * 100 >= n * 95 GROUP BY kind`,
    { kind: integer, p95Micros: integer },
    JSON.stringify(grouped),
  );
  return new Map(found.map(({ kind, p95Micros: micros }) => [kinds[kind] ?? '', micros]));
}

function bodyOf(database: DatabaseSync, messageId: number): JsonValue | undefined {
  const content = valueOf(
    database,
    `SELECT content FROM body WHERE message_id = ? AND format = 'json'`,
    text.optional(),
    messageId,
  );
  if (content === undefined) return undefined;
  try {
    return JSON.parse(content) as JsonValue;
  } catch {
    return undefined;
  }
}

function tracebackOf(reply: JsonValue | undefined): string | undefined {
  const failure = isJsonObject(reply) ? reply['failure'] : undefined;
  const { traceback } = remoteFailure(failure ?? null);
  return traceback.length > 0 ? traceback.join('\n') : undefined;
}
