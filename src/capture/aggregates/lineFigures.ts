import type { StatisticsLine } from '../../protocol/statistics';
import { latencyBounds } from '../../protocol/statistics';
import { percentilesOf } from './percentiles';
import type { CountedSpan } from './countedSpans';

type Figures = Omit<StatisticsLine, 'key' | 'label' | 'kind' | 'sender' | 'receiver' | 'filter'>;

/** Counts and times of the spans that one line of the statistics stands for. */
export class LineFigures {
  private failedCount = 0;
  private pendingCount = 0;
  private bytes = 0;
  private spans = 0;
  private messageShare = 0;
  private readonly queue: number[] = [];
  private readonly handler: number[] = [];
  private readonly castWork: number[] = [];
  private readonly reply: number[] = [];
  private readonly total: number[] = [];

  get count(): number {
    return this.spans;
  }

  /** @param share part of the span that counts for this line among those of the same service; 0 to 1 */
  addSpan(span: CountedSpan, share = 1): void {
    const { publishedAtMicros, deliveredAtMicros, replyPublishedAtMicros, replyDeliveredAtMicros } =
      span;
    this.spans++;
    this.messageShare += share;
    if (span.isFailed) this.failedCount++;
    if (span.isPending) this.pendingCount++;
    this.bytes += span.bytes;
    note(this.queue, publishedAtMicros, deliveredAtMicros);
    note(this.handler, deliveredAtMicros, replyPublishedAtMicros);
    note(this.castWork, deliveredAtMicros, span.castWorkEndMicros);
    note(this.reply, replyPublishedAtMicros, replyDeliveredAtMicros);
    // A reply that nobody took ends the call as well, as in rows.
    note(this.total, publishedAtMicros, replyDeliveredAtMicros ?? replyPublishedAtMicros);
  }

  /** @param seconds duration by which counts are divided to give rates */
  figures(seconds: number): Figures {
    return {
      count: this.spans,
      messageShare: this.messageShare,
      perSecond: seconds > 0 ? this.spans / seconds : 0,
      failedCount: this.failedCount,
      pendingCount: this.pendingCount,
      queue: percentilesOf(this.queue),
      handler: percentilesOf(this.handler),
      castWork: percentilesOf(this.castWork),
      reply: percentilesOf(this.reply),
      total: percentilesOf(this.total),
      histogram: histogramOf(this.total),
      bytes: this.bytes,
    };
  }
}

/** A time that seems to end before it began counts as 0: clocks of two nodes may differ. */
function note(times: number[], from: number | undefined, to: number | undefined): void {
  if (from !== undefined && to !== undefined) times.push(Math.max(0, to - from));
}

function histogramOf(times: readonly number[]): readonly number[] {
  const histogram = new Array<number>(latencyBounds.length + 1).fill(0);
  for (const micros of times) {
    const found = latencyBounds.findIndex(bound => micros <= bound);
    const bucket = found < 0 ? latencyBounds.length : found;
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return histogram;
}
