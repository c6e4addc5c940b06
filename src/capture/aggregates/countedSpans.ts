/** Reads spans as far as they are counted. */
import type { DatabaseSync } from 'node:sqlite';
import { stateAt } from '../../core/pairing/stateAt';
import { errorAt, kindOf, stateOf } from '../read/reader';
import { inSlices } from './inSlices';
import type { LaneIndex, LaneNumber } from './laneIndex';
import type { ShownSpans } from './shownSpans';

/** Times: microseconds since the epoch. */
export interface CountedSpan {
  /** Position in `messageKinds`. */
  readonly kind: number;
  readonly labelId: number;
  /** Texts that a filter finds it by, as it does by its label. */
  readonly otherNames: readonly [methodId: number | null, failureClassId: number | null];
  readonly isOrphan: boolean;
  readonly isFailed: boolean;
  readonly isPending: boolean;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  readonly caller: LaneNumber;
  /** All that took it, each once; of what nobody took, whoever should have. Never empty. */
  readonly handlers: readonly LaneNumber[];
  readonly bytes: number;
}

export interface CountedCapture {
  readonly database: DatabaseSync;
  readonly spans: ShownSpans;
  readonly lanes: LaneIndex;
  /** What came later is left out; microseconds since the epoch. */
  readonly moment: number;
}

/** Other questions are answered in between. @throws what the signal was aborted with */
export async function countSpans(
  { database, spans, lanes, moment }: CountedCapture,
  count: (span: CountedSpan) => void,
  signal: AbortSignal,
): Promise<void> {
  const reading = database.prepare(spanSql);
  reading.setReturnArrays(true);
  const takers = database.prepare(takerSql);
  const by = Math.min(moment, maxMicros);
  const toOne = Array.from({ length: lanes.size }, (_, lane) => [lane]);

  const read = (after: number, most: number) => {
    const rows = reading.all(by, after, most) as unknown as SpanColumns[];
    const shown = rows.filter(([id]) => spans.has(id));
    const spread = shown.filter(columns => (columns[14] ?? 0) > 1).map(([id]) => id);
    const toMany = new Map<number, Set<LaneNumber>>();
    for (const row of spread.length > 0 ? takers.iterate(JSON.stringify(spread), by) : []) {
      const id = Number(row['message_id']);
      const known = toMany.get(id) ?? new Set();
      toMany.set(id, known.add(lanes.of(Number(row['connection_id']))));
    }
    for (const columns of shown) {
      const [id, , , , , , , , , , , sender, receiver, queue] = columns;
      const many = toMany.get(id);
      const one = lanes.of(receiver) || lanes.readerOf(queue);
      count({
        ...figuresOf(columns, moment),
        caller: lanes.of(sender),
        handlers: many ? [...many] : (toOne[one] ?? [one]),
      });
    }
    return rows;
  };
  await inSlices(-1, read, signal);
}

type SpanColumns = readonly [
  id: number,
  kind: number,
  state: number,
  labelId: number,
  methodId: number | null,
  failureClassId: number | null,
  isFailed: 0 | 1,
  publishedAt: number | null,
  deliveredAt: number | null,
  replyPublishedAt: number | null,
  replyDeliveredAt: number | null,
  senderId: number | null,
  receiverId: number | null,
  queueId: number | null,
  deliverCount: number | null,
  timeoutMillis: number | null,
  wireBytes: number,
];

/** For a moment without end: SQLite has no number for it. */
const maxMicros = Number.MAX_SAFE_INTEGER;

/** The parties are those of its first message: a call's reply goes the other way. */
const spanSql = `
  SELECT s.id, s.kind, s.state, s.label_id, s.method_id, s.failure_class_id,
    s.error_message_id IS NOT NULL AND (?1 = ${maxMicros} OR ${errorAt} <= ?1),
    s.published_at, s.delivered_at, s.reply_published_at, s.reply_delivered_at,
    coalesce(m.sender_id, s.caller_id), coalesce(m.receiver_id, s.handler_id), m.queue_id,
    m.deliver_count, s.timeout_millis, s.wire_bytes
  FROM span s LEFT JOIN message m ON m.id = s.id
  WHERE s.id > ?2 ORDER BY s.id LIMIT ?3`;

const takerSql = `SELECT message_id, connection_id FROM delivery
  WHERE message_id IN (SELECT value FROM json_each(?)) AND at <= ?`;

function figuresOf(columns: SpanColumns, moment: number) {
  const [, kind, state, labelId, methodId, failureClassId, isFailed] = columns;
  const [, , , , , , , publishedAt, deliveredAt, replyPublishedAt, replyDeliveredAt] = columns;
  const by = (at: number | null) => (at === null || at > moment ? undefined : at);
  const now =
    moment === Infinity
      ? stateOf(state)
      : stateAt(
          {
            kind: kindOf(kind),
            state: stateOf(state),
            publishedAtMicros: publishedAt ?? undefined,
            deliveredAtMicros: deliveredAt ?? undefined,
            replyPublishedAtMicros: replyPublishedAt ?? undefined,
            replyDeliveredAtMicros: replyDeliveredAt ?? undefined,
            timeoutMillis: columns[15] ?? undefined,
          },
          moment,
        );
  return {
    kind,
    labelId,
    otherNames: [methodId, failureClassId],
    isOrphan: now === 'orphanReply',
    isFailed: isFailed === 1,
    isPending: now === 'pending',
    publishedAtMicros: by(publishedAt),
    deliveredAtMicros: by(deliveredAt),
    replyPublishedAtMicros: by(replyPublishedAt),
    replyDeliveredAtMicros: by(replyDeliveredAt),
    bytes: columns[16],
  } as const;
}
