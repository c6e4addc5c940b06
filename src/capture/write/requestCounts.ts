import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Message, Span } from '../../core/pairing/entities';
import type { Texts } from '../tables/texts';

interface Counts {
  globalRequestId: string | undefined;
  firstSpanId: number;
  lastMessageId: number;
  firstAt: number;
  lastAt: number;
  spanCount: number;
  errorCount: number;
  hasUser: boolean;
}

/** Sums up what one batch adds to each request; memory is that of the batch. */
export class RequestCounts {
  private readonly pending = new Map<string, Counts>();
  private readonly upsert: StatementSync;

  constructor(
    database: DatabaseSync,
    private readonly texts: Texts,
  ) {
    // A global request id that becomes known stays known.
    this.upsert = database.prepare(
      `INSERT INTO request VALUES (?1, coalesce(?2, ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (id) DO UPDATE SET group_id = coalesce(?2, group_id),
         last_message_id = max(last_message_id, ?4), last_at = max(last_at, ?6),
         span_count = span_count + ?7, error_count = error_count + ?8,
         has_user = max(has_user, ?9)`,
    );
  }

  add(message: Message): void {
    const { span, id, at } = message;
    const counts = this.countsOf(span, id, at);
    if (!counts) return;
    if (span.id === id) counts.spanCount++;
    counts.lastMessageId = id;
    counts.lastAt = Math.max(counts.lastAt, at);
  }

  addErrors(span: Span, difference: 1 | -1): void {
    const counts = this.countsOf(span, span.id, span.publishedAt ?? 0);
    if (counts) counts.errorCount += difference;
  }

  write(): void {
    for (const [requestId, counts] of this.pending) {
      this.upsert.run(
        this.texts.id(requestId),
        this.texts.idOrNull(counts.globalRequestId),
        counts.firstSpanId,
        counts.lastMessageId,
        counts.firstAt,
        counts.lastAt,
        counts.spanCount,
        counts.errorCount,
        Number(counts.hasUser),
      );
    }
    this.pending.clear();
  }

  private countsOf(span: Span, messageId: number, at: number): Counts | undefined {
    const { requestId, globalRequestId, hasUser } = span;
    if (requestId === undefined) return undefined;
    let counts = this.pending.get(requestId);
    if (!counts) {
      counts = {
        globalRequestId,
        firstSpanId: span.id,
        lastMessageId: messageId,
        firstAt: at,
        lastAt: at,
        spanCount: 0,
        errorCount: 0,
        hasUser,
      };
      this.pending.set(requestId, counts);
    }
    counts.globalRequestId ??= globalRequestId;
    counts.hasUser ||= hasUser;
    return counts;
  }
}
