/** Tells which of several spans caused another one, by what their messages name. */
import type { NamedThings, NamesOf } from './namedThings';
import type { Handling, RequestPart } from './part';
import { isTakenLate } from './workUnderWay';

export interface Narrowed {
  /** Spans that remain, in the order in which they were received; at least one. */
  readonly among: readonly Handling[];
  /** Id of a thing that the child names, and of all candidates only the remaining ones. */
  readonly thing: string | undefined;
  /** True when a trace id on the wire proves it. */
  readonly isProven: boolean;
}

/** Facts about spans, as far as the spans before them tell. */
export interface Known {
  readonly namesOf: NamesOf;
  /** Tells whether the handler waited for the answer to a call of its own. */
  isWaiting(handling: Handling, atMicros: number): boolean;
  /** Tells whether the handler has reported its end. */
  isDone(handling: Handling): boolean;
}

/**
 * Leaves out candidates as long as some remain; each step goes by something that the messages say.
 *
 * @param candidates at least two
 * @param named what the child names
 * @param isOverHttp true when a candidate asked for the child's request
 */
export function narrow(
  part: RequestPart,
  candidates: readonly Handling[],
  named: NamedThings,
  known: Known,
  isOverHttp: boolean,
): Narrowed {
  const { namesOf } = known;
  const { trace } = named;
  if (trace) {
    const same = candidates.filter(each => namesOf(each.part.id).trace?.trace === trace.trace);
    const sent = same.filter(each => namesOf(each.part.id).trace?.span === trace.span);
    for (const proven of [sent, same]) {
      if (proven.length === 1) return { among: proven, thing: undefined, isProven: true };
    }
  }
  let among = candidates;
  let thing: string | undefined;
  const keep = (fits: (handling: Handling) => boolean) => {
    if (among.length < 2) return;
    const fitting = among.filter(fits);
    if (fitting.length > 0) among = fitting;
  };
  const keepNaming = (kind: 'own' | 'common') => {
    const found = naming(among, named[kind], each => namesOf(each.part.id)[kind]);
    if (!found) return;
    thing ??= found.thing;
    keep(each => found.among.has(each));
  };
  // The handler of a fanout seldom sends anything for its request.
  keep(each => each.part.kind !== 'fanout');
  if (named.handler !== undefined) keep(each => each.part.method === named.handler);
  keepNaming('own');
  keep(each => !isTakenLate(each, part));
  keep(each => !known.isDone(each));
  if (!isOverHttp) keep(each => each.part.kind === 'call');
  // A notification about an object comes from the call of one of that object's methods.
  if (part.kind === 'notification') keep(each => concerns(each.part.label, part.label));
  keep(each => !known.isWaiting(each, part.atMicros));
  keepNaming('common');
  return { among, thing, isProven: false };
}

/**
 * Finds the candidates that name one of the ids by which they can be told apart; an id that all of
 * them name tells nothing.
 *
 * @returns `undefined` where there is no such id; `thing`: the id that the fewest name
 */
function naming(
  candidates: readonly Handling[],
  ids: ReadonlySet<string>,
  idsOf: (handling: Handling) => ReadonlySet<string>,
): { among: ReadonlySet<Handling>; thing: string } | undefined {
  const among = new Set<Handling>();
  let thing: string | undefined;
  let fewest = Infinity;
  for (const id of ids) {
    const found = candidates.filter(each => idsOf(each).has(id));
    if (found.length === 0 || found.length === candidates.length) continue;
    for (const each of found) among.add(each);
    if (found.length < fewest) [thing, fewest] = [id, found.length];
  }
  return thing === undefined ? undefined : { among, thing };
}

/** Tells whether an operation on an object (`Instance.save`) fits an event (`instance.update`). */
function concerns(operation: string, eventType: string): boolean {
  const object = /^(\w+)\./.exec(operation)?.[1]?.toLowerCase();
  return object !== undefined && eventType.split('.').includes(object);
}
