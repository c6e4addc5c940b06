/** Reads the times of a span as they were known at a moment. */
import type { SpanTimes } from '../../core/pairing/spanStateTable';
import { integer } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { messageKind, spanState } from '../tables/codes';

/** Columns of `span s`, with names that do not clash with those of a message. */
export const spanTimeColumns = `s.kind AS span_kind, s.state AS span_state, s.timeout_millis,
  s.published_at AS span_published_at, s.delivered_at AS span_delivered_at,
  s.reply_published_at, s.reply_delivered_at`;

/** Shape of {@link spanTimeColumns}. A message may outlast its span; then the columns are NULL. */
export const spanTimeShape = {
  spanKind: messageKind.or('foreign'),
  spanState: spanState.or('ok'),
  timeoutMillis: integer.optional(),
  spanPublishedAtMicros: integer.optional(),
  spanDeliveredAtMicros: integer.optional(),
  replyPublishedAtMicros: integer.optional(),
  replyDeliveredAtMicros: integer.optional(),
};

export const spanTimesOf = (row: RowOf<typeof spanTimeShape>): SpanTimes => ({
  kind: row.spanKind,
  state: row.spanState,
  publishedAtMicros: row.spanPublishedAtMicros,
  deliveredAtMicros: row.spanDeliveredAtMicros,
  replyPublishedAtMicros: row.replyPublishedAtMicros,
  replyDeliveredAtMicros: row.replyDeliveredAtMicros,
  timeoutMillis: row.timeoutMillis,
});

/** Returns a time, or `undefined` when it lies after a moment; microseconds since the epoch. */
export const timeBy = (atMicros: number | undefined, momentMicros: number): number | undefined =>
  atMicros === undefined || atMicros > momentMicros ? undefined : atMicros;
