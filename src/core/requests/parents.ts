/**
 * Finds which span caused which. The wire does not say so; it is derived from which process handled
 * what at which time: a span's parent is the span that its sender was handling at that time, for
 * the same request. A notification is nobody's parent: its listener handles it in a moment.
 *
 * Rules; the first one that finds a parent decides:
 *
 * 1. The request id is the same, and the sender is the very process that received the parent
 *    earlier and has not answered it yet (a cast and a fanout have no answer: they may cause spans
 *    at any later time). What it received in the very moment counts, too, but makes it a guess.
 * 2. As rule 1, but the two processes are only known to belong to the same service on the same
 *    host. The parent is a guess.
 * 3. As rule 1, but the process has answered the parent: its work went on. The parent is a guess.
 * 4. The request id differs, and the request was caused by another one: an HTTP request lies between
 *    them, which is not on the wire. All spans of the request that have no parent in it have the same
 *    one: a span of the other request that was being handled when the first of them was sent, by a
 *    service that calls others. The parent is a guess. Heat does not tell its request to other services;
 *    theirs is known by the name of a stack, see {@link StackRequests}.
 *
 * A parent in whose trace a span was sent is certain, by whatever rule it was found. When several spans
 * fit, what their messages name tells which, see candidates.ts; without a trace such a parent is a guess,
 * too. When it cannot be told, the answer is all that are possible.
 */
import { BoundedMap } from '../base/boundedMap';
import { addTo, groupBy } from '../base/groups';
import type { Known, Narrowed } from './candidates';
import { narrow } from './candidates';
import type { NamedThings, NamesOf } from './namedThings';
import type { Handling, Party, RequestPart } from './part';
import { isTakenLate, WorkUnderWay } from './workUnderWay';

/** The span that caused another one, or those that may have. */
export interface Parent {
  /** `undefined` when it is one of several. */
  readonly id: number | undefined;
  /** Ids of the spans of which one is the parent; empty when the parent is told. */
  readonly among: readonly number[];
  /**
   * Greatest number of further, older spans that may be the parent as well: with very many at work, only
   * the newest ones are compared, and those that name the same thing.
   */
  readonly leftOutCount: number;
  /** Sentence that says why the parent is a guess; `undefined` when it is certain. */
  readonly guess: string | undefined;
}

/** Maximum number of spans of a request caused over HTTP whose names are looked at. */
const maxNamingSpans = 50;
/** Maximum number of spans whose names are remembered. */
const rememberedNames = 20_000;

/**
 * @param parts spans with one request id, and spans of requests that were caused by it
 * @param namesOf what the messages of a span name; it is asked only where several spans fit
 * @returns the parent of each span that has one, by the span's id
 */
export function parentsOf(
  parts: readonly RequestPart[],
  namesOf: NamesOf,
): ReadonlyMap<number, Parent> {
  return new ParentSearch(parts, namesOf).parents();
}

class ParentSearch implements Known {
  private readonly found = new Map<number, Parent>();
  private readonly work: WorkUnderWay;
  private readonly names = new BoundedMap<number, NamedThings>(rememberedNames);
  private readonly overHttp = new Map<string, Parent | undefined>();
  private readonly byRequest: ReadonlyMap<string, readonly RequestPart[]>;
  /** Ids of things by the nodes of heat's graphs that made them; `undefined` before they are needed. */
  private made: ReadonlyMap<string, readonly string[]> | undefined;
  /** Ends of the calls that handlers wait for, by the handled span. */
  private readonly waitingUntil = new Map<number, number>();
  /** The first event types that work notified of and that are a beginning, by the handled span. */
  private readonly beginnings = new Map<number, string>();
  /** Spans that tell of the end of the work that sent them, by the handled span. */
  private readonly ends = new Map<number, RequestPart>();

  constructor(
    private readonly parts: readonly RequestPart[],
    private readonly readNames: NamesOf,
  ) {
    const handlings = parts
      .filter(({ kind }) => kind === 'call' || kind === 'cast' || kind === 'fanout')
      .flatMap(part => part.receivers.map(receiver => ({ part, receiver })));
    this.work = new WorkUnderWay(handlings, keysOf);
    this.byRequest = groupBy(parts, ({ requestId }) => requestId);
  }

  parents(): ReadonlyMap<number, Parent> {
    const byTime = [...this.parts].sort((a, b) => a.atMicros - b.atMicros || a.id - b.id);
    for (const part of byTime) {
      const sentBy = this.inRequest(part);
      const parent = sentBy ?? this.overHttpOf(part);
      if (!parent) continue;
      this.found.set(part.id, parent);
      if (parent.id === undefined) continue;
      this.noteWaiting(part, parent.id);
      if (sentBy) this.noteEnd(part, parent.id);
    }
    return this.found;
  }

  readonly namesOf = (spanId: number): NamedThings => {
    let names = this.names.get(spanId);
    if (!names) {
      names = this.readNames(spanId);
      this.names.set(spanId, names);
    }
    return names;
  };

  /** Returns {@link namesOf}, with the things that a node of heat's graph makes, which later nodes name. */
  private readonly namesWithMade = (spanId: number): NamedThings => {
    const names = this.namesOf(spanId);
    if (!names.node) return names;
    const own = new Set([...names.own, ...(this.madeBy().get(names.node.key) ?? [])]);
    // A later node may name the same thing among its common ones, as it does a network.
    return { ...names, own, common: new Set([...names.common, ...own]) };
  };

  private madeBy(): ReadonlyMap<string, readonly string[]> {
    if (this.made) return this.made;
    const made = new Map<string, string[]>();
    for (const { id, method } of this.parts) {
      const node = method === 'check_resource' ? this.namesOf(id).node : undefined;
      for (const [key, thing] of node?.made ?? []) addTo(made, key, thing);
    }
    this.made = made;
    return made;
  }

  isWaiting({ part }: Handling, atMicros: number): boolean {
    return (this.waitingUntil.get(part.id) ?? -Infinity) > atMicros;
  }

  isDone({ part }: Handling): boolean {
    const end = this.ends.get(part.id);
    if (!end) return false;
    // The event may be of another handler that this one has run.
    const { handler } = this.namesOf(end.id);
    return handler === undefined || handler === part.method;
  }

  private inRequest(part: RequestPart): Parent | undefined {
    const { sender, requestId } = part;
    if (!sender) return undefined;
    const own = processKey(requestId, sender.process);
    const open = this.openFor(own, part);
    const answered = this.answeredFor(own, part);
    if (part.method === 'check_resource') return this.ofNode(part, open, answered);
    if (open.handlings.length > 0) return this.parentAmong(part, open, reasons.handling);
    const all =
      sender.lane === undefined ? none : this.openFor(laneKey(requestId, sender.lane), part);
    const alike = only(all, ({ receiver }) => !areDifferent(receiver, sender));
    if (alike.handlings.length > 0) return this.parentAmong(part, alike, reasons.alike);
    return answered.handlings.length > 0
      ? this.parentAmong(part, answered, reasons.answered)
      : undefined;
  }

  /** @param named things that the part names; default: those of its own messages */
  private openFor(key: string, part: RequestPart, named?: ReadonlySet<string>): Candidates {
    const handlings = this.work.openWhenSent(key, part);
    const older = this.work.leftOutOfOpen(key);
    if (!older) return { handlings, leftOutCount: 0 };
    const alike = older.naming(named ?? this.namesOf(part.id).own, part, this.namesOf);
    return { handlings: [...alike, ...handlings], leftOutCount: older.count - alike.length };
  }

  private answeredFor(key: string, part: RequestPart): Candidates {
    const handlings = this.work.answeredWhenSent(key, part);
    const older = this.work.leftOutOfAnswered(key);
    if (!older) return { handlings, leftOutCount: 0 };
    const alike = older.naming(this.namesOf(part.id).own, part, this.namesOf, true);
    return { handlings: [...alike, ...handlings], leftOutCount: older.count - alike.length };
  }

  /**
   * The parent of a node of heat's graph is a node that it needs, or what began with the graph. Where its
   * sender is not known to have handled one, any engine may have.
   */
  private ofNode(part: RequestPart, open: Candidates, answered: Candidates): Parent | undefined {
    const own = this.namesOf(part.id).node;
    const nodeOf = (each: Handling) => this.namesOf(each.part.id).node;
    // A node that finds another traversal at work sends itself once more.
    const again = only(open, each => nodeOf(each)?.key === own?.key);
    const fits = (each: Handling): boolean => {
      const node = nodeOf(each);
      if (!own || own.needs.length === 0) return node?.traversal !== own?.traversal;
      return node !== undefined && own.needs.includes(node.key);
    };
    const fitting = again.handlings.length > 0 ? again : only(open, fits);
    if (fitting.handlings.length > 0) return this.parentAmong(part, fitting, reasons.handling);
    const before = only(answered, fits);
    if (before.handlings.length > 0) return this.parentAmong(part, before, reasons.answered);
    if (own === undefined || own.needs.length === 0) return undefined;
    const needed = only(
      this.openFor(nodesKey(part.requestId), part),
      each => fits(each) && !(part.sender && areDifferent(each.receiver, part.sender)),
    );
    return needed.handlings.length > 0 ? this.parentAmong(part, needed, reasons.needed) : undefined;
  }

  private overHttpOf(part: RequestPart): Parent | undefined {
    const { requestId, causeId } = part;
    if (causeId === undefined) return undefined;
    if (!this.overHttp.has(requestId)) this.overHttp.set(requestId, this.callerOf(part));
    return this.overHttp.get(requestId);
  }

  /** @param first first span of its request that has no parent in it */
  private callerOf(first: RequestPart): Parent | undefined {
    const project = projectOf(first.sender?.service);
    const mayHaveCalled = ({ part, receiver }: Handling): boolean =>
      receiver.receivedAtMicros <= first.atMicros &&
      part.requestId !== first.requestId &&
      (project === undefined || mayCall(part, projectOf(receiver.service), project));
    if (!this.work.openWhenSent(httpKey, first).some(mayHaveCalled)) return undefined;
    const request = (this.byRequest.get(first.requestId) ?? []).slice(0, maxNamingSpans);
    const names = request.map(({ id }) => this.namesOf(id));
    const isForStack = !first.tellsCause && names.every(({ trace }) => trace === undefined);
    const ownNames = new Set(names.flatMap(({ own }) => [...own]));
    const open = this.openFor(httpKey, first, ownNames);
    const asking = open.handlings.filter(
      each => mayHaveCalled(each) && mayAsk(each, first, isForStack),
    );
    // The conductor seldom calls another service; others do it all the time.
    const calling = asking.filter(({ receiver }) => receiver.service !== 'nova-conductor');
    const all = calling.length > 0 ? calling : asking;
    const named = {
      ...this.namesOf(first.id),
      own: ownNames,
      common: new Set(names.flatMap(({ common }) => [...common])),
    };
    // A handler that asked for this request may have asked for more, with one id for all of them.
    const isAskedForHere = isForStack || this.byRequest.has(first.causeId ?? '');
    const candidates = isAskedForHere
      ? all
      : all.filter(
          each =>
            !this.isDone(each) && [...this.namesOf(each.part.id).own].some(id => named.own.has(id)),
        );
    const reason = isForStack ? reasons.stack : reasons.http;
    const { leftOutCount } = open;
    return candidates.length === 0
      ? undefined
      : this.parentAmong(first, { handlings: candidates, leftOutCount }, reason, named);
  }

  private parentAmong(
    part: RequestPart,
    { handlings, leftOutCount }: Candidates,
    reason: Reason,
    named?: NamedThings,
  ): Parent {
    const fitting = [...new Map(handlings.map(each => [each.part.id, each])).values()];
    const [first] = fitting;
    const isLate = fitting.every(each => !each.receiver.isSeen || isTakenLate(each, part));
    const uncertain = first?.receiver.isSeen === false ? reasons.unseen : reasons.takenLate;
    const why = isLate && reason === reasons.handling ? uncertain : reason;
    if (first && fitting.length === 1) {
      const isCertain = why === reasons.handling || this.isTracedBy(named ?? part.id, first);
      const guess = isCertain && leftOutCount === 0 ? undefined : `${why.one}.`;
      return { id: first.part.id, among: [], leftOutCount: 0, guess };
    }
    const isOverHttp = named !== undefined;
    const known: Known = {
      namesOf: isOverHttp ? this.namesWithMade : this.namesOf,
      isWaiting: (handling, atMicros) => this.isWaiting(handling, atMicros),
      isDone: handling => this.isDone(handling),
    };
    const narrowed = narrow(part, fitting, named ?? this.namesOf(part.id), known, isOverHttp);
    const ids = narrowed.among.map(each => each.part.id);
    // Handlings that name the same thing were looked for among the older ones, too.
    const more = narrowed.thing === undefined && !narrowed.isProven ? leftOutCount : 0;
    const guess = guessOf(why, fitting.length + more, ids.length, more, narrowed);
    return ids.length === 1
      ? { id: ids[0], among: [], leftOutCount: 0, guess }
      : { id: undefined, among: ids, leftOutCount: more, guess };
  }

  /** Tells whether the messages of a child and of a handled span tell the same trace. */
  private isTracedBy(child: NamedThings | number, { part }: Handling): boolean {
    const { trace } = typeof child === 'number' ? this.namesOf(child) : child;
    return trace !== undefined && this.namesOf(part.id).trace?.trace === trace.trace;
  }

  private noteWaiting(part: RequestPart, parentId: number): void {
    if (part.kind !== 'call') return;
    const until = part.repliedAtMicros ?? part.atMicros + unansweredMicros;
    this.waitingUntil.set(parentId, Math.max(this.waitingUntil.get(parentId) ?? 0, until));
  }

  /** Notes the beginning or the end of a handler's work when a message that it sent reports it. */
  private noteEnd(part: RequestPart, parentId: number): void {
    const { label } = part;
    // A handler may report its end and still send this: it has handed its work on, which goes on.
    this.ends.delete(parentId);
    if (part.method === 'check_resource' || label.startsWith('InstanceActionEvent.event_finish')) {
      this.ends.set(parentId, part);
    } else if (/^InstanceActionEvent\.event_start|\.start$/.test(label)) {
      if (!this.beginnings.has(parentId)) this.beginnings.set(parentId, label);
    } else if (this.beginnings.get(parentId) === label.replace(/\.end$/, '.start')) {
      this.ends.set(parentId, part);
    }
  }
}

/** Spans that may be a parent. */
interface Candidates {
  /** They are in the order in which they were received. */
  readonly handlings: readonly Handling[];
  /** Greatest number of older ones that are not among them. */
  readonly leftOutCount: number;
}

const none: Candidates = { handlings: [], leftOutCount: 0 };

const only = (
  { handlings, leftOutCount }: Candidates,
  fits: (handling: Handling) => boolean,
): Candidates => ({ handlings: handlings.filter(fits), leftOutCount });

/** Says why a parent is taken for one: as a sentence, and after "one of 3 spans". */
interface Reason {
  readonly one: string;
  readonly several: string;
}

const reasons = {
  handling: {
    one: 'Its sender was handling this span at that time',
    several: 'that its sender was handling at that time',
  },
  takenLate: {
    one: 'Its sender took this span in the same moment; the order of the records does not tell',
    several: 'that its sender took in the same moment',
  },
  unseen: {
    one: 'Its sender answered this span later; when it took it is not in the capture',
    several: 'that its sender answered later; when it took them is not in the capture',
  },
  needed: {
    one: 'It needs the result of this span; whether its sender handled that is unknown',
    several: 'whose results it needs',
  },
  alike: {
    one: 'Its sender is of the same service and host; whether of the same process is unknown',
    several: 'that the service of its sender was handling on that host',
  },
  answered: {
    one: 'Its sender had answered this span before, and the work went on',
    several: 'that its sender had answered before',
  },
  http: {
    one: 'An HTTP request lies between, which is not on the wire; this span was being handled then',
    several:
      'that were being handled when an HTTP request was made, which lies between and is not on the wire',
  },
  stack: {
    one: 'Its request names a thing as heat does in this stack; this span was being handled then',
    several: 'that heat was handling for the stack by whose name its request calls a thing',
  },
} satisfies Record<string, Reason>;

/**
 * @param candidates number of the spans that fit, of which `remaining` could not be told apart
 * @param leftOutCount greatest number of older spans that fit as well
 */
function guessOf(
  { one, several }: Reason,
  candidates: number,
  remaining: number,
  leftOutCount: number,
  { thing, isProven }: Narrowed,
): string | undefined {
  if (isProven) return undefined;
  if (remaining > 1) {
    const more = leftOutCount > 0 ? `, or one of up to ${leftOutCount} older ones` : '';
    return `Its parent is one of ${remaining} spans ${several}${more}; nothing tells which.`;
  }
  const why =
    thing === undefined ? 'it is the likeliest' : `no other one names ${thing}, as this span does`;
  return `${one}. Of ${candidates} that fit, ${why}.`;
}

/** Time after which a handler no longer waits for an answer that does not come. */
const unansweredMicros = 60e6;

/** Tells whether two processes are known not to be one. */
const areDifferent = (one: Party, other: Party): boolean =>
  one.pid !== undefined &&
  other.pid !== undefined &&
  (one.pid !== other.pid ||
    (one.lane !== undefined && other.lane !== undefined && one.lane !== other.lane));

const httpKey = 'http';
const processKey = (requestId: string, process: number): string => `${requestId} ${process}`;
const nodesKey = (requestId: string): string => `${requestId} nodes`;
const laneKey = (requestId: string, lane: string): string => `${requestId} lane ${lane}`;

function keysOf({ part, receiver }: Handling): string[] {
  const { requestId } = part;
  const { process, lane } = receiver;
  return [
    processKey(requestId, process),
    ...(lane === undefined ? [] : [laneKey(requestId, lane)]),
    ...(callsOut(part, receiver.service ?? '') ? [httpKey] : []),
    ...(part.method === 'check_resource' ? [nodesKey(requestId)] : []),
  ];
}

/**
 * Tells whether the handler of a span may change something in another service. Schedulers and agents do
 * not, nor do handlers that are only asked for something. An operation on an object (`object_action` of
 * nova/conductor/manager.py) is one on a database, and news for all agents at once seldom lead to a request.
 */
const callsOut = ({ kind, method = '' }: RequestPart, service: string): boolean =>
  kind !== 'fanout' &&
  !method.startsWith('object_') &&
  !/^(?:get_|select_destinations$)/.test(method) &&
  !/-(?:scheduler|agent)$/.test(service);

/**
 * Tells whether the handler of a span may have asked for a request: its own request is the cause of that
 * one, or has the same cause in its turn. Only heat asks for something in a stack.
 */
function mayAsk({ part, receiver }: Handling, first: RequestPart, isForStack: boolean): boolean {
  const isOfCause = part.requestId === first.causeId || part.causeId === first.causeId;
  return isForStack
    ? isOfCause && projectOf(receiver.service) === 'heat'
    : isOfCause || !first.tellsCause;
}

/**
 * Tells whether the handler of a span in one project calls the API of another one. A service has its own
 * project's by RPC. Cinder calls nova's when a volume has become larger (cinder/compute/nova.py), and
 * neutron does it with ids of their own (neutron/notifiers/nova.py).
 */
function mayCall({ method = '' }: RequestPart, from: string | undefined, to: string): boolean {
  if (from === 'cinder' && to === 'nova') return method.startsWith('extend_');
  return from !== to && from !== 'neutron' && from !== 'designate' && from !== 'glance';
}

/** @returns `nova` for `nova-compute` */
const projectOf = (service: string | undefined): string | undefined => service?.split('-')[0];
