import type { QueueOwner } from '../oslo/names';
import type { Connection } from './process';

/** A reply queue's reader, and the connections that ask for replies to it. */
interface ReplyQueue {
  /** Connection that read it last. */
  reader: Connection | undefined;
  /** A connection whose requests name it. */
  caller: Connection | undefined;
}

/**
 * Tells which connections belong to one process by its reply queue. The name of a queue is one process's
 * own, unless it is of oslo's queue manager (`host:program:number`): a process that restarts uses the
 * names of its predecessor again. The caller of such a queue is known when its reply is read.
 */
export class ReplyQueues {
  private readonly queues = new Map<string, ReplyQueue>();

  constructor(
    private readonly join: (one: Connection, other: Connection) => void,
    private readonly restarted: (reader: Connection, earlier: Connection) => void,
  ) {}

  noteReader(queue: string, owner: QueueOwner, reader: Connection): void {
    const known = this.queueNamed(queue, reader);
    const { reader: earlier } = known;
    known.reader = reader;
    if (owner.program === undefined) {
      if (known.caller) this.join(reader, known.caller);
    } else if (earlier && earlier !== reader) {
      this.restarted(reader, earlier);
    }
  }

  noteCaller(queue: string, owner: QueueOwner | undefined, caller: Connection): void {
    if (owner?.program !== undefined) return;
    const known = this.queueNamed(queue, caller);
    if (known.caller === caller) return;
    const earlier = known.caller ?? known.reader;
    known.caller = caller;
    if (earlier) this.join(caller, earlier);
  }

  /** Handles a reply that was read from the queue, to a call that the caller had sent. */
  noteReply(queue: string, caller: Connection, reader: Connection): void {
    if (caller.process === reader.process) return;
    // A reply to its predecessor may wait for a restarted process.
    const isOfAnother = caller.process.connections.some(
      each => each !== reader && each.queues.has(queue) && each.vhost === reader.vhost,
    );
    if (!isOfAnother) this.join(caller, reader);
  }

  private queueNamed(queue: string, { vhost = '' }: Connection): ReplyQueue {
    const key = `${queue} ${vhost}`;
    let known = this.queues.get(key);
    if (!known) this.queues.set(key, (known = { reader: undefined, caller: undefined }));
    return known;
  }
}
