import { LeftOut } from './leftOut';
import type { Handling, RequestPart } from './part';

/**
 * Maximum number of handlings that are candidates at once: the newest ones. It bounds the time. Of older ones
 * only those are candidates that name what the message names, see {@link LeftOut}.
 */
const maxHandlings = 500;

/**
 * Time by which the record of a delivery may be late: the broker makes it after it has handed the message
 * over (`handle_deliver0` of RabbitMQ's rabbit_channel.erl), and the receiver may have sent something by
 * then. Publishes are in order: oslo.messaging waits until the broker has confirmed each.
 */
const maxLateMicros = 20_000;

/**
 * Tells whether the delivery was recorded after the part was sent, so that it is not certain that the
 * receiver had the message by then.
 */
export const isTakenLate = ({ receiver }: Handling, { atMicros }: RequestPart): boolean =>
  receiver.receivedAtMicros > atMicros;

/**
 * Spans of one request, and of those that it caused, that processes are handling at a time. Ask for
 * times in ascending order.
 */
export class WorkUnderWay {
  private readonly coming: Handling[];
  private readonly open = new HandlingLists();
  private readonly answered = new HandlingLists();

  /** @param keysOf keys under which a handling is looked for */
  constructor(
    handlings: readonly Handling[],
    private readonly keysOf: (handling: Handling) => readonly string[],
  ) {
    this.coming = [...handlings].sort(
      (a, b) => b.receiver.receivedAtMicros - a.receiver.receivedAtMicros || b.part.id - a.part.id,
    );
  }

  /**
   * Returns the spans that were being handled when the part was published, in the order in which they
   * were received, with those of which that is not certain, see {@link isTakenLate}. Only spans that were
   * seen before the part count, so that parents cannot form a circle. A cast has no end.
   */
  openWhenSent(key: string, { id, atMicros }: RequestPart): readonly Handling[] {
    this.advance(atMicros + maxLateMicros);
    const open: Handling[] = [];
    for (const each of this.open.get(key)) {
      if (endOf(each) >= atMicros) open.push(each);
      else this.answered.add(key, each);
    }
    this.open.set(key, open);
    return open.filter(({ part }) => part.id < id);
  }

  /** Returns calls that were answered when the part was published, after a look at the open ones. */
  answeredWhenSent(key: string, { id }: RequestPart): readonly Handling[] {
    return this.answered.get(key).filter(({ part }) => part.id < id);
  }

  /** Returns the handlings that {@link openWhenSent} leaves out for their number, if there are any. */
  leftOutOfOpen(key: string): LeftOut | undefined {
    return this.open.leftOut(key);
  }

  /** Returns the handlings that {@link answeredWhenSent} leaves out for their number, if there are any. */
  leftOutOfAnswered(key: string): LeftOut | undefined {
    return this.answered.leftOut(key);
  }

  private advance(atMicros: number): void {
    for (
      let next = this.coming.at(-1);
      next && next.receiver.receivedAtMicros <= atMicros;
      next = this.coming.at(-1)
    ) {
      for (const key of this.keysOf(next)) this.receive(key, next);
      this.coming.pop();
    }
  }

  private receive(key: string, handling: Handling): void {
    const [oldest] = this.open.get(key);
    const isOver = oldest && endOf(oldest) < handling.receiver.receivedAtMicros - maxLateMicros;
    const left = this.open.add(key, handling, !isOver);
    if (left && isOver) this.answered.add(key, left);
  }
}

const endOf = ({ part }: Handling): number => part.repliedAtMicros ?? Infinity;

/** The newest handlings under each key, and those for which there was no room. */
class HandlingLists {
  private readonly lists = new Map<string, Handling[]>();
  private readonly older = new Map<string, LeftOut>();

  get(key: string): readonly Handling[] {
    return this.lists.get(key) ?? [];
  }

  set(key: string, handlings: Handling[]): void {
    this.lists.set(key, handlings);
  }

  leftOut(key: string): LeftOut | undefined {
    return this.older.get(key);
  }

  /**
   * @param keepsOldest true to note the oldest one as left out when there is no room for it
   * @returns the oldest one when there was no room for it
   */
  add(key: string, handling: Handling, keepsOldest = true): Handling | undefined {
    const list = this.lists.get(key);
    if (!list) {
      this.lists.set(key, [handling]);
      return undefined;
    }
    if (list.push(handling) <= maxHandlings) return undefined;
    const oldest = list.shift();
    if (!oldest || !keepsOldest) return oldest;
    const older = this.older.get(key) ?? new LeftOut();
    this.older.set(key, older);
    older.add(oldest);
    return oldest;
  }
}
