/** Joins the code usage of open captures with the functions of one file. */
import type { CodeSubject, CodeUse } from '../../protocol/code/codeApi';
import type { SpanDetails } from '../../protocol/spans';
import type { CodeUsageKind } from '../../protocol/code/codeUsage';
import type { CaptureSession } from '../captures/captureSession';
import type { CaptureUsage } from './codeUsageWatch';

export interface KindOfCapture {
  readonly session: CaptureSession;
  readonly kind: CodeUsageKind;
}

/** One function, in one of its roles. */
export interface MethodUsage {
  readonly role: CodeUse['role'];
  readonly type: CodeSubject['type'];
  /** Line of its `def`, counted from 1. */
  readonly defLine: number;
  /** Its name, without its class. */
  readonly name: string;
  /** Kinds of messages with their uses, the most frequent first. */
  readonly parts: readonly (KindOfCapture & { readonly use: CodeUse })[];
  /**
   * Reason why it may be another function; `undefined` when some of the messages certainly belong
   * to it.
   */
  readonly doubt: string | undefined;
  readonly totals: Totals;
}

export interface Totals {
  readonly count: number;
  readonly failureCount: number;
  /** The highest value of its kinds, because percentiles cannot be added. */
  readonly p95Micros: number | undefined;
  readonly lastAtMicros: number;
}

/** Subjects to query, each once, and the kinds of usage that they stand for. */
export interface Subjects {
  readonly list: readonly CodeSubject[];
  readonly kinds: readonly (readonly KindOfCapture[])[];
  /** Equal as long as {@link list} is equal. */
  readonly key: string;
}

export function subjectsOf(usage: readonly CaptureUsage[]): Subjects {
  const known = new Map<string, { subject: CodeSubject; kinds: KindOfCapture[] }>();
  for (const { session, kinds } of usage) {
    for (const kind of kinds) {
      const key = JSON.stringify(kind.subject);
      const entry = known.get(key) ?? { subject: kind.subject, kinds: [] };
      entry.kinds.push({ session, kind });
      known.set(key, entry);
    }
  }
  const entries = [...known.values()];
  return {
    list: entries.map(({ subject }) => subject),
    kinds: entries.map(({ kinds }) => kinds),
    key: [...known.keys()].join('\n'),
  };
}

/** Returns the functions in the order of lines. */
export function methodUsage(
  uses: readonly CodeUse[],
  { kinds }: Pick<Subjects, 'kinds'>,
): readonly MethodUsage[] {
  const methods = new Map<string, CodeUse[]>();
  for (const use of uses) {
    const type = kinds[use.kind]?.[0]?.kind.subject.type;
    if (type === undefined) continue;
    const key = [use.place.defLine, use.role, type].join(' ');
    const same = methods.get(key) ?? [];
    // Two statements of one function may send the same message.
    if (!same.some(each => each.kind === use.kind)) same.push(use);
    methods.set(key, same);
  }
  return [...methods.values()]
    .flatMap(each => methodOf(each, kinds))
    .sort((a, b) => a.defLine - b.defLine);
}

function methodOf(uses: readonly CodeUse[], kinds: Subjects['kinds']): readonly MethodUsage[] {
  const parts = uses
    .flatMap(use => (kinds[use.kind] ?? []).map(each => ({ ...each, use })))
    .sort((a, b) => b.kind.count - a.kind.count);
  const [first] = parts;
  if (!first) return [];
  const { role, place } = first.use;
  return [
    {
      role,
      type: first.kind.subject.type,
      defLine: place.defLine,
      name: place.qualifiedName.split('.').at(-1) ?? place.qualifiedName,
      parts,
      doubt: uses.every(({ doubt }) => doubt !== undefined) ? first.use.doubt : undefined,
      totals: totalsOf(parts.map(({ kind }) => kind)),
    },
  ];
}

function totalsOf(kinds: readonly CodeUsageKind[]): Totals {
  const slowest = kinds.flatMap(({ p95Micros }) => p95Micros ?? []);
  return {
    count: kinds.reduce((sum, each) => sum + each.count, 0),
    failureCount: kinds.reduce((sum, each) => sum + each.failureCount, 0),
    p95Micros: slowest.length > 0 ? Math.max(...slowest) : undefined,
    lastAtMicros: Math.max(...kinds.map(({ lastAtMicros }) => lastAtMicros)),
  };
}

/** Returns the kind, of one capture, whose last message is the newest. */
export function newest({ parts }: Pick<MethodUsage, 'parts'>): KindOfCapture {
  const [last] = [...parts].sort((a, b) => b.kind.lastAtMicros - a.kind.lastAtMicros);
  if (!last) throw new Error('a method without usage');
  return last;
}

/**
 * Returns the last span of its kind; `undefined` when it is gone, or the capture does not answer.
 */
export async function lastSpan({ session, kind }: KindOfCapture): Promise<SpanDetails | undefined> {
  try {
    return await session.api.spans.readSpan(kind.lastSpanId);
  } catch {
    return undefined;
  }
}

const maxFilterLength = 200;

/** Returns the capture with most of the messages, and the filter for it. */
export function mostOf({ parts }: MethodUsage): { session: CaptureSession; filterText: string } {
  const counts = new Map<CaptureSession, number>();
  for (const { session, kind } of parts) {
    counts.set(session, (counts.get(session) ?? 0) + kind.count);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const [first] = parts;
  if (!most || !first) throw new Error('a method without usage');
  const [session] = most;
  const part = parts.find(each => each.session === session) ?? first;
  // A label in a message may be very long; its beginning finds it as well.
  return { session, filterText: part.kind.label.slice(0, maxFilterLength) };
}
