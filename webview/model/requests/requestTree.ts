import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { RequestDetails, RequestSpan } from '../../../src/protocol/requests';
import { CoalescingTask } from '../coalescingTask';

export interface RequestSource {
  readRequest(id: string): Promise<RequestDetails | undefined>;
}

/** A span, and its place in the tree, as one line of the waterfall. */
export interface TreeLine {
  readonly span: RequestSpan;
  readonly hasChildren: boolean;
  readonly isFolded: boolean;
}

/** The request that the waterfall shows, with its folded branches. */
export class RequestTree {
  readonly details = signal<RequestDetails | undefined>(undefined);
  /** The reason why there are no details. */
  readonly error = signal<string | undefined>(undefined);
  readonly folded = signal<ReadonlySet<number>>(new Set());
  /**
   * The visible lines, found in one pass: a span is hidden while an earlier span of lesser depth is
   * folded.
   */
  readonly lines = computed((): readonly TreeLine[] => {
    const spans = this.details.value?.spans ?? [];
    const folded = this.folded.value;
    const lines: TreeLine[] = [];
    let hiddenBelow = Infinity;
    spans.forEach((span, at) => {
      if (span.depth > hiddenBelow) return;
      const isFolded = folded.has(span.spanId);
      hiddenBelow = isFolded ? span.depth : Infinity;
      lines.push({ span, hasChildren: (spans[at + 1]?.depth ?? 0) > span.depth, isFolded });
    });
    return lines;
  });

  private wanted: string | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: RequestSource) {}

  /** @param id id of a request, or of one of its parts */
  show(id: string | undefined): void {
    if (id === this.wanted) return;
    this.wanted = id;
    // An id of another part of the held request needs no question.
    if (id !== undefined && this.details.value?.requestIds.includes(id)) return;
    batch(() => {
      this.error.value = undefined;
      if (id === undefined) this.details.value = undefined;
      else this.reload.request();
    });
  }

  /** Asks again: the request may have grown. */
  refresh(): void {
    if (this.wanted !== undefined) this.reload.request();
  }

  toggle(spanId: number): void {
    const folded = new Set(this.folded.value);
    if (!folded.delete(spanId)) folded.add(spanId);
    this.folded.value = folded;
  }

  private async load(): Promise<void> {
    const { wanted } = this;
    if (wanted === undefined) return;
    try {
      const details = await this.source.readRequest(wanted);
      if (wanted !== this.wanted) return;
      batch(() => {
        if (details?.id !== this.details.value?.id) this.folded.value = new Set();
        this.details.value = details;
        this.error.value = details ? undefined : 'This request is not in the capture any more.';
      });
    } catch (error) {
      if (wanted !== this.wanted) return;
      this.error.value = errorText(error);
    }
  }
}
