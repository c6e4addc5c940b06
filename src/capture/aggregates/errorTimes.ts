import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { errorAt } from '../read/reader';

/** When each error of the capture showed. A span that changes tells of it at its own messages only. */
export class ErrorTimes {
  private readonly reading: StatementSync;
  private messageIds: number[] = [];
  private micros: number[] = [];
  private dirtyFrom = 0;

  constructor(database: DatabaseSync) {
    this.reading = database.prepare(
      `SELECT s.error_message_id, ${errorAt} FROM span s
       WHERE s.error_message_id >= ? ORDER BY s.error_message_id`,
    );
    this.reading.setReturnArrays(true);
  }

  /** Spans from this message on were changed. */
  changed(dirtyFrom: number): void {
    this.dirtyFrom = Math.min(this.dirtyFrom, dirtyFrom);
  }

  /** Microseconds since the epoch, `-Infinity`: before all that is in the capture; in order of the messages that show them. */
  read(): readonly number[] {
    if (this.dirtyFrom === Infinity) return this.micros;
    const kept = this.messageIds.findLastIndex(id => id < this.dirtyFrom) + 1;
    this.messageIds.length = this.micros.length = kept;
    for (const [id, micros] of this.reading.all(this.dirtyFrom) as unknown as Columns[]) {
      this.messageIds.push(id);
      // The message that shows it may be gone, with the oldest ones.
      this.micros.push(micros ?? -Infinity);
    }
    this.dirtyFrom = Infinity;
    return this.micros;
  }
}

type Columns = readonly [messageId: number, atMicros: number | null];
