/** Reads activations: the bars on lanes that show how long handlers worked. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query } from '../../node/sql/statements';
import type { Activation } from '../../protocol/rows';
import type { LaneLevel } from '../../protocol/lanes';
import { kindCodes } from '../tables/codes';
import { longSpan } from '../tables/traffic';

/** Rows before the window in which bars are looked for; an index finds those that began earlier. */
const lookBack = longSpan;
const maxActivations = 2_000;

/** Tells which messages have a row, and its index. */
interface ShownRows {
  readonly laneLevel: LaneLevel;
  /** Id of the last message that may be shown. */
  readonly lastId: number;
  has(messageId: number): boolean;
  indexOf(messageId: number): number;
}

const shape = { id: integer, endMessageId: integer.optional(), lane: text };

export class ActivationReader {
  private readonly queries = new Map<LaneLevel, Query<typeof shape>>();

  constructor(private readonly database: DatabaseSync) {}

  /** Returns all activations that touch the rows between two messages. */
  between(firstId: number, lastId: number, shown: ShownRows): Activation[] {
    return this.queryFor(shown.laneLevel)
      .all(firstId - lookBack, lastId, firstId, firstId, lastId)
      .flatMap(span => activationOf(span, shown) ?? []);
  }

  private queryFor(level: LaneLevel): Query<typeof shape> {
    let query = this.queries.get(level);
    if (!query) {
      query = new Query(this.database, barsBetween(level), shape);
      this.queries.set(level, query);
    }
    return query;
  }
}

function barsBetween(level: LaneLevel): string {
  const bars = `SELECT s.id, s.end_message_id, p.${level}_key AS lane FROM span s
    JOIN connection c ON c.id = s.handler_id JOIN process p ON p.id = c.process_id
    WHERE s.kind IN ${kindCodes('call', 'cast')}`;
  return `${bars} AND s.id BETWEEN ? AND ? AND (s.end_message_id >= ? OR s.end_message_id IS NULL)
    UNION
    ${bars} AND s.end_message_id - s.id > ${lookBack} AND s.end_message_id >= ? AND s.id <= ?
    ORDER BY 1 LIMIT ${maxActivations}`;
}

/** @returns `undefined` where the bar has no rows to be drawn along */
function activationOf(
  { id, endMessageId: end, lane }: RowOf<typeof shape>,
  shown: ShownRows,
): Activation | undefined {
  // A bar is placed by the rows at its begin and its end.
  if (!shown.has(id) || end === undefined) return undefined;
  const fromIndex = shown.indexOf(id);
  const isOver = end <= shown.lastId;
  const hasEnd = shown.has(end);
  // A bar within one fold has no length.
  if (isOver && hasEnd && shown.indexOf(end) === fromIndex) return undefined;
  const lastIndex = hasEnd ? shown.indexOf(end) : shown.indexOf(end) - 1;
  return { spanId: id, lane, fromIndex, toIndex: isOver ? lastIndex : undefined };
}
