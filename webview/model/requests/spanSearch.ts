import type { ReadonlySignal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { RequestDetails, RequestSpan } from '../../../src/protocol/requests';

export interface SpanSearchDependencies {
  readonly details: ReadonlySignal<RequestDetails | undefined>;
  readonly selectedSpanId: ReadonlySignal<number | undefined>;
  readonly select: (spanId: number) => void;
}

/** Searches the spans of the request that the waterfall shows, folded ones too. */
export class SpanSearch {
  readonly words = signal('');
  /** Grows to move the focus into the box. */
  readonly focusRequests = signal(0);
  /** Indexes of the matching spans, in the order of the tree. */
  readonly matches = computed((): readonly number[] => {
    const wanted = this.words.value.trim().toLowerCase();
    if (wanted === '') return [];
    const spans = this.dependencies.details.value?.spans ?? [];
    return spans.flatMap((span, index) => (textOf(span).includes(wanted) ? [index] : []));
  });
  /** Index of the match that is selected; `undefined` when another span is. */
  readonly at = computed((): number | undefined => {
    const at = this.matches.value.indexOf(this.selectedAt.value);
    return at < 0 ? undefined : at;
  });
  private readonly selectedAt = computed(() => {
    const spanId = this.dependencies.selectedSpanId.value;
    return (this.dependencies.details.value?.spans ?? []).findIndex(span => span.spanId === spanId);
  });
  /** Index of the span from which on the words that are being typed are searched. */
  private startAt = 0;

  constructor(private readonly dependencies: SpanSearchDependencies) {}

  /** Searches, and selects the first match from the span on that was selected before the search began. */
  search(words: string): void {
    if (this.words.peek() === '') this.startAt = Math.max(0, this.selectedAt.value);
    this.words.value = words;
    const matches = this.matches.value;
    this.select(matches.find(index => index >= this.startAt) ?? matches[0]);
  }

  /** Selects the next (+1) or previous (-1) match from the selected span, round the ends. */
  step(direction: 1 | -1): void {
    const from = this.selectedAt.value;
    const matches = this.matches.value;
    const next =
      direction === 1
        ? (matches.find(index => index > from) ?? matches[0])
        : (matches.findLast(index => index < from) ?? matches.at(-1));
    this.startAt = next ?? this.startAt;
    this.select(next);
  }

  /** Moves the focus into the box. */
  focus(): void {
    this.focusRequests.value++;
  }

  end(): void {
    this.words.value = '';
  }

  private select(index: number | undefined): void {
    const span = index === undefined ? undefined : this.dependencies.details.value?.spans[index];
    if (span) this.dependencies.select(span.spanId);
  }
}

/** The searched text of a span, in lower case: its names, its lanes with service and host, its failure. */
const textOf = ({ label, secondForm, caller, handlers, failureClass }: RequestSpan): string =>
  [label, secondForm?.label, caller, ...handlers, failureClass].join('\n').toLowerCase();
