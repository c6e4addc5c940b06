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
  readonly at: number;
  readonly sender: Party | undefined;
  readonly takers: readonly Taker[];
  readonly repliedAt: number | undefined;
}

export interface Party {
  readonly process: number;
  /** Process as `service · host`; `undefined` when that is not known. */
  readonly lane: string | undefined;
}

export interface Taker extends Party {
  readonly at: number;
}

export interface Parent {
  readonly id: number;
  /** Sentence that says why the parent is a guess; `undefined` when it is certain. */
  readonly guess: string | undefined;
}

/** A span while a process handles it. */
interface Work {
  readonly part: RequestPart;
  readonly taker: Taker;
}

/**
 * @param parts spans with one request id, and spans connected to it by global request ids
 * @returns the parent of each span that has one, by the span's id
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
      guess:
        'An HTTP request lies between, which is not on the wire; this span was being handled then.',
    }
  );
}

/**
 * Work of one request that is being handled at a time. Times must be asked for in ascending order.
 */
class OpenWork {
  private readonly coming: Work[];
  /** Work that was received and not answered, in the order in which it was received. */
  private open: Work[] = [];

  constructor(works: readonly Work[]) {
    this.coming = [...works].sort((a, b) => b.taker.at - a.taker.at || b.part.id - a.part.id);
  }

  /**
   * Returns the work that was being handled when the part was published. Only spans that were seen
   * before the part count, so that parents cannot form a circle.
   */
  at({ id, at }: RequestPart): readonly Work[] {
    for (let next = this.coming.at(-1); next && next.taker.at <= at; next = this.coming.at(-1)) {
      this.open.push(next);
      this.coming.pop();
    }
    this.open = this.open.filter(({ part: { repliedAt } }) => (repliedAt ?? Infinity) >= at);
    return this.open.filter(({ part }) => part.id < id);
  }
}

/** @param works work in the order in which it was received */
function newest(works: readonly Work[]): Work | undefined {
  return works.findLast(({ part }) => part.isCall) ?? works.at(-1);
}
