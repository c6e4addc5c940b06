/** Reads messages as rows of the diagram. */
import type { DatabaseSync } from 'node:sqlite';
import { stateAt } from '../../core/pairing/spanStateTable';
import { bothForms } from '../../core/text/bothForms';
import { boolean, integer, text } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query, ValueQuery } from '../../node/sql/statements';
import type { LaneLevel } from '../../protocol/lanes';
import type { Row } from '../../protocol/rows';
import { lookedUpString, messageKind } from '../tables/codes';
import { expectedReader } from '../tables/participants';
import { callLabel } from './callLabel';
import { spanTimeColumns, spanTimeShape, spanTimesOf, timeBy } from './spanTimes';

/** Stands for the moment `Infinity` in SQL, which has no such integer. */
export const maxMicros = Number.MAX_SAFE_INTEGER;

const shape = {
  ...spanTimeShape,
  id: integer,
  spanId: integer,
  kind: messageKind,
  atMicros: integer,
  deliveredAtMicros: integer.optional(),
  publishCount: integer,
  deliverCount: integer,
  routedCount: integer,
  redelivered: boolean,
  deadLettered: boolean,
  sender: text.optional(),
  receiver: text.optional(),
  label: lookedUpString,
  detail: lookedUpString,
  callLabel: text.optional(),
  request: text.optional(),
  isSlow: boolean.or(false),
  bookmark: text.optional(),
  exchange: text.optional(),
  queue: text.optional(),
  wireBytes: integer,
  isReadLater: boolean,
  toldAtMicros: integer.optional(),
  spanReadLater: boolean.or(false),
  otherId: integer.optional(),
  otherLabel: text.optional(),
  otherAtMicros: integer.or(0),
  otherDeliveredAtMicros: integer.optional(),
  otherDeliverCount: integer.or(0),
};

/** Queries whose rows name lanes of one level. */
interface LevelQueries {
  readonly rows: Query<typeof shape>;
  readonly receiversOf: ValueQuery<string>;
}

export class RowReader {
  private readonly queries = new Map<LaneLevel, LevelQueries>();

  constructor(private readonly database: DatabaseSync) {}

  /**
   * Reads the rows of some messages, in order of their ids.
   *
   * @param firstIndex index of the first row
   * @param momentMicros events after it are left out; microseconds since the epoch
   */
  rowsByIds(
    messageIds: readonly number[],
    firstIndex: number,
    level: LaneLevel = 'host',
    momentMicros = Infinity,
  ): Row[] {
    const queries = this.queriesFor(level);
    return queries.rows
      .all(JSON.stringify(messageIds))
      .map((stored, position) => rowFrom(stored, firstIndex + position, queries, momentMicros));
  }

  private queriesFor(level: LaneLevel): LevelQueries {
    let queries = this.queries.get(level);
    if (!queries) {
      queries = queriesOf(this.database, level);
      this.queries.set(level, queries);
    }
    return queries;
  }
}

function queriesOf(database: DatabaseSync, level: LaneLevel): LevelQueries {
  const key = `${level}_key`;
  const rows = `
    SELECT m.id, m.span_id, m.kind, m.at, m.delivered_at, m.publish_count, m.deliver_count,
      m.routed_count, m.redelivered, m.dead_lettered, m.wire_bytes, m.is_read_later, m.told_at,
      sender.${key} AS sender, coalesce(receiver.${key}, expected.${key}) AS receiver,
      label.value AS label, detail.value AS detail, ${callLabel} AS call_label, request.value AS request,
      exchange.value AS exchange, queue.value AS queue, b.note AS bookmark,
      other.id AS other_id, other.at AS other_at, other.delivered_at AS other_delivered_at,
      other.deliver_count AS other_deliver_count,
      (SELECT value FROM text WHERE id = other.label_id) AS other_label,
      ${spanTimeColumns}, s.is_slow, s.is_read_later AS span_read_later
    FROM message m
    LEFT JOIN span s ON s.id = m.span_id
    LEFT JOIN connection sc ON sc.id = m.sender_id
    LEFT JOIN process sender ON sender.id = sc.process_id
    LEFT JOIN connection rc ON rc.id = m.receiver_id
    LEFT JOIN process receiver ON receiver.id = rc.process_id
    LEFT JOIN connection qc ON m.receiver_id IS NULL AND qc.id = ${expectedReader('m')}
    LEFT JOIN process expected ON expected.id = qc.process_id
    LEFT JOIN span form ON form.first_form_id = m.id
    LEFT JOIN message other ON other.id = coalesce(form.id, s.first_form_id)
    LEFT JOIN bookmark b ON b.message_id = m.id
    LEFT JOIN text label ON label.id = m.label_id
    LEFT JOIN text detail ON detail.id = m.detail_id
    LEFT JOIN text exchange ON exchange.id = m.exchange_id
    LEFT JOIN text queue ON queue.id = m.queue_id
    LEFT JOIN text request ON request.id = coalesce(m.request_id, s.request_id)
    WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id`;
  const receivers = `
    SELECT DISTINCT p.${key} FROM delivery d JOIN connection c ON c.id = d.connection_id
    JOIN process p ON p.id = c.process_id WHERE d.message_id IN (?, ?) AND d.at <= ? ORDER BY 1`;
  return {
    rows: new Query(database, rows, shape),
    receiversOf: new ValueQuery(database, receivers, text),
  };
}

function rowFrom(
  stored: RowOf<typeof shape>,
  index: number,
  { receiversOf }: LevelQueries,
  momentMicros: number,
): Row {
  const other = otherFormOf(stored, momentMicros);
  const ownDeliveredAt = timeBy(stored.deliveredAtMicros, momentMicros);
  const deliveredAt = ownDeliveredAt ?? other?.deliveredAtMicros;
  const deliverCount =
    (ownDeliveredAt === undefined ? 0 : stored.deliverCount) + (other?.deliverCount ?? 0);
  const isTakenByMany = deliverCount > 1 || (other?.deliverCount ?? 0) > 0;
  const receivers = isTakenByMany
    ? receiversOf.all(stored.id, other?.messageId ?? stored.id, Math.min(momentMicros, maxMicros))
    : stored.receiver === undefined
      ? []
      : [stored.receiver];
  const published = timeBy(stored.spanPublishedAtMicros, momentMicros);
  const ended =
    timeBy(stored.replyDeliveredAtMicros, momentMicros) ??
    timeBy(stored.replyPublishedAtMicros, momentMicros);
  return {
    index,
    messageId: stored.id,
    spanId: stored.spanId,
    kind: stored.kind,
    state: stateAt(spanTimesOf(stored), momentMicros),
    atMicros: stored.atMicros,
    isReadLater: stored.isReadLater,
    toldAtMicros: stored.toldAtMicros,
    deliveredAtMicros: deliveredAt,
    sender: stored.sender,
    receivers,
    isDelivered: deliverCount > 0,
    deliveredCount: deliverCount,
    routedCount: stored.routedCount,
    isRedelivered: stored.redelivered,
    publishCount: stored.publishCount,
    isDeadLettered: stored.deadLettered,
    label: stored.label,
    callLabel: stored.callLabel,
    detail: [stored.detail, ...(other ? [bothForms(stored.label, other.label)] : [])]
      .filter(part => part !== '')
      .join(' · '),
    otherForm: other && { messageId: other.messageId, label: other.label },
    latencyMicros:
      stored.kind === 'call' &&
      !stored.spanReadLater &&
      published !== undefined &&
      ended !== undefined
        ? ended - published
        : undefined,
    isSlow: stored.isSlow && ended !== undefined,
    timeoutMillis: stored.timeoutMillis,
    requestId: stored.request,
    bookmark: stored.bookmark,
    isHighlighted: false,
    fold: undefined,
    exchange: stored.exchange ?? '',
    queue: stored.queue ?? '',
    bytes: stored.wireBytes,
  };
}

/** The notification that tells the same event in another form, as it was at a moment. */
function otherFormOf(stored: RowOf<typeof shape>, momentMicros: number) {
  const { otherId, otherLabel = '', otherAtMicros, otherDeliverCount } = stored;
  if (otherId === undefined || timeBy(otherAtMicros, momentMicros) === undefined) return undefined;
  const deliveredAtMicros = timeBy(stored.otherDeliveredAtMicros, momentMicros);
  return {
    messageId: otherId,
    label: otherLabel,
    deliveredAtMicros,
    deliverCount: deliveredAtMicros === undefined ? 0 : otherDeliverCount,
  };
}
