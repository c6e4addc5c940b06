import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { ListQuery } from '../../node/sql/statements';
import { errorAt } from '../read/errors';

/** The moment at which each error of the capture showed. */
export class ErrorTimes {
  private readonly errorsFrom: ListQuery;
  private messageIds: number[] = [];
  private micros: number[] = [];
  private dirtyFrom = 0;

  constructor(database: DatabaseSync) {
    this.errorsFrom = new ListQuery(
      database,
      `SELECT s.error_message_id, ${errorAt} FROM span s
       WHERE s.error_message_id >= ? ORDER BY s.error_message_id`,
    );
  }

  /** Notes that spans changed whose errors show at this message or later. */
  spansChanged(dirtyFrom: number): void {
    this.dirtyFrom = Math.min(this.dirtyFrom, dirtyFrom);
  }

  /**
   * Microseconds since the epoch, in order of the messages that show the errors. `-Infinity`: the
   * message is no longer in the capture.
   */
  moments(): readonly number[] {
    if (this.dirtyFrom === Infinity) return this.micros;
    const kept = this.messageIds.findLastIndex(id => id < this.dirtyFrom) + 1;
    this.messageIds.length = this.micros.length = kept;
    for (const [id, micros] of this.errorsFrom.all(this.dirtyFrom)) {
      this.messageIds.push(integer.read(id, 'error_message_id'));
      // The message that shows the error may be dropped, with the oldest ones.
      this.micros.push(micros === null ? -Infinity : integer.read(micros, 'at'));
    }
    this.dirtyFrom = Infinity;
    return this.micros;
  }
}
