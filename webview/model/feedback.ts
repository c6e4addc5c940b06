import { signal } from '@preact/signals';
import { errorText } from '../../src/core/base/errorText';

/** Tells the user about what no view shows: failures in a bar, outcomes of commands in a passing line. */
export class Feedback {
  /** A failure that no other part of the tab explains. */
  readonly problem = signal<string | undefined>(undefined);
  /** The sentence that screen readers read whenever it changes. */
  readonly announcement = signal('');
  /** The sentence that is shown for a few seconds; `at` counts the sentences that were told. */
  readonly told = signal<{ readonly sentence: string; readonly at: number } | undefined>(undefined);

  /** Tells screen readers what everybody else sees in the view. */
  announce(sentence: string): void {
    this.announcement.value = sentence;
  }

  /** Tells everybody an outcome that no view shows, such as why a command did nothing. */
  tell(sentence: string): void {
    this.announce(sentence);
    this.told.value = { sentence, at: (this.told.peek()?.at ?? 0) + 1 };
  }

  readonly report = (error: unknown): void => {
    this.problem.value = errorText(error);
    console.warn('rpcscope:', error);
  };

  /** Reports the failure of work whose result nobody waits for. */
  reportFailureOf(work: Promise<unknown>): void {
    work.catch(this.report);
  }

  dismissProblem(): void {
    this.problem.value = undefined;
  }
}
