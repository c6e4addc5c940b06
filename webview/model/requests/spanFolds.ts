import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed } from '@preact/signals';
import type { RequestDetails, RequestSpan } from '../../../src/protocol/requests';

export const foldDepths = [1, 2, 3] as const;
/** Number of levels of the tree that stay in sight. */
export type FoldDepth = (typeof foldDepths)[number];

/** The folded branches of a request's tree. */
export interface RequestFolds {
  readonly requestId: string;
  /** Level to which the tree is collapsed; `undefined` when it is expanded. */
  readonly depth: FoldDepth | undefined;
  /** Ids of the spans that are folded although the depth opens them, or open although it folds them. */
  readonly exceptions: readonly number[];
}

/** A span, and its place in the tree, as one line of the waterfall. */
export interface TreeLine {
  readonly span: RequestSpan;
  readonly hasChildren: boolean;
  readonly isFolded: boolean;
  /** Spans in the folded branch, and how many of them are errors. */
  readonly hiddenCount: number;
  readonly hiddenErrorCount: number;
}

const expanded: Omit<RequestFolds, 'requestId'> = { depth: undefined, exceptions: [] };

/**
 * The branches of a request's tree that are folded. A depth holds for spans that arrive later, too, so that a
 * tree that was collapsed stays so while its request grows.
 */
export class SpanFolds {
  private readonly current = computed(() => {
    const applied = this.applied.value;
    return applied && this.details.value?.requestIds.includes(applied.requestId)
      ? applied
      : expanded;
  });
  private readonly exceptions = computed(() => new Set(this.current.value.exceptions));
  /** The visible lines. */
  readonly lines = computed((): readonly TreeLine[] =>
    visibleLines(this.details.value?.spans ?? [], span => this.isFolded(span)),
  );
  /** The depth to which the whole tree is collapsed, without exceptions; `all` when nothing is folded. */
  readonly depth = computed((): FoldDepth | 'all' | undefined => {
    const { depth, exceptions } = this.current.value;
    return exceptions.length > 0 ? undefined : (depth ?? 'all');
  });
  /** Number of levels of the tree. */
  readonly levels = computed(
    () => 1 + (this.details.value?.spans ?? []).reduce((max, { depth }) => Math.max(max, depth), 0),
  );

  /** @param applied the folds that are kept with the tab's state; they may be those of another request */
  constructor(
    private readonly details: ReadonlySignal<RequestDetails | undefined>,
    private readonly applied: Signal<RequestFolds | undefined>,
  ) {}

  toggle(spanId: number): void {
    this.flip([spanId]);
  }

  /** @param depth number of levels that stay open; `undefined` expands all */
  collapseTo(depth: FoldDepth | undefined): void {
    this.apply(depth, []);
  }

  /** Opens the branches around a span, so that it is in sight. */
  reveal(spanId: number): void {
    const folded = this.ancestorsOf(spanId).filter(span => this.isFolded(span));
    if (folded.length > 0) this.flip(folded.map(span => span.spanId));
  }

  /** The outermost folded span around a span: the line that stands for it. */
  lineAround(spanId: number): RequestSpan | undefined {
    return this.ancestorsOf(spanId).findLast(span => this.isFolded(span));
  }

  /** The spans above a span, nearest first. */
  private ancestorsOf(spanId: number): readonly RequestSpan[] {
    const spans = this.details.value?.spans ?? [];
    const at = spans.findIndex(span => span.spanId === spanId);
    const ancestors: RequestSpan[] = [];
    let { depth } = spans[at] ?? { depth: 0 };
    for (const span of spans.slice(0, Math.max(0, at)).reverse()) {
      if (depth === 0) break;
      if (span.depth >= depth) continue;
      ancestors.push(span);
      ({ depth } = span);
    }
    return ancestors;
  }

  private isFolded({ spanId, depth }: RequestSpan): boolean {
    const isBelow = depth >= (this.current.value.depth ?? Infinity) - 1;
    return isBelow !== this.exceptions.value.has(spanId);
  }

  private flip(spanIds: readonly number[]): void {
    const exceptions = new Set(this.exceptions.value);
    for (const spanId of spanIds) if (!exceptions.delete(spanId)) exceptions.add(spanId);
    this.apply(this.current.value.depth, [...exceptions]);
  }

  private apply(depth: FoldDepth | undefined, exceptions: readonly number[]): void {
    const requestId = this.details.value?.id;
    if (requestId !== undefined) this.applied.value = { requestId, depth, exceptions };
  }
}

/** The lines of a tree, found in one pass: a span is hidden while a span above it is folded. */
function visibleLines(
  spans: readonly RequestSpan[],
  isFolded: (span: RequestSpan) => boolean,
): readonly TreeLine[] {
  const lines: { -readonly [Key in keyof TreeLine]: TreeLine[Key] }[] = [];
  let hiddenBelow = Infinity;
  spans.forEach((span, at) => {
    const last = lines.at(-1);
    if (last && span.depth > hiddenBelow) {
      last.hiddenCount++;
      if (span.isError) last.hiddenErrorCount++;
      return;
    }
    const hasChildren = (spans[at + 1]?.depth ?? 0) > span.depth;
    const folds = hasChildren && isFolded(span);
    hiddenBelow = folds ? span.depth : Infinity;
    lines.push({ span, hasChildren, isFolded: folds, hiddenCount: 0, hiddenErrorCount: 0 });
  });
  return lines;
}
