import { signal } from '@preact/signals';
import { errorText } from '../../src/core/base/errorText';

/** Tells the user what no view shows: failures in a bar, all else to screen readers. */
export class Feedback {
  /** A failure that no other part of the tab explains. */
  readonly problem = signal<string | undefined>(undefined);
  /** The sentence that screen readers read whenever it changes. */
  readonly announcement = signal('');

  announce(sentence: string): void {
    this.announcement.value = sentence;
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
