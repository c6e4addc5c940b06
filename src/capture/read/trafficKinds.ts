/** Requests and notifications as the code sees them: kinds, counted. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessageKind } from '../../core/pairing/entities';
import { messageKinds } from '../../core/pairing/entities';
import type { JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { remoteFailure } from '../../core/oslo/failure';
import { splitPublisherId } from '../../core/oslo/names';
import { asVersionedObject } from '../../core/oslo/versionedObject';
import type { CodeSubject, NotificationKind, RpcCall } from '../../protocol/code/codeApi';
import type { SpanSubject, TrafficKind } from '../../protocol/code/traffic';
import { kindOf, optionalNumber, optionalString } from './reader';
import { topicOf, topicsIn, topicsOf } from './topics';
import { stringOf } from '../tables/codes';

type Columns = Record<string, unknown>;

const kindNumbers = (['call', 'cast', 'fanout', 'notification'] as const)
  .map(kind => messageKinds.indexOf(kind))
  .join(', ');
const call = messageKinds.indexOf('call');

/** Names of the services at both ends. */
const services = `
  LEFT JOIN connection cs ON cs.id = m.sender_id LEFT JOIN process ps ON ps.id = cs.process_id
  LEFT JOIN connection cr ON cr.id = m.receiver_id LEFT JOIN process pr ON pr.id = cr.process_id`;
const named = (process: string): string =>
  `json_group_array(DISTINCT ${process}.service) FILTER (WHERE ${process}.is_named)`;
/** What the spans of a row of {@link groups} have in common. */
const common = [
  ...['s.kind', 's.label_id', 's.method_id', 's.namespace_id', 's.version_id'],
  ...['m.exchange_id', 'm.routing_key_id'],
];
const commonNames = common.map((_, i) => `g${i}`).join(', ');
/** NULL is -1, so that it can be compared. */
const commonColumns = common.map((column, i) => `coalesce(${column}, -1) AS g${i}`).join(', ');
const commonIn = (columns: Columns): unknown[] => common.map((_, i) => columns[`g${i}`]);

export function trafficKinds(database: DatabaseSync): TrafficKind[] {
  const topics = topicsIn(database);
  const rows = groups(database);
  const receivers = fanoutReceivers(database);
  const kinds = new Map<string, TrafficKind>();
  const keys = rows.map(columns => {
    const lastSpanId = Number(columns['last_id']);
    const subject = subjectFrom(columns, topics, () => bodyOf(database, lastSpanId));
    if (!subject) return undefined;
    const others = namesIn(receivers.get(commonIn(columns).join(' ')));
    const kind: TrafficKind = {
      subject: withNames(subject, { senders: [], receivers: others }),
      label: String(columns['label']),
      count: Number(columns['n']),
      failureCount: Number(columns['failures']),
      p95Micros: undefined,
      lastAtMicros: Number(columns['last_at']),
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

/** Spans that are alike in all that a row can tell; a kind is of one or more: hosts are no kinds. */
const groups = (database: DatabaseSync): Columns[] =>
  database
    .prepare(
      `SELECT ${commonColumns}, s.kind, ${stringOf('s.label_id')} AS label,
         ${stringOf('s.method_id')} AS method, ${stringOf('s.namespace_id')} AS namespace,
         ${stringOf('s.version_id')} AS version, ${stringOf('m.exchange_id')} AS exchange,
         ${stringOf('m.routing_key_id')} AS routing_key, count(*) AS n,
         count(s.error_message_id) AS failures, max(m.at) AS last_at, max(s.id) AS last_id,
         ${named('ps')} AS senders, ${named('pr')} AS receivers
       FROM span s JOIN message m ON m.id = s.id ${services}
       WHERE s.kind IN (${kindNumbers}) GROUP BY ${common.join(', ')} ORDER BY min(s.id)`,
    )
    .all();

/** Of messages that went to several: a message itself knows but one. */
function fanoutReceivers(database: DatabaseSync): Map<string, unknown> {
  const rows = database
    .prepare(
      `SELECT ${commonColumns}, ${named('pr')} AS receivers
       FROM message m JOIN span s ON s.id = m.id JOIN delivery d ON d.message_id = m.id
       JOIN connection cr ON cr.id = d.connection_id JOIN process pr ON pr.id = cr.process_id
       WHERE m.deliver_count > 1 AND s.kind IN (${kindNumbers}) GROUP BY ${common.join(', ')}`,
    )
    .all() as Columns[];
  return new Map(rows.map(columns => [commonIn(columns).join(' '), columns['receivers']]));
}

/** @returns `undefined` when it is gone, or is neither request nor notification */
export function subjectOf(database: DatabaseSync, spanId: number): SpanSubject | undefined {
  const columns = database
    .prepare(
      `SELECT s.kind, ${stringOf('s.label_id')} AS label, ${stringOf('s.method_id')} AS method,
         ${stringOf('s.namespace_id')} AS namespace, ${stringOf('s.version_id')} AS version,
         ${stringOf('m.exchange_id')} AS exchange, ${stringOf('m.routing_key_id')} AS routing_key,
         s.reply_message_id, s.failure_class_id,
         (SELECT ${named('ps')} FROM connection cs JOIN process ps ON ps.id = cs.process_id
          WHERE cs.id = m.sender_id) AS senders,
         (SELECT ${named('pr')} FROM delivery d JOIN connection cr ON cr.id = d.connection_id
          JOIN process pr ON pr.id = cr.process_id WHERE d.message_id = m.id) AS receivers
       FROM span s JOIN message m ON m.id = s.id
       WHERE s.id = ? AND s.kind IN (${kindNumbers})`,
    )
    .get(spanId) as Columns | undefined;
  if (!columns) return undefined;
  const routingKey = optionalString(columns['routing_key']) ?? '';
  const topics = topicsOf(database, routingKey);
  const subject = subjectFrom(columns, topics, () => bodyOf(database, spanId));
  if (!subject) return undefined;
  const replyId = optionalNumber(columns['reply_message_id']);
  const hasFailed = columns['failure_class_id'] !== null && replyId !== undefined;
  return { subject, traceback: hasFailed ? tracebackOf(bodyOf(database, replyId)) : undefined };
}

/** Texts of all remote tracebacks, in order of time. */
export function tracebacks(database: DatabaseSync): string[] {
  const rows = database
    .prepare(
      `SELECT reply_message_id AS reply FROM span
       WHERE failure_class_id IS NOT NULL AND reply_message_id IS NOT NULL ORDER BY id`,
    )
    .all();
  return rows.flatMap(row => tracebackOf(bodyOf(database, Number(row['reply']))) ?? []);
}

function subjectFrom(
  columns: Columns,
  topics: ReadonlySet<string>,
  body: () => JsonValue | undefined,
): CodeSubject | undefined {
  const kind = kindOf(columns['kind']);
  const exchange = optionalString(columns['exchange']) ?? '';
  const routingKey = optionalString(columns['routing_key']) ?? '';
  const senders = namesIn(columns['senders']);
  if (kind === 'notification') {
    const inner = body();
    return {
      type: 'notification',
      notification: notificationFrom(columns, exchange, routingKey, senders, inner),
    };
  }
  const method = optionalString(columns['method']);
  if (method === undefined) return undefined;
  return {
    type: 'request',
    call: {
      exchange,
      topic: topicOf(kind, exchange, routingKey, topics),
      isFanout: kind === ('fanout' satisfies MessageKind),
      namespace: optionalString(columns['namespace']),
      version: optionalString(columns['version']),
      method,
      ...objectOf(method, String(columns['label'])),
      senders,
      receivers: namesIn(columns['receivers']),
    },
  };
}

/** What {@link operationOf} made of it: `Instance.save` for an `object_action`. */
function objectOf(method: string, label: string): Pick<RpcCall, 'objectName' | 'objectMethod'> {
  const [objectName, objectMethod] = method.startsWith('object_') ? label.split('.') : [];
  return objectMethod === undefined
    ? { objectName: undefined, objectMethod: undefined }
    : { objectName, objectMethod };
}

function notificationFrom(
  columns: Columns,
  exchange: string,
  routingKey: string,
  senders: readonly string[],
  inner: JsonValue | undefined,
): NotificationKind {
  const fields = isJsonObject(inner) ? inner : {};
  const publisher = fields['publisher_id'];
  const payload = fields['payload'];
  return {
    exchange,
    eventType: optionalString(columns['method']) ?? String(columns['label']),
    priority: optionalString(fields['priority']) ?? routingKey.split('.').at(-1) ?? '',
    service: typeof publisher === 'string' ? splitPublisherId(publisher).service : '',
    isVersioned: asVersionedObject(payload) !== undefined,
    senders,
  };
}

/** Spans that the code cannot tell apart have the same. */
const keyOf = (subject: CodeSubject): string => {
  if (subject.type === 'notification') {
    const { exchange, eventType, priority, isVersioned } = subject.notification;
    return JSON.stringify([exchange, eventType, priority, isVersioned]);
  }
  const { exchange, topic, namespace, version, method, objectName, objectMethod } = subject.call;
  return JSON.stringify([exchange, topic, namespace, version, method, objectName, objectMethod]);
};

const added = (a: TrafficKind, b: TrafficKind): TrafficKind => ({
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

/** From delivery to reply, at the nearest rank; by the key of each group's kind. */
function p95Micros(
  database: DatabaseSync,
  rows: readonly Columns[],
  keys: readonly (string | undefined)[],
): Map<string, number> {
  // Numbers are sorted several times as fast as texts.
  const kinds = [...new Set(keys)];
  const grouped = rows.map((columns, i) => [kinds.indexOf(keys[i]), ...commonIn(columns)]);
  const found = database
    .prepare(
      `WITH kind AS MATERIALIZED (
         SELECT value ->> 0 AS kind, ${common.map((_, i) => `value ->> ${i + 1} AS g${i}`).join(', ')}
         FROM json_each(?)),
       called AS (SELECT ${commonColumns},
           max(0, s.reply_published_at - s.delivered_at) AS micros
         FROM span s JOIN message m ON m.id = s.id
         WHERE s.kind = ${call} AND s.reply_published_at IS NOT NULL AND s.delivered_at IS NOT NULL),
       -- As a table of its own, it is joined by an index.
       ended AS MATERIALIZED
         (SELECT kind, micros FROM called JOIN kind USING (${commonNames})),
       ranked AS (SELECT kind, micros, count(*) OVER (PARTITION BY kind) AS n,
           row_number() OVER (PARTITION BY kind ORDER BY micros) AS rank FROM ended)
       SELECT kind, min(micros) AS p95 FROM ranked WHERE rank * 100 >= n * 95 GROUP BY kind`,
    )
    .all(JSON.stringify(grouped)) as Columns[];
  return new Map(
    found.map(columns => [kinds[Number(columns['kind'])] ?? '', Number(columns['p95'])]),
  );
}

function namesIn(list: unknown): string[] {
  return typeof list === 'string' ? (JSON.parse(list) as string[]) : [];
}

function bodyOf(database: DatabaseSync, messageId: number): JsonValue | undefined {
  const columns = database
    .prepare(`SELECT content FROM body WHERE message_id = ? AND format = 'json'`)
    .get(messageId);
  try {
    return JSON.parse(String(columns?.['content'])) as JsonValue;
  } catch {
    return undefined;
  }
}

function tracebackOf(reply: JsonValue | undefined): string | undefined {
  const failure = isJsonObject(reply) ? reply['failure'] : undefined;
  const { traceback } = remoteFailure(failure ?? null);
  return traceback.length > 0 ? traceback.join('\n') : undefined;
}
