import { batch, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type {
  ProblemCase,
  ProblemItem,
  ProblemKind,
  ProblemReport,
  ProblemsApi,
} from '../../../src/protocol/problems';
import type { Remote } from '../../../src/protocol/rpc';
import { CoalescingTask } from '../coalescingTask';

/** The problems of the whole capture, as the engine last reported them. */
export class ProblemList {
  readonly report = signal<ProblemReport | undefined>(undefined);
  /** Reason why the last question for the problems failed; `undefined` when it was answered. */
  readonly error = signal<string | undefined>(undefined);
  /** Keys of the cases that are open. */
  private readonly opened = signal<ReadonlySet<string>>(new Set());
  /** The problems of cases, by the key of the case. */
  private readonly items = signal<ReadonlyMap<string, readonly ProblemItem[]>>(new Map());
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: Remote<ProblemsApi>) {}

  refresh(): void {
    this.reload.request();
  }

  /**
   * Returns the problems of a case, newest first: none while they are on their way, and `undefined`
   * while the case is closed.
   */
  itemsOf(kind: ProblemKind, each: ProblemCase): readonly ProblemItem[] | undefined {
    const key = caseKey(kind, each);
    return this.opened.value.has(key) ? (this.items.value.get(key) ?? []) : undefined;
  }

  /** Opens a closed case, and closes an open one. */
  async toggle(kind: ProblemKind, each: ProblemCase): Promise<void> {
    const key = caseKey(kind, each);
    const opened = new Set(this.opened.value);
    const isClosed = opened.delete(key);
    if (!isClosed) opened.add(key);
    this.opened.value = opened;
    if (isClosed) return;
    try {
      await this.loadCase(kind, each);
    } catch (error) {
      this.error.value = errorText(error);
    }
  }

  private async load(): Promise<void> {
    try {
      const report = await this.source.listProblems();
      for (const { kind, cases } of report.groups) {
        for (const each of cases) {
          if (this.opened.value.has(caseKey(kind, each))) await this.loadCase(kind, each);
        }
      }
      batch(() => {
        this.report.value = report;
        this.error.value = undefined;
      });
    } catch (error) {
      this.error.value = errorText(error);
    }
  }

  private async loadCase(kind: ProblemKind, each: ProblemCase): Promise<void> {
    const items = await this.source.listCase(kind, each.newest.spanId);
    this.items.value = new Map(this.items.value).set(caseKey(kind, each), items);
  }
}

const caseKey = (kind: ProblemKind, { failureClass, newest }: ProblemCase): string =>
  JSON.stringify([kind, newest.label, failureClass]);
