import { signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { ProblemReport, ProblemsApi } from '../../../src/protocol/problems';
import type { Remote } from '../../../src/protocol/rpc';
import { CoalescingTask } from '../coalescingTask';

/** The problems of the whole capture, as last asked. */
export class ProblemList {
  readonly report = signal<ProblemReport | undefined>(undefined);
  /** The reason why there is no report. */
  readonly error = signal<string | undefined>(undefined);
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: Remote<ProblemsApi>) {}

  refresh(): void {
    this.reload.request();
  }

  private async load(): Promise<void> {
    try {
      this.report.value = await this.source.listProblems();
      this.error.value = undefined;
    } catch (error) {
      this.error.value = errorText(error);
    }
  }
}
