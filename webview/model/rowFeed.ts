import { batch, signal } from '@preact/signals';
import type { RowsChanged } from '../../src/protocol/engineApi';
import type { FilterOutcome, Row, RowWindow } from '../../src/protocol/rows';
import { SingleFlight } from './singleFlight';

/** The part of the engine that the feed asks. */
export interface RowReader {
  readRows(first: number, count: number): Promise<RowWindow>;
}

/** Calls back when it is worth asking: in the webview, with the next animation frame. */
export type Schedule = (run: () => void) => void;

const nothing: RowWindow = { first: 0, rowCount: 0, rows: [], activations: [] };

/**
 * The window of rows that the webview holds: what is visible and a margin. Announcements only mark
 * it dirty; it is asked for again with the next frame, one request at a time. Answers from before
 * the filter changed are discarded.
 */
export class RowFeed {
  readonly window = signal<RowWindow>(nothing);
  readonly rowCount = signal(0);
  readonly totalCount = signal(0);
  /** Why rows could not be read; cleared by the next success. */
  readonly problem = signal<string | undefined>(undefined);

  private wanted = { first: 0, count: 0 };
  private generation = 0;
  private isDirty = true;
  private isScheduled = false;
  private readonly flight = new SingleFlight(() => this.load());

  constructor(
    private readonly reader: RowReader,
    private readonly schedule: Schedule,
  ) {}

  /** States which rows are shown; asks when the window does not hold them. */
  want(first: number, count: number): void {
    this.wanted = { first, count };
    if (!this.holds(first, count)) this.ask();
  }

  /** The view has another list of rows, of which a first window has been read already. */
  restart(outcome: FilterOutcome, window: RowWindow): void {
    this.generation++;
    this.isDirty = false;
    batch(() => {
      this.window.value = window;
      this.rowCount.value = window.rowCount;
      this.totalCount.value = outcome.totalCount;
      this.problem.value = undefined;
    });
    if (!this.holds(this.wanted.first, this.wanted.count)) this.ask();
  }

  changed(change: RowsChanged): void {
    const { first, rows } = this.window.value;
    const touchesWindow = change.dirtyFrom < first + rows.length || change.rowCount < first;
    batch(() => {
      this.rowCount.value = change.rowCount;
      this.totalCount.value = change.totalCount;
    });
    if (touchesWindow) this.isDirty = true;
    if (this.isDirty || !this.holds(this.wanted.first, this.wanted.count)) this.ask();
  }

  retry(): void {
    this.isDirty = true;
    this.ask();
  }

  rowAt(index: number): Row | undefined {
    const { first, rows } = this.window.value;
    return rows[index - first];
  }

  find(messageId: number): Row | undefined {
    return this.window.value.rows.find(row => row.messageId === messageId);
  }

  private holds(first: number, count: number): boolean {
    const held = this.window.value;
    const end = Math.min(first + count, this.rowCount.value);
    return (
      !this.isDirty &&
      (first >= end || (first >= held.first && end <= held.first + held.rows.length))
    );
  }

  private ask(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.schedule(() => {
      this.isScheduled = false;
      this.flight.request();
    });
  }

  private async load(): Promise<void> {
    const { generation, wanted } = this;
    const margin = Math.max(wanted.count, 40);
    const first = Math.max(0, wanted.first - margin);
    this.isDirty = false;
    try {
      const answer = await this.reader.readRows(first, wanted.count + 2 * margin);
      if (generation !== this.generation) return;
      batch(() => {
        this.window.value = answer;
        this.rowCount.value = answer.rowCount;
        this.problem.value = undefined;
      });
    } catch (error) {
      if (generation !== this.generation) return;
      this.isDirty = true;
      this.problem.value = error instanceof Error ? error.message : String(error);
    }
  }
}
