import type { Connection } from './process';
import { maxQueues } from './process';

/** The n-th reader of a queue, counted from 1 over all virtual hosts. */
export interface QueueReader {
  readonly queue: string;
  readonly connection: Connection;
  readonly n: number;
}

/** Remembers all connections that read each queue. */
export class QueueReaders {
  private readonly counts = new Map<string, number>();
  private added: QueueReader[] = [];

  /** @returns true when the connection reads the queue for the first time */
  noteReader(queue: string, connection: Connection): boolean {
    const { queues } = connection;
    if (queues.has(queue) || queues.size >= maxQueues) return false;
    queues.add(queue);
    const n = (this.counts.get(queue) ?? 0) + 1;
    this.counts.set(queue, n);
    this.added.push({ queue, connection, n });
    return true;
  }

  takeNewReaders(): readonly QueueReader[] {
    const { added } = this;
    this.added = [];
    return added;
  }
}
