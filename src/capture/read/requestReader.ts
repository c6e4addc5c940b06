/** Reads requests: their list, and one as a tree. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FirstSpan } from '../../core/requests/operationName';
import { operationName } from '../../core/requests/operationName';
import type { Parent, RequestPart, Taker } from '../../core/requests/parents';
import { parentsOf } from '../../core/requests/parents';
import { periodOf } from '../../core/requests/periods';
import { treeOf } from '../../core/requests/tree';
import type {
  BackgroundWork,
  RequestDetails,
  RequestList,
  RequestSpan,
  RequestSummary,
} from '../../protocol/requests';
import { maxRequestSpans } from '../../protocol/requests';
import { kindOf, optionalNumber, optionalString, stateOf } from './reader';
import { stringOf } from '../tables/codes';

type Columns = Record<string, unknown>;

/** Spans that give a request its name. */
const namingSpans = 8;

/** One summary for each group, those with the given condition over `r` (table `request`). */
const summaries = (condition: string): string => `
  SELECT r.group_id, ${stringOf('r.group_id')} AS id, min(r.first_at) AS first_at,
    max(r.last_at) AS last_at, sum(r.span_count) AS spans, sum(r.error_count) AS errors,
    min(r.first_span_id) AS first_span, max(r.has_user) AS has_user,
    max(r.group_id <> r.id) AS is_linked
  FROM request r WHERE ${condition} GROUP BY r.group_id HAVING spans > 0`;

/** A search by words looks at as many of the newest requests. */
const searchedRequests = 10_000;
/** Background work is told by as many of the newest messages. */
const backgroundMessages = 50_000;
const maxBackground = 200;

interface StoredTaker extends Taker {
  readonly key: string;
}

interface StoredPart extends RequestPart {
  readonly takers: readonly StoredTaker[];
  readonly columns: Columns;
}

export class RequestReader {
  /** To prepare these takes as long as to run them, and all requests of a capture may be read. */
  private readonly prepared = new Map<string, StatementSync>();

  constructor(private readonly database: DatabaseSync) {}

  /**
   * Requests that somebody asked for, newest first.
   *
   * @param lastId those that began after this message are left out
   */
  list(text: string, count: number, lastId = Number.MAX_SAFE_INTEGER): RequestList {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const condition = `${summaries(`r.first_span_id <= ${Math.trunc(lastId)}`)} AND (has_user OR is_linked)`;
    if (words.length === 0) {
      const total = this.database.prepare(`SELECT count(*) AS n FROM (${condition})`).get();
      return {
        requests: this.summaries(condition, count),
        totalCount: Number(total?.['n']),
        background: this.background(),
      };
    }
    const found = this.summaries(condition, searchedRequests).filter(({ name, id }) => {
      const searched = `${name} ${id}`.toLowerCase();
      return words.every(word => searched.includes(word));
    });
    return { requests: found.slice(0, count), totalCount: found.length, background: [] };
  }

  /** @param id of a request or of one of its parts */
  read(id: string): RequestDetails | undefined {
    const columns = this.group(id);
    if (!columns) return undefined;
    const parts = this.parts(Number(columns['group_id']), maxRequestSpans + 1);
    const shown = parts.slice(0, maxRequestSpans);
    const summary = this.summary(columns);
    const requestIds = new Set([summary.id, ...shown.map(({ requestId }) => requestId)]);
    return {
      ...summary,
      requestIds: [...requestIds],
      spans: spansOf(shown),
      isCut: parts.length > shown.length,
    };
  }

  /** @param id of a request or of one of its parts */
  summaryOf(id: string): RequestSummary | undefined {
    const columns = this.group(id);
    return columns && this.summary(columns);
  }

  /** The request of a message. */
  requestOf(messageId: number): string | undefined {
    const row = this.database
      .prepare(
        `SELECT ${stringOf('r.group_id')} AS id FROM message m JOIN span s ON s.id = m.span_id
         JOIN request r ON r.id = s.request_id WHERE m.id = ?`,
      )
      .get(messageId);
    return optionalString(row?.['id']);
  }

  /**
   * The parent of each span that has one, by its id; one request at a time.
   *
   * @param among a table with ids of spans: only of their requests
   */
  *parents(among?: string): Generator<readonly [number, Parent]> {
    const condition =
      among === undefined
        ? '1'
        : `id IN (SELECT s.request_id FROM span s JOIN ${among} a ON a.id = s.id)`;
    const groups = this.database
      .prepare(`SELECT DISTINCT group_id FROM request WHERE ${condition}`)
      .all();
    for (const row of groups) yield* parentsOf(this.parts(Number(row['group_id']), -1));
  }

  private summaries(condition: string, count: number): RequestSummary[] {
    const rows = this.database
      .prepare(`${condition} ORDER BY first_span DESC LIMIT ?`)
      .all(count) as Columns[];
    return rows.map(columns => this.summary(columns));
  }

  private summary(columns: Columns): RequestSummary {
    const lastAt = Number(columns['last_at']);
    const hasErrors = Number(columns['errors']) > 0;
    return {
      id: String(columns['id']),
      name: operationName(this.firstSpans(Number(columns['group_id']))),
      firstAtMicros: Number(columns['first_at']),
      lastAtMicros: hasErrors ? Math.max(lastAt, this.waitedUntil(columns)) : lastAt,
      spanCount: Number(columns['spans']),
      errorCount: Number(columns['errors']),
      firstMessageId: Number(columns['first_span']),
    };
  }

  /** Until when callers waited in vain; 0 when none did. */
  private waitedUntil(columns: Columns): number {
    const row = this.database
      .prepare(
        `SELECT max(s.published_at + s.timeout_millis * 1000) AS until
         FROM request r JOIN span s ON s.request_id = r.id
         WHERE r.group_id = ? AND s.error_message_id IS NOT NULL
           AND s.reply_published_at IS NULL`,
      )
      .get(columns['group_id'] as number);
    return optionalNumber(row?.['until']) ?? 0;
  }

  /** What services do by themselves: nobody's requests, by operation and sender. */
  private background(): BackgroundWork[] {
    const rows = this.database
      .prepare(
        `SELECT ${stringOf('s.label_id')} AS label, p.host_key AS lane, count(*) AS n,
           sum(s.error_message_id IS NOT NULL) AS errors, max(s.id) AS last_id,
           json_group_array(s.published_at) AS times,
           -- Of the row with the greatest id: bare columns go with a lone max().
           s.published_at AS last_at, ${stringOf('s.request_id')} AS request
         FROM span s LEFT JOIN request r ON r.id = s.request_id
         LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
         WHERE s.id > (SELECT max(id) FROM message) - ${backgroundMessages}
           AND s.published_at IS NOT NULL AND s.method_id IS NOT NULL
           AND (r.id IS NULL OR (r.has_user = 0 AND r.group_id = r.id))
         GROUP BY s.label_id, p.host_key ORDER BY n DESC, last_id DESC LIMIT ${maxBackground}`,
      )
      .all() as Columns[];
    return rows.map(columns => ({
      label: String(columns['label']),
      lane: optionalString(columns['lane']),
      periodMicros: periodOf(JSON.parse(String(columns['times'])) as number[]),
      count: Number(columns['n']),
      errorCount: Number(columns['errors']),
      lastAtMicros: Number(columns['last_at']),
      lastRequestId: optionalString(columns['request']),
      lastMessageId: Number(columns['last_id']),
    }));
  }

  private parts(groupId: number, limit: number): StoredPart[] {
    const rows = this.prepare(
      `SELECT s.*, ${stringOf('s.label_id')} AS label, ${stringOf('s.request_id')} AS request,
           ${stringOf('s.global_request_id')} AS global_request,
           ${stringOf('s.failure_class_id')} AS failure_class,
           coalesce(s.published_at, s.delivered_at, m.at) AS at,
           p.id AS sender_process, p.host_key AS sender_lane, p.is_named AS sender_named
         FROM request r JOIN span s ON s.request_id = r.id
         LEFT JOIN message m ON m.id = s.id
         LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
         WHERE r.group_id = ? ORDER BY s.id LIMIT ?`,
    ).all(groupId, limit) as Columns[];
    const takers = this.takers(rows.map(columns => Number(columns['id'])));
    return rows.map(columns => ({
      id: Number(columns['id']),
      requestId: String(columns['request']),
      globalRequestId: optionalString(columns['global_request']),
      isCall: kindOf(columns['kind']) === 'call',
      at: Number(columns['at']),
      sender: party(columns['sender_process'], columns['sender_lane'], columns['sender_named']),
      takers: takers.get(Number(columns['id'])) ?? [],
      repliedAt: optionalNumber(columns['reply_published_at']),
      columns,
    }));
  }

  private takers(ids: readonly number[]): Map<number, StoredTaker[]> {
    const rows = this.prepare(
      `SELECT d.message_id, d.at, p.id AS process, p.host_key AS lane, p.is_named AS named
         FROM delivery d JOIN connection c ON c.id = d.connection_id
         JOIN process p ON p.id = c.process_id
         WHERE d.message_id IN (SELECT value FROM json_each(?)) AND NOT d.dead_lettered
         ORDER BY d.message_id, d.n`,
    ).iterate(JSON.stringify(ids)) as Iterable<Columns>;
    const takers = new Map<number, StoredTaker[]>();
    for (const columns of rows) {
      const taker = party(columns['process'], columns['lane'], columns['named']);
      if (!taker) continue;
      const id = Number(columns['message_id']);
      const known = takers.get(id);
      const each = { ...taker, at: Number(columns['at']), key: String(columns['lane']) };
      if (known) known.push(each);
      else takers.set(id, [each]);
    }
    return takers;
  }

  private prepare(sql: string): StatementSync {
    const known = this.prepared.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  private group(id: string): Columns | undefined {
    return this.database
      .prepare(
        summaries(`r.group_id = (SELECT coalesce(
           (SELECT group_id FROM request WHERE id = t.id), t.id) FROM text t WHERE t.value = ?)`),
      )
      .get(id);
  }

  private firstSpans(groupId: number): FirstSpan[] {
    const rows = this.database
      .prepare(
        `SELECT s.kind, ${stringOf('s.label_id')} AS label, ${stringOf('s.method_id')} AS method,
           ${stringOf('m.exchange_id')} AS exchange, p.service, p.is_named
         FROM request r JOIN span s ON s.request_id = r.id JOIN message m ON m.id = s.id
         LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
         WHERE r.group_id = ? ORDER BY r.id <> r.group_id, s.id LIMIT ${namingSpans}`,
      )
      .all(groupId) as Columns[];
    return rows.map(columns => {
      const kind = kindOf(columns['kind']);
      const isRequest = kind === 'call' || kind === 'cast' || kind === 'fanout';
      return {
        label: String(columns['label']),
        method: optionalString(columns['method']),
        kind: isRequest ? 'request' : kind === 'notification' ? 'notification' : 'other',
        service: columns['is_named'] === 1 ? optionalString(columns['service']) : undefined,
        exchange: optionalString(columns['exchange']) ?? '',
      };
    });
  }
}

function party(
  process: unknown,
  lane: unknown,
  isNamed: unknown,
): { process: number; lane: string | undefined } | undefined {
  if (typeof process !== 'number') return undefined;
  return { process, lane: isNamed === 1 ? optionalString(lane) : undefined };
}

function spansOf(parts: readonly StoredPart[]): RequestSpan[] {
  const byId = new Map(parts.map(part => [part.id, part]));
  const tree = treeOf(
    parts.map(part => ({ id: part.id, startAt: part.at, endAt: ownEnd(part) })),
    parentsOf(parts),
  );
  return tree.flatMap(({ id, depth, parent, endAt, isCritical }) => {
    const part = byId.get(id);
    if (!part) return [];
    const { columns } = part;
    return [
      {
        spanId: id,
        parentId: parent?.id,
        guess: parent?.guess,
        depth,
        kind: kindOf(columns['kind']),
        state: stateOf(columns['state']),
        label: String(columns['label']),
        requestId: part.requestId,
        caller: optionalString(columns['sender_lane']),
        handlers: [...new Set(part.takers.map(({ key }) => key))],
        publishedAtMicros: optionalNumber(columns['published_at']),
        deliveredAtMicros: optionalNumber(columns['delivered_at']),
        replyPublishedAtMicros: optionalNumber(columns['reply_published_at']),
        replyDeliveredAtMicros: optionalNumber(columns['reply_delivered_at']),
        endAtMicros: endAt,
        isCritical,
        isError: optionalNumber(columns['error_message_id']) !== undefined,
        failureClass: optionalString(columns['failure_class']),
      },
    ];
  });
}

/** A call that nobody answered lasted until its caller gave up. */
function ownEnd({ columns, at, repliedAt }: StoredPart): number {
  const timeout = optionalNumber(columns['timeout_millis']);
  const isLost =
    optionalNumber(columns['error_message_id']) !== undefined && repliedAt === undefined;
  return Math.max(
    at,
    isLost && timeout !== undefined ? at + timeout * 1000 : at,
    ...['delivered_at', 'reply_published_at', 'reply_delivered_at'].map(
      name => optionalNumber(columns[name]) ?? at,
    ),
  );
}
