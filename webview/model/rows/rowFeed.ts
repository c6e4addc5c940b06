import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type {
  FilterOutcome,
  ListRow,
  RowsChanged,
  RowWindow,
  ViewCounts,
} from '../../../src/protocol/rows';
import { CoalescingTask } from '../coalescingTask';
import { isSameRow } from './rowKey';

/** The question that the feed asks the engine. */
export interface RowReader {
  readRows(first: number, count: number): Promise<RowWindow>;
}

/** Runs a function when it is worth asking: in the webview, with the next animation frame. */
export type Schedule = (run: () => void) => void;

const nothing: RowWindow = { first: 0, rowCount: 0, rows: [], activations: [] };
const noCounts: ViewCounts = {
  rowCount: 0,
  totalCount: 0,
  matchCount: 0,
  foldedCount: 0,
  mutedCount: 0,
  highlightedCount: 0,
  progress: undefined,
};

/**
 * Holds a window of rows: the visible ones and a margin. Announcements only mark it dirty; it is
 * asked for again with the next frame, one request at a time. Answers from before the filter
 * changed are discarded.
 */
export class RowFeed {
  readonly window = signal<RowWindow>(nothing);
  readonly rowCount = signal(0);
  private readonly counts = signal<ViewCounts>(noCounts);
  readonly totalCount = computed(() => this.counts.value.totalCount);
  /** Count of messages that the filter lets through, including those in closed folds. */
  readonly matchCount = computed(() => this.counts.value.matchCount);
  readonly foldedCount = computed(() => this.counts.value.foldedCount);
  readonly mutedCount = computed(() => this.counts.value.mutedCount);
  readonly highlightedCount = computed(() => this.counts.value.highlightedCount);
  /** Share of the capture that has been searched, 0 to 1; `undefined` once all of it is. */
  readonly progress = computed(() => this.counts.value.progress);
  /** Count of rows that came since the list was held and are not shown. */
  readonly heldBackCount = signal(0);
  /** The reason why rows could not be read; cleared by the next success. */
  readonly error = signal<string | undefined>(undefined);

  private wanted = { first: 0, count: 0 };
  private generation = 0;
  private isDirty = true;
  private isScheduled = false;
  private isHeld = false;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(
    private readonly reader: RowReader,
    private readonly schedule: Schedule,
  ) {}

  /** States which rows are visible, and asks for them when the window does not hold them. */
  setVisible(first: number, count: number): void {
    this.wanted = { first, count };
    if (!this.holds(first, count)) this.ask();
  }

  /** Takes over another list of rows, of which a first window has been read already. */
  restart(outcome: FilterOutcome, window: RowWindow): void {
    this.generation++;
    this.isDirty = false;
    batch(() => {
      this.window.value = window;
      this.rowCount.value = window.rowCount;
      this.counts.value = outcome;
      this.heldBackCount.value = 0;
      this.error.value = undefined;
    });
    if (!this.holds(this.wanted.first, this.wanted.count)) this.ask();
  }

  applyChange(change: RowsChanged): void {
    if (this.isHeld) {
      batch(() => {
        this.counts.value = change;
        this.heldBackCount.value = Math.max(0, change.rowCount - this.rowCount.value);
      });
      return;
    }
    const { first, rows } = this.window.value;
    const touchesWindow = change.dirtyFrom < first + rows.length || change.rowCount < first;
    batch(() => {
      this.rowCount.value = change.rowCount;
      this.counts.value = change;
    });
    if (touchesWindow) this.isDirty = true;
    if (this.isDirty || !this.holds(this.wanted.first, this.wanted.count)) this.ask();
  }

  /** Keeps the list as it is, whatever is announced. */
  hold(): void {
    this.isHeld = true;
  }

  /** Shows the rows that came since the list was held. */
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    batch(() => {
      this.rowCount.value += this.heldBackCount.value;
      this.heldBackCount.value = 0;
    });
    this.retry();
  }

  retry(): void {
    this.isDirty = true;
    this.ask();
  }

  rowAt(index: number): ListRow | undefined {
    const { first, rows } = this.window.value;
    return rows[index - first];
  }

  /**
   * The row as it is now. The head of an open fold and the first message in it share an id; the
   * given row tells which of them is meant.
   */
  heldRow(row: ListRow): ListRow | undefined {
    const { rows } = this.window.value;
    if (row.kind === 'gap') return rows.find(held => isSameRow(held, row));
    const sharing = rows.filter(held => held.kind !== 'gap' && held.messageId === row.messageId);
    return sharing.find(held => isSameRow(held, row)) ?? sharing[0];
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
      this.reload.request();
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
      const shown = this.isHeld ? upTo(answer, this.rowCount.value) : answer;
      batch(() => {
        this.window.value = shown;
        this.rowCount.value = shown.rowCount;
        this.error.value = undefined;
      });
    } catch (error) {
      if (generation !== this.generation) return;
      this.isDirty = true;
      this.error.value = errorText(error);
    }
  }
}

/** The list as if it ended before the row at `rowCount`. */
const upTo = (window: RowWindow, rowCount: number): RowWindow => ({
  ...window,
  rowCount: Math.min(window.rowCount, rowCount),
  rows: window.rows.filter(row => row.index < rowCount),
});
