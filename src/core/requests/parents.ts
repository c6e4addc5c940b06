/**
 * Finds which span caused which. The wire does not say so; it is derived from which process handled
 * what at which time: a span's parent is the span that its sender was handling at that time, for
 * the same request.
 *
 * Rules; the first one that finds a parent decides:
 *
 * 1. The request id is the same, and the sender is the very process that received the parent
 *    earlier and has not answered it yet (a cast and a fanout have no answer: they may cause spans
 *    at any later time).
 * 2. As rule 1, but the two processes are only known to belong to the same service on the same
 *    host. The parent is a guess.
 * 3. The request id differs, and the parent's request id is the span's global request id: an HTTP
 *    request lies between them, which is not on the wire. The parent is any span of that request
 *    that was being handled. The parent is a guess.
 *
 * When several spans fit, the one that was received last is chosen, since a process seldom takes up
 * new work for a request while it waits. An open call is preferred to a cast: the call is known to
 * be worked on, the cast may be done long ago. Such a choice is a guess too, and its reason says
 * how many spans were possible.
 */

/** The facts of a span that decide about its parent. Times are in microseconds since the epoch. */
export interface RequestPart {
  /** Id of the span; ids ascend in the order in which spans were first seen. */
  readonly id: number;
  readonly requestId: string;
  readonly globalRequestId: string | undefined;
  /** True for a call: only an open call can be distinguished from one that is done. */
  readonly isCall: boolean;
  /** Time at which it was published; when the publish was not seen, time of the first delivery. */
  readonly atMicros: number;
  readonly sender: Party | undefined;
  readonly receivers: readonly Receiver[];
  readonly repliedAtMicros: number | undefined;
}

interface Party {
  readonly process: number;
  /** Process as `service · host`; `undefined` when that is not known. */
  readonly lane: string | undefined;
}

export interface Receiver extends Party {
  readonly receivedAtMicros: number;
}

export interface Parent {
  readonly id: number;
  /** Sentence that says why the parent is a guess; `undefined` when it is certain. */
  readonly guess: string | undefined;
}

/** A span while a process handles it. */
interface HandledSpan {
  readonly part: RequestPart;
  readonly receiver: Receiver;
}

/**
 * @param parts spans with one request id, and spans connected to it by global request ids
 * @returns the parent of each span that has one, by the span's id
 */
export function parentsOf(parts: readonly RequestPart[]): ReadonlyMap<number, Parent> {
  const byTime = [...parts].sort((a, b) => a.atMicros - b.atMicros || a.id - b.id);
  const globalIds = globalIdsOf(parts);
  const handled = new Map<string, HandledSpan[]>();
  for (const part of parts) {
    for (const receiver of part.receivers) {
      const known = handled.get(part.requestId);
      if (known) known.push({ part, receiver });
      else handled.set(part.requestId, [{ part, receiver }]);
    }
  }
  const open = new Map([...handled].map(([requestId, each]) => [requestId, new OpenSpans(each)]));
  const parents = new Map<number, Parent>();
  for (const part of byTime) {
    const parent =
      parentInRequest(part, open.get(part.requestId)?.openWhenSent(part) ?? []) ??
      parentOverHttp(open.get(globalIds.get(part.requestId) ?? '')?.openWhenSent(part) ?? []);
    if (parent) parents.set(part.id, parent);
  }
  return parents;
}

/**
 * Maps request ids to global request ids, because not every message of a request repeats the global
 * one.
 */
function globalIdsOf(parts: readonly RequestPart[]): ReadonlyMap<string, string> {
  const globalIds = new Map<string, string>();
  for (const { requestId, globalRequestId } of parts) {
    if (globalRequestId !== undefined && globalRequestId !== requestId) {
      globalIds.set(requestId, globalRequestId);
    }
  }
  return globalIds;
}

function parentInRequest(
  { sender }: RequestPart,
  open: readonly HandledSpan[],
): Parent | undefined {
  if (!sender) return undefined;
  const sure = open.filter(({ receiver }) => receiver.process === sender.process);
  const best = likeliest(sure);
  if (best) {
    const guess =
      sure.length === 1
        ? undefined
        : `Its sender was handling ${sure.length} messages of the request at that time.`;
    return { id: best.part.id, guess };
  }
  const alike = likeliest(
    open.filter(({ receiver }) => sender.lane !== undefined && receiver.lane === sender.lane),
  );
  return (
    alike && {
      id: alike.part.id,
      guess: 'Its sender is of the same service and host; whether of the same process is unknown.',
    }
  );
}

function parentOverHttp(open: readonly HandledSpan[]): Parent | undefined {
  const best = likeliest(open);
  return (
    best && {
      id: best.part.id,
      guess:
        'An HTTP request lies between, which is not on the wire; this span was being handled then.',
    }
  );
}

/**
 * Spans of one request that are being handled at a time. Ask for times in ascending order.
 */
class OpenSpans {
  private readonly coming: HandledSpan[];
  /** Spans that were received and not answered, in the order in which they were received. */
  private open: HandledSpan[] = [];

  constructor(spans: readonly HandledSpan[]) {
    this.coming = [...spans].sort(
      (a, b) => b.receiver.receivedAtMicros - a.receiver.receivedAtMicros || b.part.id - a.part.id,
    );
  }

  /**
   * Returns the spans that were being handled when the part was published. Only spans that were seen
   * before the part count, so that parents cannot form a circle.
   */
  openWhenSent({ id, atMicros }: RequestPart): readonly HandledSpan[] {
    for (
      let next = this.coming.at(-1);
      next && next.receiver.receivedAtMicros <= atMicros;
      next = this.coming.at(-1)
    ) {
      this.open.push(next);
      this.coming.pop();
    }
    this.open = this.open.filter(({ part }) => (part.repliedAtMicros ?? Infinity) >= atMicros);
    return this.open.filter(({ part }) => part.id < id);
  }
}

/** @param spans spans in the order in which they were received */
function likeliest(spans: readonly HandledSpan[]): HandledSpan | undefined {
  return spans.findLast(({ part }) => part.isCall) ?? spans.at(-1);
}
