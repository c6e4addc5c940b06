import { signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { ProblemReport, ProblemsApi } from '../../../src/protocol/problems';
import type { Remote } from '../../../src/protocol/rpc';
import { CoalescingTask } from '../coalescingTask';

/** The problems of the whole capture, as the engine last reported them. */
export class ProblemList {
  readonly report = signal<ProblemReport | undefined>(undefined);
  /** Reason why the last question for the problems failed; `undefined` when it was answered. */
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
