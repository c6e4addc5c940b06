/** Lists the spans that did not go as they should, or are incomplete. */
import type { DatabaseSync } from 'node:sqlite';
import type { SpanState } from '../../core/pairing/entities';
import { plural } from '../../core/text/amounts';
import { integer, text } from '../../node/sql/columns';
import { rowsOf, valueOf } from '../../node/sql/statements';
import type {
  NormalProblem,
  ProblemGroup,
  ProblemItem,
  ProblemKind,
  ProblemReport,
} from '../../protocol/problems';
import { maxProblemItems, problemKinds } from '../../protocol/problems';
import type { SpanDetails } from '../../protocol/spans';
import { kindCode, stateCode } from '../tables/codes';
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
  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: RowReader,
    private readonly spans: SpanReader,
  ) {}

  report(): ProblemReport {
    const groups = problemKinds.map(each => this.group(each));
    return { groups: groups.filter(each => each.count > 0 || each.normal.length > 0) };
  }

  private group(kind: ProblemKind): ProblemGroup {
    if (kind === 'deadQueue') return this.deadQueues();
    const condition = conditions[kind];
    const found = rowsOf(
      this.database,
      `SELECT s.id, coalesce(s.error_message_id, s.id) AS message_id FROM span s
       WHERE ${condition} ORDER BY s.id DESC LIMIT ${maxProblemItems}`,
      { id: integer, messageId: integer },
    );
    return {
      kind,
      count: valueOf(this.database, `SELECT count(*) FROM span s WHERE ${condition}`, integer) ?? 0,
      items: found.flatMap(({ id, messageId }) => this.item(id, messageId, kind)),
      normal: this.normal(kind),
    };
  }

  /** Returns one item for each queue: the newest fanout that it got. */
  private deadQueues(): ProblemGroup {
    const found = rowsOf(this.database, deadQueues, {
      queue: text,
      spanId: integer,
      count: integer,
    });
    const items = found.slice(0, maxProblemItems).flatMap(({ queue, spanId, count }) => {
      const sentence = `Nobody reads the queue "${queue}": ${plural(count, 'fanout')} went in, and none came out.`;
      return this.item(spanId, spanId, 'deadQueue').map(item => ({ ...item, sentence }));
    });
    return { kind: 'deadQueue', count: found.length, items, normal: [] };
  }

  private item(spanId: number, messageId: number, kind: ProblemKind): ProblemItem[] {
    const [row] = this.rows.rowsByIds([spanId], 0);
    const span = this.spans.details(spanId);
    if (!row || !span) return [];
    return [
      {
        spanId: span.spanId,
        messageId,
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
    const rows = rowsOf(
      this.database,
      `SELECT t.value AS name, count(*) AS count, max(m.id) AS last_message_id
       FROM message m JOIN text t ON t.id = m.${column}
       WHERE m.kind = ${kindCode(kind)} AND m.deliver_count = 0 AND ${condition}
       GROUP BY t.value ORDER BY count(*) DESC, name LIMIT ${maxProblemItems}`,
      { name: text, count: integer, lastMessageId: integer },
    );
    return rows.map(row => ({ kind, ...row, sentence: sentence(row.name) }));
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
