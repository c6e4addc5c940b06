import { signal } from '@preact/signals';
import type { SpanCause } from '../../../src/protocol/requests';
import { CoalescingTask } from '../coalescingTask';

export interface CauseSource {
  readCause(spanId: number): Promise<SpanCause | undefined>;
}

/** The cause of the span whose details are shown. */
export class SpanCauses {
  private readonly held = signal<{
    readonly spanId: number;
    readonly cause: SpanCause | undefined;
  }>();
  private wanted: number | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  /** @param report is given the reason when there is no answer */
  constructor(
    private readonly source: CauseSource,
    private readonly report: (problem: unknown) => void,
  ) {}

  /** @returns `undefined` until the cause is known, and for a span without one */
  causeOf(spanId: number): SpanCause | undefined {
    const held = this.held.value;
    return held?.spanId === spanId ? held.cause : undefined;
  }

  show(spanId: number | undefined): void {
    this.wanted = spanId;
    if (spanId !== undefined) this.reload.request();
  }

  private async load(): Promise<void> {
    const spanId = this.wanted;
    if (spanId === undefined) return;
    try {
      const cause = await this.source.readCause(spanId);
      if (spanId === this.wanted) this.held.value = { spanId, cause };
    } catch (error) {
      if (spanId === this.wanted) this.report(error);
    }
  }
}
