/** Reads the columns of spans that statistics count. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessageKind } from '../../core/pairing/entities';
import { stateAt } from '../../core/pairing/spanStateTable';
import { boolean, integer } from '../../node/sql/columns';
import type { StoredRow } from '../../node/sql/statements';
import { ListQuery } from '../../node/sql/statements';
import { errorAt } from '../read/errors';
import { maxMicros } from '../read/rows';
import { timeBy } from '../read/spanTimes';
import { messageKind, spanState } from '../tables/codes';
import { castWorkEnd } from '../tables/workEnd';
import { inSlices } from './inSlices';
import type { LaneIndex, LaneNumber } from './laneIndex';
import type { SpanSet } from './selectedSpans';

/** A span with its parties. Times are microseconds since the epoch; a span that was read later has none. */
export interface CountedSpan {
  readonly kind: MessageKind;
  readonly labelId: number;
  /** Ids of the other strings that the filter's `method` finds the span by, beside its label. */
  readonly otherNames: readonly [methodId: number | undefined, failureClassId: number | undefined];
  readonly isOrphan: boolean;
  readonly isFailed: boolean;
  readonly isPending: boolean;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  /** The last message that a cast is known to have caused; `undefined` for other spans. */
  readonly castWorkEndMicros: number | undefined;
  readonly caller: LaneNumber;
  /** Lanes that took the request, each once; else the lane that reads its queue. Never empty. */
  readonly handlers: readonly LaneNumber[];
  readonly bytes: number;
}

interface CountedCapture {
  readonly database: DatabaseSync;
  readonly spans: Pick<SpanSet, 'has'>;
  readonly lanes: LaneIndex;
  /** Events after it are left out; microseconds since the epoch. */
  readonly momentMicros: number;
}

/**
 * Reads spans in slices, so that other questions are answered in between.
 *
 * @throws the reason that the signal was aborted with
 */
export async function countSpans(
  { database, spans, lanes, momentMicros }: CountedCapture,
  count: (span: CountedSpan) => void,
  signal?: AbortSignal,
): Promise<void> {
  const spansAfter = new ListQuery(database, spanSql);
  const takers = new ListQuery(database, takerSql);
  const by = Math.min(momentMicros, maxMicros);
  const toOne = Array.from({ length: lanes.size }, (_, lane) => [lane]);

  const read = (after: number, most: number) => {
    const rows = spansAfter.all(by, after, most);
    const counted = rows.filter(([id]) => spans.has(integer.read(id, 'id'))).map(spanFrom);
    const spread = counted.filter(({ deliverCount }) => deliverCount > 1).map(({ id }) => id);
    const toMany = new Map<number, Set<LaneNumber>>();
    for (const [message, connection] of spread.length > 0
      ? takers.iterate(JSON.stringify(spread), by)
      : []) {
      const id = integer.read(message, 'message_id');
      const known = toMany.get(id) ?? new Set();
      toMany.set(id, known.add(lanes.laneOf(integer.read(connection, 'connection_id'))));
    }
    for (const span of counted) {
      const many = toMany.get(span.id);
      const one = lanes.laneOf(span.receiverId) || lanes.readerOf(span.queueId, span.senderId);
      count({
        ...figuresOf(span, momentMicros),
        caller: lanes.laneOf(span.senderId),
        handlers: many ? [...many] : (toOne[one] ?? [one]),
      });
    }
    return rows;
  };
  await inSlices(-1, read, signal);
}

/** The parties are those of the span's first message: a call's reply goes the other way. */
const spanSql = `
  SELECT s.id, s.kind, s.state, s.label_id, s.method_id, s.failure_class_id,
    s.error_message_id IS NOT NULL AND (?1 = ${maxMicros} OR ${errorAt} <= ?1),
    s.published_at, s.delivered_at, s.reply_published_at, s.reply_delivered_at, s.is_read_later,
    coalesce(m.sender_id, s.caller_id), coalesce(m.receiver_id, s.handler_id), m.queue_id,
    m.deliver_count, s.timeout_millis, s.wire_bytes, ${castWorkEnd}
  FROM span s LEFT JOIN message m ON m.id = s.id
  WHERE s.id > ?2 ORDER BY s.id LIMIT ?3`;

const takerSql = `SELECT message_id, connection_id FROM delivery
  WHERE message_id IN (SELECT value FROM json_each(?)) AND at <= ?`;

const optional = integer.optional();
const orFalse = boolean.or(false);

/** A row of {@link spanSql}, read column by column for speed: there may be a million rows. */
const spanFrom = ([
  id,
  kind,
  state,
  labelId,
  methodId,
  failureClassId,
  isFailed,
  publishedAt,
  deliveredAt,
  replyPublishedAt,
  replyDeliveredAt,
  isReadLater,
  senderId,
  receiverId,
  queueId,
  deliverCount,
  timeoutMillis,
  wireBytes,
  workEnd,
]: StoredRow) => ({
  id: integer.read(id, 'id'),
  kind: messageKind.read(kind, 'kind'),
  state: spanState.read(state, 'state'),
  labelId: integer.read(labelId, 'label_id'),
  methodId: optional.read(methodId, 'method_id'),
  failureClassId: optional.read(failureClassId, 'failure_class_id'),
  // NULL when the message that shows the error was dropped.
  isFailed: orFalse.read(isFailed, 'is_failed'),
  publishedAtMicros: optional.read(publishedAt, 'published_at'),
  deliveredAtMicros: optional.read(deliveredAt, 'delivered_at'),
  replyPublishedAtMicros: optional.read(replyPublishedAt, 'reply_published_at'),
  replyDeliveredAtMicros: optional.read(replyDeliveredAt, 'reply_delivered_at'),
  isReadLater: boolean.read(isReadLater, 'is_read_later'),
  senderId: optional.read(senderId, 'sender_id'),
  receiverId: optional.read(receiverId, 'receiver_id'),
  queueId: optional.read(queueId, 'queue_id'),
  deliverCount: optional.read(deliverCount, 'deliver_count') ?? 0,
  timeoutMillis: optional.read(timeoutMillis, 'timeout_millis'),
  bytes: integer.read(wireBytes, 'wire_bytes'),
  castWorkEndMicros: optional.read(workEnd, 'work_end'),
});

function figuresOf(span: ReturnType<typeof spanFrom>, momentMicros: number) {
  const state = momentMicros === Infinity ? span.state : stateAt(span, momentMicros);
  const timeOf = (atMicros: number | undefined) =>
    span.isReadLater ? undefined : timeBy(atMicros, momentMicros);
  return {
    kind: span.kind,
    labelId: span.labelId,
    otherNames: [span.methodId, span.failureClassId],
    isOrphan: state === 'orphanReply',
    isFailed: span.isFailed,
    isPending: state === 'pending',
    publishedAtMicros: timeOf(span.publishedAtMicros),
    deliveredAtMicros: timeOf(span.deliveredAtMicros),
    replyPublishedAtMicros: timeOf(span.replyPublishedAtMicros),
    replyDeliveredAtMicros: timeOf(span.replyDeliveredAtMicros),
    castWorkEndMicros: timeOf(span.castWorkEndMicros),
    bytes: span.bytes,
  } as const;
}
