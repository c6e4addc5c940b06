/** Finds messages of the same method, to select the next one or to compare with. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../../node/sql/columns';
import { valueOf, ValueQuery, valuesOf } from '../../node/sql/statements';
import type { MessageSummary, SameMethodMessages } from '../../protocol/spans';
import type { Row } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';
import { stringOf } from '../tables/codes';
import { towards } from './errors';
import type { RowReader } from './rows';

export class SameMethodReader {
  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: RowReader,
  ) {}

  /** Returns first messages of the other spans with the same label, nearest first. */
  spansFrom(messageId: number, direction: Direction): Iterable<number> {
    const { comparison, order } = towards(direction);
    return new ValueQuery(
      this.database,
      `WITH own AS (${ownSpan})
       SELECT s.id FROM span s, own
       WHERE s.label_id = own.label_id AND s.id ${comparison} own.id ORDER BY s.id ${order}`,
      integer,
    ).iterate(messageId);
  }

  /**
   * @param momentMicros events after it are left out; microseconds since the epoch
   * @returns `undefined` when the message is not, or no longer, in the capture
   */
  around(
    messageId: number,
    count: number,
    momentMicros = Infinity,
  ): SameMethodMessages | undefined {
    const [message] = this.summaries([messageId], momentMicros);
    if (!message) return undefined;
    const label = valueOf(
      this.database,
      `WITH own AS (${ownSpan}) SELECT ${stringOf('own.label_id')} FROM own`,
      text,
      messageId,
    );
    const nearest = (direction: Direction) =>
      this.summaries(this.sameKind(messageId, direction, count), momentMicros, direction);
    return { message, label: label ?? '', earlier: nearest(-1), later: nearest(1) };
  }

  /**
   * Returns the first message of the same kind (request or reply) of each span with the same label.
   */
  private sameKind(messageId: number, direction: Direction, count: number): readonly number[] {
    const { comparison, order } = towards(direction);
    return valuesOf(
      this.database,
      `WITH own AS (${ownSpan}),
       kind AS (SELECT kind, id = span_id AS is_first FROM message WHERE id = ?1)
       SELECT CASE WHEN kind.is_first
           THEN (SELECT m.id FROM message m WHERE m.id = s.id AND m.kind = kind.kind)
           ELSE (SELECT min(m.id) FROM message m
             WHERE m.span_id = s.id AND m.span_id <> m.id AND m.kind = kind.kind) END AS found
       FROM span s, own, kind
       WHERE s.label_id = own.label_id AND s.id ${comparison} own.id AND found IS NOT NULL
       ORDER BY s.id ${order} LIMIT ?2`,
      integer,
      messageId,
      count,
    );
  }

  private summaries(
    ids: readonly number[],
    momentMicros: number,
    direction: Direction = 1,
  ): readonly MessageSummary[] {
    const rows = this.rows
      .rowsByIds(ids, 0, 'host', momentMicros)
      .filter(({ atMicros }) => atMicros <= momentMicros)
      .map(summaryOf);
    return direction === 1 ? rows : rows.reverse();
  }
}

const summaryOf = (row: Row): MessageSummary => ({
  messageId: row.messageId,
  spanId: row.spanId,
  kind: row.kind,
  state: row.state,
  label: row.label,
  atMicros: row.atMicros,
  isReadLater: row.isReadLater,
  toldAtMicros: row.toldAtMicros,
  sender: row.sender,
  receivers: row.receivers,
  latencyMicros: row.latencyMicros,
});

const ownSpan = `SELECT s.id, s.label_id FROM message m JOIN span s ON s.id = m.span_id
  WHERE m.id = ?1`;
