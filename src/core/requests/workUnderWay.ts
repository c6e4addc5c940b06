import type { Handling, RequestPart } from './part';

/** Maximal number of handlings that can be the cause of a message: the newest ones. It bounds the time. */
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
  private readonly open = new Map<string, Handling[]>();
  private readonly answered = new Map<string, Handling[]>();

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
    for (const each of this.open.get(key) ?? []) {
      if ((each.part.repliedAtMicros ?? Infinity) >= atMicros) open.push(each);
      else add(this.answered, key, each);
    }
    this.open.set(key, open);
    return open.filter(({ part }) => part.id < id);
  }

  /** Returns calls that were answered when the part was published, after a look at the open ones. */
  answeredWhenSent(key: string, { id }: RequestPart): readonly Handling[] {
    return (this.answered.get(key) ?? []).filter(({ part }) => part.id < id);
  }

  private advance(atMicros: number): void {
    for (
      let next = this.coming.at(-1);
      next && next.receiver.receivedAtMicros <= atMicros;
      next = this.coming.at(-1)
    ) {
      for (const key of this.keysOf(next)) add(this.open, key, next);
      this.coming.pop();
    }
  }
}

function add(lists: Map<string, Handling[]>, key: string, handling: Handling): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [handling]);
  else if (list.push(handling) > maxHandlings) list.shift();
}
