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
 * it is not among the spans, or when it would close a circle.
 *
 * The critical path is found backwards from the last end: it takes each span that ended last before
 * the next one began. Had such a span been faster, the request would have ended sooner.
 */
export function treeOf(
  spans: readonly TreeSpan[],
  parents: ReadonlyMap<number, Parent>,
): readonly TreeItem[] {
  const byTime = [...spans].sort((a, b) => a.startAtMicros - b.startAtMicros || a.id - b.id);
  const given = new Set<number>();
  const children = new Map<number | undefined, TreeSpan[]>();
  for (const span of byTime) {
    // A cause precedes its effect; a parent that comes later in time is ignored.
    const parent = parents.get(span.id)?.id;
    const key = parent !== undefined && given.has(parent) ? parent : undefined;
    const siblings = children.get(key);
    if (siblings) siblings.push(span);
    else children.set(key, [span]);
    given.add(span.id);
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
  const waiting = (children.get(undefined) ?? []).toReversed().map(span => ({ span, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { span, depth } = next;
    items.push({
      id: span.id,
      depth,
      parent: depth === 0 ? undefined : parents.get(span.id),
      endAtMicros: ends.get(span.id) ?? span.endAtMicros,
      isCritical: critical.has(span.id),
    });
    for (const child of (children.get(span.id) ?? []).toReversed()) {
      waiting.push({ span: child, depth: depth + 1 });
    }
  }
  return items;
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
