import { batch, computed, signal } from '@preact/signals';
import type { SpanCode } from '../../../src/protocol/code/spanCode';
import { CoalescingTask } from '../coalescingTask';

export interface SpanCodeSource {
  readSpanCode(spanId: number): Promise<SpanCode | undefined>;
}

/** While sources are being read, the answer is asked for again no more often. */
const refreshEveryMillis = 1_000;

/** The code behind the selected span, as the sources tell it now. */
export class SelectedSpanCode {
  private readonly held = signal<{
    readonly spanId: number;
    readonly code: SpanCode | undefined;
  }>();
  /** Why there is no answer. */
  readonly error = signal<string | undefined>(undefined);

  private wanted: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: SpanCodeSource) {}

  /** `undefined` until it is known, and for what has no code. */
  codeFor(spanId: number): SpanCode | undefined {
    const held = this.held.value;
    return held?.spanId === spanId ? held.code : undefined;
  }

  /** Its answer is on the way. */
  isComing(spanId: number): boolean {
    return this.held.value?.spanId !== spanId && this.error.value === undefined;
  }

  /** There were sources when something was last asked: an answer will take its place. */
  readonly hasSources = computed(() => (this.held.value?.code?.index.fileCount ?? 0) > 0);

  show(spanId: number | undefined): void {
    this.wanted = spanId;
    if (spanId !== undefined) this.reload.request();
  }

  /** The sources have changed. */
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
      this.error.value = error instanceof Error ? error.message : String(error);
    }
  }
}
