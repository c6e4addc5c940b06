import { signal } from '@preact/signals';
import type { MissingReport } from '../../../src/protocol/requests';
import { CoalescingTask } from '../coalescingTask';

/** What did not go as it should, as last asked. */
export class ProblemList {
  readonly report = signal<MissingReport | undefined>(undefined);
  /** Why there is none. */
  readonly error = signal<string | undefined>(undefined);
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: { missing(): Promise<MissingReport> }) {}

  refresh(): void {
    this.reload.request();
  }

  private async load(): Promise<void> {
    try {
      this.report.value = await this.source.missing();
      this.error.value = undefined;
    } catch (error) {
      this.error.value = error instanceof Error ? error.message : String(error);
    }
  }
}
