/** Reads rows, spans and lanes of a capture as the diagram wants them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { messageKinds, spanStates } from '../../core/pairing/entities';
import type { MessageKind, SpanState } from '../../core/pairing/entities';
import type { Activation, Lane, LaneLevel, Restart, Row } from '../../protocol/rows';
import type { SpanTimes } from '../../core/pairing/stateAt';
import { stateAt } from '../../core/pairing/stateAt';
import type { View } from '../../engine/views/view';
import type { SqlFragment } from '../filter/filterSql';

type Columns = Record<string, unknown>;

/** For a moment without end: SQLite has no number for it. */
const maxMicros = Number.MAX_SAFE_INTEGER;
/** Rows looked back at for bars that began before a window; longer bars have an index. */
const lookBack = 512;
const maxActivations = 2_000;

/** When an error of span `s` shows: a reply that did not come does when the caller gives up. */
export const errorAt = `CASE
  WHEN s.state IN (${spanStates.indexOf('unanswered')}, ${spanStates.indexOf('undelivered')})
    THEN coalesce(s.published_at + s.timeout_millis * 1000,
      (SELECT max(at) FROM message WHERE id > (SELECT max(id) - 100 FROM message)))
  ELSE (SELECT at FROM message WHERE id = s.error_message_id) END`;

/** Over `span s`: its error shows by a moment. At the end all do, and no time need be looked up. */
const knownBy = (moment: number): SqlFragment =>
  moment === Infinity
    ? { sql: 'TRUE', parameters: [] }
    : { sql: `${errorAt} <= ?`, parameters: [moment] };

export interface CaptureCounts {
  readonly firstId: number;
  /** `firstId - 1` when there is no message. */
  readonly lastId: number;
  readonly spanCount: number;
}

/** Messages and errors of connections, by their ids. */
export type ConnectionCounts = ReadonlyMap<number, readonly [messages: number, errors: number]>;

const countedThen = `WITH c AS (
  SELECT o.id, o.process_id, o.lane_order, coalesce(n.value ->> '$[1][0]', 0) AS message_count,
    coalesce(n.value ->> '$[1][1]', 0) AS error_count
  FROM connection o LEFT JOIN json_each(?) n ON n.value ->> '$[0]' = o.id)`;

/** The questions whose answers name lanes, for one level of them. */
interface LevelStatements {
  readonly rowsByIds: StatementSync;
  readonly receiversOf: StatementSync;
  readonly spansInWindow: StatementSync;
}

function statementsOf(database: DatabaseSync, level: LaneLevel): LevelStatements {
  const key = `${level}_key`;
  return {
    rowsByIds: database.prepare(`
      SELECT m.id, m.span_id, m.kind, s.state, m.at, m.delivered_at, m.publish_count,
        m.deliver_count, m.routed_count, m.redelivered, m.dead_lettered,
        sender.${key} AS sender, coalesce(receiver.${key}, expected.${key}) AS receiver,
        label.value AS label, detail.value AS detail, request.value AS request,
        s.published_at, s.delivered_at AS span_delivered_at, s.reply_published_at,
        s.reply_delivered_at, s.is_slow, s.timeout_millis, s.kind AS span_kind,
        b.note AS bookmark, exchange.value AS exchange, queue.value AS queue,
        m.wire_bytes AS bytes
      FROM message m
      LEFT JOIN span s ON s.id = m.span_id
      LEFT JOIN connection sc ON sc.id = m.sender_id
      LEFT JOIN process sender ON sender.id = sc.process_id
      LEFT JOIN connection rc ON rc.id = m.receiver_id
      LEFT JOIN process receiver ON receiver.id = rc.process_id
      LEFT JOIN consumer q ON q.queue_id = m.queue_id
      LEFT JOIN connection qc ON qc.id = q.connection_id
      LEFT JOIN process expected ON expected.id = qc.process_id
      LEFT JOIN bookmark b ON b.message_id = m.id
      LEFT JOIN text label ON label.id = m.label_id
      LEFT JOIN text detail ON detail.id = m.detail_id
      LEFT JOIN text exchange ON exchange.id = m.exchange_id
      LEFT JOIN text queue ON queue.id = m.queue_id
      LEFT JOIN text request ON request.id = coalesce(m.request_id, s.request_id)
      WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id`),
    receiversOf: database.prepare(`
      SELECT DISTINCT p.${key} AS key FROM delivery d JOIN connection c ON c.id = d.connection_id
      JOIN process p ON p.id = c.process_id WHERE d.message_id = ? AND d.at <= ? ORDER BY 1`),
    spansInWindow: database.prepare(`
      SELECT s.id, s.end_message_id, p.${key} AS lane FROM span s
      JOIN connection c ON c.id = s.handler_id JOIN process p ON p.id = c.process_id
      WHERE s.id BETWEEN ? AND ? AND s.kind IN (0, 1)
        AND (s.end_message_id >= ? OR s.end_message_id IS NULL)
      UNION
      SELECT s.id, s.end_message_id, p.${key} FROM span s
      JOIN connection c ON c.id = s.handler_id JOIN process p ON p.id = c.process_id
      WHERE s.end_message_id - s.id > ${lookBack} AND s.end_message_id >= ? AND s.id <= ?
        AND s.kind IN (0, 1)
      ORDER BY 1 LIMIT ${maxActivations}`),
  };
}

export class CaptureReader {
  private readonly statements = new Map<LaneLevel, LevelStatements>();

  constructor(private readonly database: DatabaseSync) {}

  counts(): CaptureCounts {
    const row = this.database
      .prepare(
        `SELECT (SELECT min(id) FROM message) AS first, (SELECT max(id) FROM message) AS last,
           (SELECT count(*) FROM span) AS spans`,
      )
      .get() as Columns;
    const firstId = optionalNumber(row['first']) ?? 1;
    return {
      firstId,
      lastId: optionalNumber(row['last']) ?? firstId - 1,
      spanCount: Number(row['spans']),
    };
  }

  /** @param moment errors of which nobody could know by then are not counted */
  errorCount(moment = Infinity): number {
    const known = knownBy(moment);
    const row = this.database
      .prepare(
        `SELECT count(*) AS n FROM span s WHERE error_message_id IS NOT NULL
           AND ${known.sql}`,
      )
      .get(...known.parameters);
    return Number(row?.['n']);
  }

  /** @param moment what came later is left out; microseconds since the epoch */
  rows(
    ids: readonly number[],
    firstIndex: number,
    level: LaneLevel = 'host',
    moment = Infinity,
  ): Row[] {
    const statements = this.at(level);
    const found = statements.rowsByIds.all(JSON.stringify(ids)) as Columns[];
    return found.map((columns, position) =>
      row(columns, firstIndex + position, statements, moment),
    );
  }

  /** All bars that touch the rows between two messages. */
  activations(view: View, firstId: number, lastId: number): Activation[] {
    const found = this.at(view.laneLevel).spansInWindow.all(
      firstId - lookBack,
      lastId,
      firstId,
      firstId,
      lastId,
    ) as Columns[];
    return found.flatMap(columns => {
      const id = Number(columns['id']);
      const end = optionalNumber(columns['end_message_id']);
      // A bar hangs on the rows that begin and end it: without them it has no place.
      if (!view.has(id) || end === undefined) return [];
      const isOver = end <= view.lastId;
      // Both of them in one fold: there is nothing to draw it along.
      if (isOver && view.has(end) && view.indexOf(end) === view.indexOf(id)) return [];
      const lastIndex = view.has(end) ? view.indexOf(end) : view.indexOf(end) - 1;
      const toIndex = isOver ? lastIndex : undefined;
      return [{ spanId: id, lane: String(columns['lane']), fromIndex: view.indexOf(id), toIndex }];
    });
  }

  /** @param counts of what each connection carried up to some moment; default: of all */
  lanes(level: LaneLevel = 'host', counts?: ConnectionCounts): Lane[] {
    const key = `p.${level}_key`;
    const rows = this.database
      .prepare(
        `${counts ? countedThen : 'WITH c AS (SELECT * FROM connection WHERE ? IS NULL)'}
         SELECT ${key} AS key, p.service,
           -- One process that is named makes its lane exact.
           CASE WHEN count(p.inferred_from) < count(*) THEN NULL
             ELSE max(p.inferred_from) END AS inferred_from,
           json_group_array(DISTINCT p.host) FILTER (WHERE p.host <> '') AS hosts,
           sum(c.message_count) AS messages, sum(c.error_count) AS errors,
           json_group_array(DISTINCT p.program || ':' || p.pid)
             FILTER (WHERE p.program IS NOT NULL) AS processes
         FROM process p JOIN c ON c.process_id = p.id
         GROUP BY 1 HAVING messages > 0 ORDER BY min(c.lane_order), min(c.id)`,
      )
      .all(counts ? JSON.stringify([...counts]) : null) as Columns[];
    const services = [...new Set(rows.map(columns => String(columns['service'])))];
    const restarts = this.restarts(level);
    return rows.map(columns => {
      const hosts = JSON.parse(String(columns['hosts'])) as string[];
      return {
        key: String(columns['key']),
        service: String(columns['service']),
        host: hosts.length === 1 ? (hosts[0] ?? '') : '',
        hosts,
        processes: JSON.parse(String(columns['processes'])) as string[],
        inferredFrom: optionalString(columns['inferred_from']),
        colour: services.indexOf(String(columns['service'])),
        messageCount: Number(columns['messages']),
        errorCount: Number(columns['errors']),
        restarts: restarts.get(String(columns['key'])) ?? [],
      };
    });
  }

  private restarts(level: LaneLevel): Map<string, Restart[]> {
    const rows = this.database
      .prepare(
        `SELECT p.${level}_key AS key, p.connected_at AS at, p.program || ':' || p.pid AS to_name,
           f.program || ':' || f.pid AS from_name
         FROM process p JOIN process f ON f.id = p.follows_id
         WHERE p.connected_at IS NOT NULL ORDER BY p.connected_at`,
      )
      .all() as Columns[];
    const restarts = new Map<string, Restart[]>();
    for (const columns of rows) {
      const key = String(columns['key']);
      const restart = {
        atMicros: Number(columns['at']),
        endedProcess: String(columns['from_name']),
        startedProcess: String(columns['to_name']),
      };
      const known = restarts.get(key);
      if (known) known.push(restart);
      else restarts.set(key, [restart]);
    }
    return restarts;
  }

  private at(level: LaneLevel): LevelStatements {
    let statements = this.statements.get(level);
    if (!statements) {
      statements = statementsOf(this.database, level);
      this.statements.set(level, statements);
    }
    return statements;
  }

  /** Messages that show what went wrong by a moment, after or before the given one, nearest first. */
  *errorsFrom(messageId: number, direction: 1 | -1, moment = Infinity): Iterable<number> {
    const known = knownBy(moment);
    const [comparison, order] = direction === 1 ? ['>', 'ASC'] : ['<', 'DESC'];
    const rows = this.database
      .prepare(
        `SELECT error_message_id AS id FROM span s WHERE error_message_id IS NOT NULL
           AND error_message_id ${comparison} ?
           AND ${known.sql}
         ORDER BY error_message_id ${order}`,
      )
      .iterate(messageId, ...known.parameters);
    for (const row of rows) yield Number(row['id']);
  }

  /** Whether a message is the first of its span. */
  beginsSpan(messageId: number): boolean {
    const row = this.database.prepare('SELECT span_id FROM message WHERE id = ?').get(messageId);
    return row?.['span_id'] === messageId;
  }

  /** Errors known by a moment, at each connection that took part in them. */
  errorsByConnection(moment: number): ReadonlyMap<number, number> {
    const known = knownBy(moment);
    const rows = this.database
      .prepare(
        `WITH wrong AS (SELECT caller_id, handler_id FROM span s
           WHERE error_message_id IS NOT NULL AND ${known.sql})
         SELECT connection, count(*) AS n FROM (
           SELECT caller_id AS connection FROM wrong UNION ALL SELECT handler_id FROM wrong)
         WHERE connection IS NOT NULL GROUP BY connection`,
      )
      .all(...known.parameters);
    return new Map(rows.map(row => [Number(row['connection']), Number(row['n'])]));
  }

  /** Errors after or before a moment, nearest first: the message that shows each, and when. */
  *errorMoments(
    moment: number,
    direction: 1 | -1,
  ): Iterable<{ readonly messageId: number; readonly atMicros: number }> {
    const [comparison, order] = direction === 1 ? ['>', 'ASC'] : ['<', 'DESC'];
    const rows = this.database
      .prepare(
        `SELECT s.error_message_id AS id, ${errorAt} AS at FROM span s
         WHERE s.error_message_id IS NOT NULL AND ${errorAt} ${comparison} ?
         ORDER BY at ${order}, id ${order}`,
      )
      .iterate(moment);
    for (const row of rows) yield { messageId: Number(row['id']), atMicros: Number(row['at']) };
  }
}

function row(
  columns: Columns,
  index: number,
  { receiversOf }: LevelStatements,
  moment: number,
): Row {
  const by = (name: string): number | undefined => timeBy(columns, name, moment);
  const deliveredAt = by('delivered_at');
  const deliverCount = deliveredAt === undefined ? 0 : Number(columns['deliver_count']);
  const receiver = optionalString(columns['receiver']);
  const to =
    deliverCount > 1
      ? (receiversOf.all(Number(columns['id']), Math.min(moment, maxMicros)) as Columns[]).map(
          each => String(each['key']),
        )
      : receiver === undefined
        ? []
        : [receiver];
  const kind = kindOf(columns['kind']);
  const published = by('published_at');
  const ended = by('reply_delivered_at') ?? by('reply_published_at');
  return {
    index,
    messageId: Number(columns['id']),
    spanId: Number(columns['span_id']),
    kind,
    state: stateAt(timesOf(columns), moment),
    atMicros: Number(columns['at']),
    deliveredAtMicros: deliveredAt,
    sender: optionalString(columns['sender']),
    receivers: to,
    isDelivered: deliverCount > 0,
    deliveredCount: deliverCount,
    routedCount: Number(columns['routed_count']),
    isRedelivered: columns['redelivered'] === 1,
    isRetried: Number(columns['publish_count']) > 1,
    isDeadLettered: columns['dead_lettered'] === 1,
    label: String(columns['label']),
    detail: String(columns['detail']),
    latencyMicros:
      kind === 'call' && published !== undefined && ended !== undefined
        ? ended - published
        : undefined,
    isSlow: columns['is_slow'] === 1 && ended !== undefined,
    timeoutMillis: optionalNumber(columns['timeout_millis']),
    requestId: optionalString(columns['request']),
    bookmark: optionalString(columns['bookmark']),
    isHighlighted: false,
    fold: undefined,
    exchange: optionalString(columns['exchange']) ?? '',
    queue: optionalString(columns['queue']) ?? '',
    bytes: Number(columns['bytes']),
  };
}

/** A column's time, unless it was still to come at a moment; microseconds since the epoch. */
export function timeBy(columns: Columns, name: string, moment: number): number | undefined {
  const at = optionalNumber(columns[name]);
  return at === undefined || at > moment ? undefined : at;
}

/** Of a span's columns, whatever else stands beside them. */
export const timesOf = (columns: Columns): SpanTimes => ({
  kind: kindOf(columns['span_kind']),
  state: stateOf(columns['state']),
  publishedAtMicros: optionalNumber(columns['published_at']),
  deliveredAtMicros: optionalNumber(columns['span_delivered_at']),
  replyPublishedAtMicros: optionalNumber(columns['reply_published_at']),
  replyDeliveredAtMicros: optionalNumber(columns['reply_delivered_at']),
  timeoutMillis: optionalNumber(columns['timeout_millis']),
});

export const optionalNumber = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

export const optionalString = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const kindOf = (value: unknown): MessageKind => messageKinds[Number(value)] ?? 'foreign';

export const stateOf = (value: unknown): SpanState =>
  (typeof value === 'number' ? spanStates[value] : undefined) ?? 'ok';
