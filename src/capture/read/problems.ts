/** Lists the spans that did not go as they should, or are incomplete. */
import type { DatabaseSync } from 'node:sqlite';
import type { SpanState } from '../../core/pairing/entities';
import { plural } from '../../core/text/amounts';
import { integer, text, textList } from '../../node/sql/columns';
import { ValueQuery, rowsOf, valueOf } from '../../node/sql/statements';
import type {
  NormalProblem,
  ProblemCase,
  ProblemGroup,
  ProblemItem,
  ProblemKind,
  ProblemReport,
} from '../../protocol/problems';
import {
  maxCaseLanes,
  maxNormalLabels,
  maxProblemItems,
  problemKinds,
} from '../../protocol/problems';
import type { SpanDetails } from '../../protocol/spans';
import { kindCode, stateCode, stringOf } from '../tables/codes';
import { deadLetterSentence, redeliverySentence, repetitionSentence } from './deliverySentences';
import type { RowReader } from './rows';
import type { SpanReader } from './spanReader';

/** Spans that are counted as errors have an index; orphan replies have one of their own. */
const isError = (name: SpanState): string =>
  `s.error_message_id IS NOT NULL AND s.state = ${stateCode(name)}`;
const isDeadLettered = 's.id IN (SELECT span_id FROM message WHERE dead_lettered = 1)';

/**
 * SQL of queues that got fanouts which others took, and that nobody was ever seen to read. Fanouts at the
 * end of the capture, or whose deliveries may have fallen into a gap, tell nothing.
 */
const deadQueues = `
  SELECT q.value AS queue, max(m.id) AS span_id, count(*) AS count
  FROM message m JOIN body b ON b.message_id = m.id, json_each(b.routed_queues) q
  WHERE m.kind = ${kindCode('fanout')} AND m.deliver_count BETWEEN 1 AND m.routed_count - 1
    AND m.at < (SELECT max(at) FROM message) - 10000000
    AND NOT EXISTS (SELECT 1 FROM gap WHERE until IS NULL OR until >= m.at)
    AND NOT EXISTS (SELECT 1 FROM consumer c JOIN text t ON t.id = c.queue_id
        JOIN connection r ON r.id = c.connection_id
      WHERE t.value = q.value AND coalesce(r.vhost_id = b.vhost_id, 1))
  GROUP BY q.value ORDER BY count(*) DESC, queue`;

/** Conditions over `span s` that find the spans of each kind of problem. */
const conditions: Readonly<Record<Exclude<ProblemKind, 'deadQueue'>, string>> = {
  unanswered: isError('unanswered'),
  undelivered: `${isError('undelivered')} AND NOT ${isDeadLettered}`,
  unrouted: isError('unrouted'),
  answeredLate: isError('answeredLate'),
  replyLost: isError('replyLost'),
  orphanReply: `s.state = ${stateCode('orphanReply')}`,
  redelivered: 's.id IN (SELECT span_id FROM message WHERE redelivered = 1)',
  republished: `s.id IN (
    SELECT m.span_id FROM republish r JOIN message m ON m.id = r.message_id)`,
  deadLettered: isDeadLettered,
  failed: isError('failed'),
  // Without a gap no span is unknown, and the first condition spares the look at the spans.
  unknown: `EXISTS (SELECT 1 FROM gap) AND s.state = ${stateCode('unknown')}`,
};

export class ProblemReader {
  private readonly rowOfSpan: ValueQuery<number>;

  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: RowReader,
    private readonly spans: SpanReader,
  ) {
    const sql = 'SELECT coalesce(error_message_id, id) FROM span WHERE id = ?';
    this.rowOfSpan = new ValueQuery(database, sql, integer);
  }

  report(): ProblemReport {
    const groups = problemKinds.map(each => this.group(each));
    return { groups: groups.filter(each => each.count > 0 || each.normal.length > 0) };
  }

  private group(kind: ProblemKind): ProblemGroup {
    if (kind === 'deadQueue') return this.deadQueues();
    const condition = conditions[kind];
    return {
      kind,
      count: valueOf(this.database, `SELECT count(*) FROM span s WHERE ${condition}`, integer) ?? 0,
      cases: this.cases(kind, condition),
      normal: this.normal(kind),
    };
  }

  private cases(kind: ProblemKind, condition: string): ProblemCase[] {
    const found = rowsOf(
      this.database,
      `SELECT g.*, m.at AS first_at, ${stringOf('g.failure_class_id')} AS failure_class
       FROM (
         SELECT count(*) AS count, max(s.id) AS newest_id, min(m.id) AS first_id,
           s.failure_class_id AS failure_class_id,
           json_group_array(DISTINCT p.host_key) FILTER (WHERE p.host_key IS NOT NULL) AS lanes
         FROM span s LEFT JOIN message m ON m.id = s.id
           LEFT JOIN connection c ON c.id = coalesce(s.handler_id, m.receiver_id)
           LEFT JOIN process p ON p.id = c.process_id
         WHERE ${condition} GROUP BY s.label_id, s.failure_class_id
         ORDER BY newest_id DESC LIMIT ${maxProblemItems}) g
         JOIN message m ON m.id = g.first_id
       ORDER BY g.newest_id DESC`,
      {
        count: integer,
        newestId: integer,
        firstAt: integer,
        failureClass: text.optional(),
        lanes: textList,
      },
    );
    return found.flatMap(({ count, newestId, firstAt, failureClass, lanes }) =>
      this.item(newestId, kind).map(newest => ({
        count,
        failureClass,
        lanes: lanes.slice(0, maxCaseLanes),
        laneCount: lanes.length,
        firstAtMicros: firstAt,
        newest,
      })),
    );
  }

  /** @returns the newest problems of the case to which a span belongs */
  itemsOfCase(kind: ProblemKind, spanId: number): ProblemItem[] {
    // Each queue is a case of its own.
    if (kind === 'deadQueue') return [];
    const found = rowsOf(
      this.database,
      `SELECT s.id FROM span s, (SELECT label_id, failure_class_id FROM span WHERE id = ?) AS same
       WHERE ${conditions[kind]} AND s.label_id IS same.label_id
         AND s.failure_class_id IS same.failure_class_id
       ORDER BY s.id DESC LIMIT ${maxProblemItems}`,
      { id: integer },
      spanId,
    );
    return found.flatMap(({ id }) => this.item(id, kind));
  }

  /** Returns one case for each queue: the newest fanout that it got. */
  private deadQueues(): ProblemGroup {
    const found = rowsOf(this.database, deadQueues, {
      queue: text,
      spanId: integer,
      count: integer,
    });
    const cases = found.slice(0, maxProblemItems).flatMap(({ queue, spanId, count }) => {
      const sentence = `Nobody reads the queue "${queue}": ${plural(count, 'fanout')} went in, and none came out.`;
      return this.item(spanId, 'deadQueue').map(item => ({
        count: 1,
        failureClass: undefined,
        lanes: [],
        laneCount: 0,
        firstAtMicros: item.atMicros,
        newest: { ...item, sentence },
      }));
    });
    return { kind: 'deadQueue', count: found.length, cases, normal: [] };
  }

  private item(spanId: number, kind: ProblemKind): ProblemItem[] {
    const [row] = this.rows.rowsByIds([spanId], 0);
    const span = this.spans.details(spanId);
    if (!row || !span) return [];
    return [
      {
        spanId: span.spanId,
        messageId: this.rowOfSpan.get(spanId) ?? spanId,
        label: span.label || (span.kind === 'reply' ? 'reply' : span.kind),
        atMicros: row.atMicros,
        isReadLater: row.isReadLater,
        toldAtMicros: row.toldAtMicros,
        caller: row.sender,
        handlers: row.receivers,
        sentence: sentenceOf(kind, span),
      },
    ];
  }

  private normal(kind: ProblemKind): NormalProblem[] {
    switch (kind) {
      case 'undelivered':
        return this.folded('notification', 'routing_key_id', 'm.routed_count > 0', name => {
          return `Nobody consumes "${name}" here, which is usual for notifications.`;
        });
      case 'unrouted':
        return this.folded('fanout', 'exchange_id', 'm.routed_count = 0', name => {
          return `No queue is bound to "${name}": no agent of this kind runs here, which is usual.`;
        });
      default:
        return [];
    }
  }

  private folded(
    kind: 'notification' | 'fanout',
    column: string,
    condition: string,
    sentence: (name: string) => string,
  ): NormalProblem[] {
    const unheard = `m.kind = ${kindCode(kind)} AND m.deliver_count = 0 AND ${condition}`;
    const rows = rowsOf(
      this.database,
      `SELECT m.${column} AS id, t.value AS name, count(*) AS count, max(m.id) AS last_message_id
       FROM message m JOIN text t ON t.id = m.${column}
       WHERE ${unheard}
       GROUP BY t.value ORDER BY count(*) DESC, name LIMIT ${maxProblemItems}`,
      { id: integer, name: text, count: integer, lastMessageId: integer },
    );
    const labels = this.frequentLabels(column, unheard);
    return rows.map(({ id, ...row }) => {
      const its = labels.filter(each => each.id === id);
      return {
        kind,
        ...row,
        sentence: sentence(row.name),
        labels: its.map(({ label, count }) => ({ label, count })),
        labelCount: its[0]?.labelCount ?? 0,
      };
    });
  }

  /** Lists the most frequent labels of some messages for each value of a column. */
  private frequentLabels(column: string, condition: string) {
    return rowsOf(
      this.database,
      `SELECT id, ${stringOf('label_id')} AS label, count, label_count FROM (
         SELECT m.${column} AS id, m.label_id AS label_id, count(*) AS count,
           count(*) OVER (PARTITION BY m.${column}) AS label_count,
           row_number() OVER (PARTITION BY m.${column} ORDER BY count(*) DESC, m.label_id) AS place
         FROM message m WHERE ${condition} GROUP BY m.${column}, m.label_id)
       WHERE place <= ${maxNormalLabels} ORDER BY count DESC, label`,
      { id: integer, label: text, count: integer, labelCount: integer },
    );
  }
}

function sentenceOf(kind: ProblemKind, span: SpanDetails): string {
  switch (kind) {
    case 'redelivered':
      return redeliverySentence(span);
    case 'republished':
      return repetitionSentence(span);
    case 'deadLettered':
      return deadLetterSentence(span);
    default:
      return span.explanation;
  }
}
