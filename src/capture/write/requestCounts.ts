import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Message, Span } from '../../core/pairing/entities';
import { requestTable } from '../tables/requests';
import { RequestCauses } from './requestCauses';
import type { StringWriter } from './stringWriter';

interface Counts {
  /** Id of the request that caused this one. */
  causeId: string | undefined;
  /** True when, in this batch, the request turned out to be one that heat asked for. */
  isNewlyAskedFor: boolean;
  firstSpanId: number;
  lastMessageId: number;
  firstAtMicros: number;
  lastAtMicros: number;
  spanCount: number;
  errorCount: number;
  hasUser: boolean;
}

/**
 * Sums up what a batch adds to each request, and groups the request under the one that caused it.
 * Pending counts last for one batch.
 */
export class RequestCounts {
  private readonly pending = new Map<string, Counts>();
  private readonly causes = new RequestCauses();
  private readonly addCounts: StatementSync;
  private readonly moveGroup: StatementSync;

  constructor(
    database: DatabaseSync,
    private readonly strings: StringWriter,
  ) {
    // The cause of a request, once known, is kept.
    this.addCounts = database.prepare(
      `INSERT INTO request (${requestTable.columnNames.join(', ')})
       VALUES (:id, coalesce(:causeId, :id), :firstSpanId, :lastMessageId, :firstAt, :lastAt,
         :spanCount, :errorCount, :hasUser)
       ON CONFLICT (id) DO UPDATE SET group_id = coalesce(:causeId, group_id),
         last_message_id = max(last_message_id, excluded.last_message_id),
         last_at = max(last_at, excluded.last_at),
         span_count = span_count + excluded.span_count,
         error_count = error_count + excluded.error_count,
         has_user = max(has_user, excluded.has_user)`,
    );
    this.moveGroup = database.prepare(
      'UPDATE request SET group_id = :to WHERE group_id = :from AND id <> :from',
    );
  }

  addMessage(message: Message): void {
    const { span, id, atMicros } = message;
    const counts = this.countsOf(span, id, atMicros);
    if (!counts) return;
    // An event that is reported in two forms counts once.
    if (span.id === id && !span.firstForm) counts.spanCount++;
    counts.lastMessageId = id;
    counts.lastAtMicros = Math.max(counts.lastAtMicros, atMicros);
  }

  addErrors(span: Span, difference: 1 | -1): void {
    const counts = this.countsOf(span, span.id, span.publishedAtMicros ?? 0);
    if (counts) counts.errorCount += difference;
  }

  /** Adds the pending counts to the rows in the file. */
  writePending(): void {
    const moved: { from: number; to: number | null }[] = [];
    for (const [requestId, counts] of this.pending) {
      const id = this.strings.idOf(requestId);
      const causeId = this.strings.optionalIdOf(counts.causeId) ?? null;
      this.addCounts.run({
        id,
        causeId,
        firstSpanId: counts.firstSpanId,
        lastMessageId: counts.lastMessageId,
        firstAt: counts.firstAtMicros,
        lastAt: counts.lastAtMicros,
        spanCount: counts.spanCount,
        errorCount: counts.errorCount,
        hasUser: Number(counts.hasUser),
      });
      if (counts.isNewlyAskedFor) moved.push({ from: id, to: causeId });
    }
    // Requests that these requests caused were grouped under them; they move to heat's request, too.
    for (const each of moved) this.moveGroup.run(each);
    this.pending.clear();
  }

  private countsOf(span: Span, messageId: number, atMicros: number): Counts | undefined {
    const { requestId, hasUser } = span;
    if (requestId === undefined) return undefined;
    let counts = this.pending.get(requestId);
    if (!counts) {
      counts = {
        causeId: undefined,
        isNewlyAskedFor: false,
        firstSpanId: span.id,
        lastMessageId: messageId,
        firstAtMicros: atMicros,
        lastAtMicros: atMicros,
        spanCount: 0,
        errorCount: 0,
        hasUser,
      };
      this.pending.set(requestId, counts);
    }
    if (this.causes.addAskedFor(span)) counts.isNewlyAskedFor = true;
    counts.causeId ??= this.causes.causeOf(span);
    counts.hasUser ||= hasUser;
    return counts;
  }
}
