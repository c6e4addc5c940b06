import { addTo } from '../base/groups';
import type { Parent } from './parents';

/** A span with its place in the tree of its request. */
export interface TreeItem {
  readonly id: number;
  readonly depth: number;
  readonly parent: Parent | undefined;
  /**
   * End of the span or of the last span that it caused, whichever is later. Microseconds since the
   * epoch.
   */
  readonly endAtMicros: number;
  readonly isCritical: boolean;
}

export interface TreeSpan {
  readonly id: number;
  readonly startAtMicros: number;
  /** Time of the last event that is known of the span itself. */
  readonly endAtMicros: number;
}

/**
 * Orders spans as trees: a parent before its children, siblings by time. A parent is ignored when
 * it is not among the spans, or when it would close a circle. A span whose parent is one of several
 * stands below the nearest span that all of them are below.
 *
 * The critical path is found backwards from the last end: it takes each span that ended last before
 * the next one began. Had such a span been faster, the request would have ended sooner.
 */
export function treeOf(
  spans: readonly TreeSpan[],
  parents: ReadonlyMap<number, Parent>,
): readonly TreeItem[] {
  const byTime = [...spans].sort((a, b) => a.startAtMicros - b.startAtMicros || a.id - b.id);
  const places = new Map<number, Place>();
  const children = new Map<number | undefined, TreeSpan[]>();
  for (const span of byTime) {
    // A cause precedes its effect; a parent that comes later in time is ignored.
    const known = possibleParents(parents.get(span.id)).filter(id => places.has(id));
    const key = known.reduce<number | undefined>(
      (above, id) => commonAncestor(places, above, id),
      known[0],
    );
    addTo(children, key, span);
    const depth = key === undefined ? 0 : (places.get(key)?.depth ?? 0) + 1;
    const parent = known.length > 0 ? parents.get(span.id) : undefined;
    places.set(span.id, { above: key, depth, parent });
  }
  const ends = new Map<number, number>();
  for (const span of byTime.toReversed()) {
    const last = (children.get(span.id) ?? []).reduce(
      (end, child) => Math.max(end, ends.get(child.id) ?? child.endAtMicros),
      span.endAtMicros,
    );
    ends.set(span.id, last);
  }
  const critical = criticalPath(children, ends);
  const items: TreeItem[] = [];
  const waiting = (children.get(undefined) ?? []).toReversed();
  for (let span = waiting.pop(); span; span = waiting.pop()) {
    const place = places.get(span.id);
    items.push({
      id: span.id,
      depth: place?.depth ?? 0,
      parent: place?.parent,
      endAtMicros: ends.get(span.id) ?? span.endAtMicros,
      isCritical: critical.has(span.id),
    });
    for (const child of (children.get(span.id) ?? []).toReversed()) waiting.push(child);
  }
  return items;
}

/** A span's place in the tree. */
interface Place {
  readonly above: number | undefined;
  /** Roots have 0. */
  readonly depth: number;
  /** `undefined` when neither its parent nor one of those that may be it is among the spans. */
  readonly parent: Parent | undefined;
}

const possibleParents = (parent: Parent | undefined): readonly number[] =>
  parent?.id === undefined ? (parent?.among ?? []) : [parent.id];

/** @returns the nearest span that is above both, or one of them; `undefined` when there is none */
function commonAncestor(
  places: ReadonlyMap<number, Place>,
  one: number | undefined,
  other: number | undefined,
): number | undefined {
  const depthOf = (id: number | undefined): number =>
    id === undefined ? -1 : (places.get(id)?.depth ?? -1);
  let [a, b] = [one, other];
  while (a !== b) {
    if (depthOf(a) >= depthOf(b)) a = a === undefined ? undefined : places.get(a)?.above;
    else b = b === undefined ? undefined : places.get(b)?.above;
  }
  return a;
}

function criticalPath(
  children: ReadonlyMap<number | undefined, readonly TreeSpan[]>,
  ends: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const critical = new Set<number>();
  const waiting: { parent: number | undefined; until: number }[] = [
    { parent: undefined, until: Infinity },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const endOf = ({ id, endAtMicros }: TreeSpan): number => ends.get(id) ?? endAtMicros;
    const byEnd = [...(children.get(next.parent) ?? [])].sort((a, b) => endOf(a) - endOf(b));
    let { until } = next;
    for (let child = byEnd.pop(); child; child = byEnd.pop()) {
      // A span without a duration, such as a notification that nobody waits for, delays nothing.
      if (endOf(child) > until || endOf(child) === child.startAtMicros) continue;
      critical.add(child.id);
      waiting.push({ parent: child.id, until: endOf(child) });
      until = child.startAtMicros;
    }
  }
  return critical;
}
