/** Reads which notifications report an event that another one has reported before, in another form. */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query } from '../../node/sql/statements';
import type { MessageRange } from './counts';

/** In SQL: joins the span `o` that tells the event of `span s` in its other form, before or after it. */
export const otherFormJoin = `LEFT JOIN span o ON o.id = coalesce(
  s.first_form_id, (SELECT id FROM span WHERE first_form_id = s.id))`;

export interface SecondForm {
  readonly id: number;
  readonly firstId: number;
}

const shape = { id: integer, firstId: integer };

export class SecondFormReader {
  /** Reads the index of second forms instead of all spans. */
  private readonly upTo: Query<typeof shape>;
  /** Reads the spans of a range: few while a capture grows, however many the index has. */
  private readonly between: Query<typeof shape>;

  constructor(database: DatabaseSync) {
    this.upTo = new Query(
      database,
      `SELECT id, first_form_id AS first_id FROM span
       WHERE first_form_id IS NOT NULL AND +id <= ? ORDER BY +id`,
      shape,
    );
    this.between = new Query(
      database,
      `SELECT id, first_form_id AS first_id FROM span
       WHERE first_form_id IS NOT NULL AND id BETWEEN ? AND ? ORDER BY id`,
      shape,
    );
  }

  /** Messages of a range whose first form is in the capture, too, in order. */
  read({ firstId, lastId }: MessageRange, afterId: number): readonly SecondForm[] {
    const found = afterId === 0 ? this.upTo.all(lastId) : this.between.all(afterId + 1, lastId);
    return found.filter(each => each.firstId >= firstId && each.firstId < each.id);
  }
}
