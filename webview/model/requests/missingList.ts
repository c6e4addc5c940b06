import { signal } from '@preact/signals';
import type { MissingReport } from '../../../src/protocol/requests';
import { CoalescingTask } from '../coalescingTask';

/** What did not go as it should, as last asked. */
export class MissingList {
  readonly report = signal<MissingReport | undefined>(undefined);
  /** Why there is none. */
  readonly problem = signal<string | undefined>(undefined);
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: { missing(): Promise<MissingReport> }) {}

  refresh(): void {
    this.reload.request();
  }

  private async load(): Promise<void> {
    try {
      this.report.value = await this.source.missing();
      this.problem.value = undefined;
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error);
    }
  }
}
