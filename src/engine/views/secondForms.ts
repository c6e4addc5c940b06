import type { DatabaseSync } from 'node:sqlite';
import type { MessageRange } from '../../capture/read/counts';
import { SecondFormReader } from '../../capture/read/secondForms';
import { IdList } from './ids';

/**
 * Notifications whose event another one has reported before, in another form: nova sends each event in
 * its old and in its versioned form. They have no row of their own in a list that has the row of the
 * first form.
 */
export class SecondForms {
  private readonly reader: SecondFormReader;
  private readonly list = new IdList();
  private readonly firsts = new Map<number, number>();
  private readonly seconds = new Map<number, number>();
  private readTo = 0;

  constructor(
    database: DatabaseSync,
    private readonly counts: () => MessageRange,
  ) {
    this.reader = new SecondFormReader(database);
  }

  /** Their ids, in order. */
  get ids(): IdList {
    this.readOn();
    return this.list;
  }

  /** Returns the first form of the event that a message tells; else the message itself. */
  rowOf(messageId: number): number {
    this.readOn();
    return this.firsts.get(messageId) ?? messageId;
  }

  /** Adds to messages, which are in order, the second forms of their events. */
  withSeconds(messageIds: readonly number[]): readonly number[] {
    this.readOn();
    const seconds = messageIds.flatMap(id => this.seconds.get(id) ?? []);
    if (seconds.length === 0) return messageIds;
    return [...new Set([...messageIds, ...seconds])].sort((a, b) => a - b);
  }

  /** A second form whose first one is no longer in the capture gets a row of its own. */
  dropOld(): void {
    const { firstId } = this.counts();
    for (const [second, first] of this.firsts) {
      if (first >= firstId) break;
      this.firsts.delete(second);
      this.seconds.delete(first);
    }
    this.list.dropBefore(Infinity);
    this.list.append([...this.firsts.keys()]);
  }

  private readOn(): void {
    const { lastId } = this.counts();
    if (lastId <= this.readTo) return;
    const found = this.reader.read(this.counts(), this.readTo);
    this.readTo = lastId;
    for (const { id, firstId } of found) {
      this.firsts.set(id, firstId);
      this.seconds.set(firstId, id);
    }
    this.list.append(found.map(({ id }) => id));
  }
}
