/** Reads which notifications tell of an event that another one has told before, in another form. */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query } from '../../node/sql/statements';
import type { MessageRange } from './counts';

export interface SecondForm {
  readonly id: number;
  readonly firstId: number;
}

export class SecondFormReader {
  private readonly between: Query<{ id: typeof integer; firstId: typeof integer }>;

  constructor(database: DatabaseSync) {
    this.between = new Query(
      database,
      `SELECT id, first_form_id AS first_id FROM span
       WHERE first_form_id IS NOT NULL AND id BETWEEN ? AND ? ORDER BY id`,
      { id: integer, firstId: integer },
    );
  }

  /** Messages of a range whose first form is in the capture, too, in order. */
  read({ firstId, lastId }: MessageRange, afterId: number): readonly SecondForm[] {
    return this.between
      .all(afterId + 1, lastId)
      .filter(each => each.firstId >= firstId && each.firstId < each.id);
  }
}
