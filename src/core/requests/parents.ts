/**
 * Which span caused which. Nothing on the wire says so; it follows from who handled what, when: a
 * span's parent is the span that its sender was handling at that time, for the same request.
 *
 * Rules, the first that finds one decides:
 *
 * 1. Same request id, and the sender is the very process that took the parent, before, and has not
 *    answered it yet (a cast and a fanout have no answer: they may cause spans at any later time).
 * 2. The same, where all that is known of both is that they are of one service on one host: a guess.
 * 3. Another request id, with the parent's as its global request id: an HTTP request lies between,
 *    which is not on the wire. The parent is whatever of that request was being handled: a guess.
 *
 * Where several fit, it is the one that was taken last, since a process seldom takes up new work for
 * a request while it waits; but a call that is open is known to be worked on, and goes before a cast
 * that may long be done. Such a choice is a guess too, and says between how many.
 */

/** What parenthood goes by. Times: microseconds since the epoch. */
export interface RequestPart {
  /** In the order in which they were first seen. */
  readonly id: number;
  readonly requestId: string;
  readonly globalRequestId: string | undefined;
  /** Only an open call can be told from one that is done. */
  readonly isCall: boolean;
  /** When it was published; where that was not seen, when it was first delivered. */
  readonly at: number;
  readonly sender: Party | undefined;
  readonly takers: readonly Taker[];
  readonly repliedAt: number | undefined;
}

export interface Party {
  readonly process: number;
  /** `service · host`; `undefined` where that is not known. */
  readonly lane: string | undefined;
}

export interface Taker extends Party {
  readonly at: number;
}

export interface Parent {
  readonly id: number;
  /** Why it is a guess, as a sentence; `undefined` when it is sure. */
  readonly guess: string | undefined;
}

/** A span that some process was handling. */
interface Work {
  readonly part: RequestPart;
  readonly taker: Taker;
}

/**
 * @param parts spans with one request id, or tied to one by their global request ids
 * @returns the parent of each that has one, by its id
 */
export function parentsOf(parts: readonly RequestPart[]): ReadonlyMap<number, Parent> {
  const byTime = [...parts].sort((a, b) => a.at - b.at || a.id - b.id);
  const globalIds = globalIdsOf(parts);
  const works = new Map<string, Work[]>();
  for (const part of parts) {
    for (const taker of part.takers) {
      const known = works.get(part.requestId);
      if (known) known.push({ part, taker });
      else works.set(part.requestId, [{ part, taker }]);
    }
  }
  const open = new Map([...works].map(([requestId, each]) => [requestId, new OpenWork(each)]));
  const parents = new Map<number, Parent>();
  for (const part of byTime) {
    const parent =
      sameRequest(part, open.get(part.requestId)?.at(part) ?? []) ??
      overHttp(open.get(globalIds.get(part.requestId) ?? '')?.at(part) ?? []);
    if (parent) parents.set(part.id, parent);
  }
  return parents;
}

/** Not each message of a request repeats its global request id. */
function globalIdsOf(parts: readonly RequestPart[]): ReadonlyMap<string, string> {
  const globalIds = new Map<string, string>();
  for (const { requestId, globalRequestId } of parts) {
    if (globalRequestId !== undefined && globalRequestId !== requestId) {
      globalIds.set(requestId, globalRequestId);
    }
  }
  return globalIds;
}

function sameRequest({ sender }: RequestPart, open: readonly Work[]): Parent | undefined {
  if (!sender) return undefined;
  const sure = open.filter(({ taker }) => taker.process === sender.process);
  const best = newest(sure);
  if (best) {
    const guess =
      sure.length === 1
        ? undefined
        : `Its sender was handling ${sure.length} messages of the request at that time.`;
    return { id: best.part.id, guess };
  }
  const alike = newest(
    open.filter(({ taker }) => sender.lane !== undefined && taker.lane === sender.lane),
  );
  return (
    alike && {
      id: alike.part.id,
      guess: 'Its sender is of the same service and host; whether of the same process is unknown.',
    }
  );
}

function overHttp(open: readonly Work[]): Parent | undefined {
  const best = newest(open);
  return (
    best && {
      id: best.part.id,
      guess: 'An HTTP request lies between, which is not on the wire; this was being handled then.',
    }
  );
}

/** What of one request was being handled. Ask in the order of time. */
class OpenWork {
  private readonly coming: Work[];
  /** By when they were taken. */
  private open: Work[] = [];

  constructor(works: readonly Work[]) {
    this.coming = [...works].sort((a, b) => b.taker.at - a.taker.at || b.part.id - a.part.id);
  }

  /** When the part was published. Its cause was seen before it: no circle can come of it. */
  at({ id, at }: RequestPart): readonly Work[] {
    for (let next = this.coming.at(-1); next && next.taker.at <= at; next = this.coming.at(-1)) {
      this.open.push(next);
      this.coming.pop();
    }
    this.open = this.open.filter(({ part: { repliedAt } }) => (repliedAt ?? Infinity) >= at);
    return this.open.filter(({ part }) => part.id < id);
  }
}

/** @param works by when they were taken */
function newest(works: readonly Work[]): Work | undefined {
  return works.findLast(({ part }) => part.isCall) ?? works.at(-1);
}
