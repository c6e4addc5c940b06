import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { SpanCode } from '../../../src/protocol/code/spanCode';
import { CoalescingTask } from '../coalescingTask';

export interface SpanCodeSource {
  readSpanCode(spanId: number): Promise<SpanCode | undefined>;
}

/** Shortest time from one question to the next while sources are being indexed. */
const refreshEveryMillis = 1_000;

/** The code behind the selected span, according to the sources as they are now. */
export class SelectedSpanCode {
  private readonly held = signal<{
    readonly spanId: number;
    readonly code: SpanCode | undefined;
  }>();
  /** The reason why there is no answer. */
  readonly error = signal<string | undefined>(undefined);

  private wanted: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: SpanCodeSource) {}

  /** @returns `undefined` until the code is known, and for a span without code */
  codeFor(spanId: number): SpanCode | undefined {
    const held = this.held.value;
    return held?.spanId === spanId ? held.code : undefined;
  }

  /** True while the answer for this span is on its way. */
  isComing(spanId: number): boolean {
    return this.held.value?.spanId !== spanId && this.error.value === undefined;
  }

  /** True when there were sources at the last question: the answer will then need room. */
  readonly hasSources = computed(() => (this.held.value?.code?.index.fileCount ?? 0) > 0);

  show(spanId: number | undefined): void {
    this.wanted = spanId;
    if (spanId !== undefined) this.reload.request();
  }

  /** Asks again: the sources have changed. */
  refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.wanted !== undefined) this.reload.request();
    }, refreshEveryMillis);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    const spanId = this.wanted;
    if (spanId === undefined) return;
    try {
      const code = await this.source.readSpanCode(spanId);
      if (spanId !== this.wanted) return;
      batch(() => {
        this.held.value = { spanId, code };
        this.error.value = undefined;
      });
    } catch (error) {
      if (spanId !== this.wanted) return;
      this.error.value = errorText(error);
    }
  }
}
