import type { Connection } from './process';

export interface QueueReaderChanges {
  /** Maps queues to the id of the connection that read them last. */
  readonly consumers: ReadonlyMap<string, number>;
  /**
   * True when a queue got its first reader. Workers of one topic take turns, which reveals nothing
   * new.
   */
  readonly hasNewQueue: boolean;
}

/** Remembers which connection read each queue last. */
export class QueueReaders {
  private readonly readers = new Map<string, Connection>();
  private readonly changed = new Set<string>();
  private hasNewQueue = false;

  noteReader(queue: string, connection: Connection): void {
    const reader = this.readers.get(queue);
    if (reader === connection) return;
    this.hasNewQueue ||= reader === undefined;
    this.readers.set(queue, connection);
    this.changed.add(queue);
  }

  takeChanges(): QueueReaderChanges {
    const consumers = new Map<string, number>();
    for (const queue of this.changed) {
      const reader = this.readers.get(queue);
      if (reader) consumers.set(queue, reader.id);
    }
    const { hasNewQueue } = this;
    this.changed.clear();
    this.hasNewQueue = false;
    return { consumers, hasNewQueue };
  }
}
