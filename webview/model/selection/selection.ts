import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { GapRow, ListRow, Row } from '../../../src/protocol/rows';
import type { SpanDetails } from '../../../src/protocol/spans';
import type { RowFeed } from '../rows/rowFeed';
import type { RowKey } from '../rows/rowKey';
import { rowKey } from '../rows/rowKey';
import { CoalescingTask } from '../coalescingTask';

/** The questions of the selection to the engine, about this view. */
export interface SpanReader {
  readRow(index: number): Promise<ListRow | undefined>;
  readSpan(spanId: number): Promise<SpanDetails | undefined>;
  indexOf(messageId: number): Promise<number>;
  indexOfGap(gapId: number): Promise<number>;
  nextError(fromIndex: number, direction: 1 | -1): Promise<number>;
  nextGap(fromIndex: number, direction: 1 | -1): Promise<number>;
  nextOfSameMethod(messageId: number, direction: 1 | -1): Promise<number>;
}

/** The visible part of the rows. */
export interface Sight {
  /** Index of the first whole row. */
  firstIndex(): number;
  reveal(index: number): void;
}

/** The selected row with its span, and the ways to walk to another. */
export class Selection {
  private readonly chosen = signal<ListRow | undefined>(undefined);
  /** The selected row, updated from the rows that are held. */
  readonly listRow = computed(() => {
    const chosen = this.chosen.value;
    if (!chosen) return undefined;
    return this.feed.heldRow(chosen) ?? chosen;
  });
  /** The selected row when it stands for messages. */
  readonly row = computed((): Row | undefined => {
    const row = this.listRow.value;
    return row?.kind === 'gap' ? undefined : row;
  });
  /** The selected row when it stands for gaps of the recording. */
  readonly gapRow = computed((): GapRow | undefined => {
    const row = this.listRow.value;
    return row?.kind === 'gap' ? row : undefined;
  });
  readonly spanId = computed(() => this.row.value?.spanId);
  /**
   * Span of the event's other form, when the user chose it in the details. A service may send one
   * event in two formats; the list shows one row for both.
   */
  private readonly shownForm = signal<number | undefined>(undefined);
  /** The span whose details are shown. */
  readonly detailsSpanId = computed(() => this.shownForm.value ?? this.spanId.value);
  /** Message whose details are shown: that of the row, or the other form of its event. */
  readonly messageId = computed(() => this.shownForm.value ?? this.row.value?.messageId);
  /** Details of the selected span; the previous span's details stay until they arrive. */
  readonly span = signal<SpanDetails | undefined>(undefined);
  /** The reason why there are no details. */
  readonly spanError = signal<string | undefined>(undefined);
  /** True when the selected row is not in the list: the filter or a fold hides it. */
  readonly isOutOfList = signal(false);
  /** Id of the span under the pointer. */
  readonly hoveredSpanId = signal<number | undefined>(undefined);

  /** Index that the last step led to, while its row is still on its way. */
  private cursor: number | undefined;
  private steps = 0;
  private readonly spanReload = new CoalescingTask(() => this.loadSpan());
  private readonly search = new CoalescingTask(() => this.searchList());

  constructor(
    private readonly feed: RowFeed,
    private readonly reader: SpanReader,
    private readonly sight: Sight,
    private readonly report: (problem: unknown) => void,
  ) {}

  select(row: ListRow): void {
    this.steps++;
    this.cursor = undefined;
    batch(() => {
      const before = this.row.peek();
      if (row.kind === 'gap') this.forgetSpan();
      else {
        if (before?.spanId !== row.spanId) this.spanError.value = undefined;
        if (before?.messageId !== row.messageId) this.shownForm.value = undefined;
      }
      this.chosen.value = row;
      this.isOutOfList.value = false;
    });
    this.spanReload.request();
  }

  clear(): void {
    this.steps++;
    this.cursor = undefined;
    batch(() => {
      this.chosen.value = undefined;
      this.isOutOfList.value = false;
      this.forgetSpan();
    });
  }

  private forgetSpan(): void {
    this.shownForm.value = undefined;
    this.span.value = undefined;
    this.spanError.value = undefined;
  }

  /** Selects the row at an index, clamped to the list. A later step overtakes an earlier one. */
  async selectIndex(index: number): Promise<void> {
    const last = this.feed.rowCount.value - 1;
    if (last < 0) return;
    const target = Math.max(0, Math.min(last, index));
    const held = this.feed.rowAt(target);
    if (held) {
      this.select(held);
      this.sight.reveal(target);
      return;
    }
    const step = ++this.steps;
    this.cursor = target;
    this.sight.reveal(target);
    await this.reporting(async () => {
      const row = await this.reader.readRow(target);
      if (row && step === this.steps) this.select(row);
    });
  }

  async selectMessage(messageId: number): Promise<void> {
    await this.reporting(async () => {
      const step = ++this.steps;
      const index = await this.reader.indexOf(messageId);
      if (step !== this.steps) return;
      await this.selectIndex(index);
      const row = this.row.value;
      if (row?.otherForm) {
        this.showForm(row.otherForm.messageId === messageId ? messageId : row.spanId);
      }
    });
  }

  /** Shows the details of one form of the row's event. */
  showForm(spanId: number): void {
    this.shownForm.value = spanId === this.spanId.value ? undefined : spanId;
    this.spanReload.request();
  }

  /** Number of steps so far, including one that is still under way. */
  get stepCount(): number {
    return this.steps;
  }

  /**
   * Selects a row again in a list that has changed, unless the user has made another step
   * since.
   */
  async reselect(key: RowKey, stepCount: number): Promise<void> {
    await this.reporting(async () => {
      const row = await this.rowOf(key);
      if (!row || stepCount !== this.steps) return;
      this.select(row);
      if (key.kind === 'message' && row.kind !== 'gap' && row.messageId !== key.messageId) {
        this.showForm(key.messageId);
      }
    });
  }

  /** Looks whether a list that has changed still has the selected row. */
  refreshPresence(): void {
    this.search.request();
  }

  /** Selects the first message of a span. */
  async selectSpan(spanId: number): Promise<void> {
    await this.reporting(async () => {
      const opening = (await this.reader.readSpan(spanId))?.messages[0];
      if (opening) await this.selectMessage(opening.messageId);
    });
  }

  /**
   * Moves by a number of rows from the selected row; without one, selects the first row in sight.
   */
  async moveBy(rows: number): Promise<void> {
    await this.reporting(async () => {
      // A known index is used without waiting, so that quick key presses add up.
      const from = this.heldIndex() ?? (await this.askIndex());
      await this.selectIndex(from === undefined ? this.sight.firstIndex() : from + rows);
    });
  }

  /**
   * Moves along the messages of the span: from call to reply (+1), or back (-1); from the first form of an
   * event to the second, or back.
   */
  async moveInSpan(direction: 1 | -1): Promise<void> {
    const row = this.row.value;
    const span = this.span.value;
    if (row && span?.otherForm) {
      const second = row.otherForm?.messageId;
      return this.showForm(direction === 1 && second !== undefined ? second : row.spanId);
    }
    if (!row || span?.spanId !== row.spanId) return;
    const at = span.messages.findIndex(message => message.messageId === row.messageId);
    const next = span.messages[at + direction];
    if (at >= 0 && next) await this.selectMessage(next.messageId);
  }

  /** @returns true when there was an error in that direction */
  async moveToError(direction: 1 | -1): Promise<boolean> {
    let found = false;
    await this.reporting(async () => {
      const from =
        this.heldIndex() ??
        (await this.askIndex()) ??
        (direction === 1 ? -1 : this.feed.rowCount.value);
      const index = await this.reader.nextError(from, direction);
      found = index >= 0;
      if (found) await this.selectIndex(index);
    });
    return found;
  }

  /** Returns the index of the next (+1) or previous (-1) row of gaps; -1 when there is none. */
  async indexOfNextGap(direction: 1 | -1): Promise<number> {
    const known = this.heldIndex() ?? (await this.askIndex());
    const from = known ?? (direction === 1 ? -1 : this.feed.rowCount.value);
    return this.reader.nextGap(from, direction);
  }

  /**
   * Moves to the next (+1) or previous (-1) span of the same method.
   *
   * @returns true when there was one
   */
  async moveToSameMethod(direction: 1 | -1): Promise<boolean> {
    const row = this.row.value;
    if (!row) return false;
    let found = false;
    await this.reporting(async () => {
      const step = this.steps;
      const index = await this.reader.nextOfSameMethod(row.messageId, direction);
      found = index >= 0;
      if (found && step === this.steps) await this.selectIndex(index);
    });
    return found;
  }

  /**
   * Refreshes the details after rows from `dirtyFrom` on changed: the span may have got its reply.
   */
  refreshFrom(dirtyFrom: number): void {
    const row = this.row.value;
    if (!row) return;
    // A pending call may get its reply although its own row is far above the changed ones.
    const mayChange = row.index >= dirtyFrom || this.span.value?.state === 'pending';
    if (mayChange || this.spanError.value !== undefined) this.spanReload.request();
  }

  private heldIndex(): number | undefined {
    const row = this.chosen.value;
    return this.cursor ?? (row && this.feed.heldRow(row)?.index);
  }

  private async askIndex(): Promise<number | undefined> {
    const row = this.chosen.value;
    const index = row && (await this.indexOfKey(rowKey(row)));
    return index === -1 ? undefined : index;
  }

  private async indexOfKey(key: RowKey): Promise<number> {
    return key.kind === 'gap'
      ? this.reader.indexOfGap(key.gapId)
      : this.reader.indexOf(key.messageId);
  }

  /** Returns the row of a key when the list has it. */
  private async rowOf(key: RowKey): Promise<ListRow | undefined> {
    const index = await this.indexOfKey(key);
    const row = index < 0 ? undefined : await this.reader.readRow(index);
    // The index may be that of the message's neighbour.
    return row && standsFor(row, key) ? row : undefined;
  }

  private async searchList(): Promise<void> {
    const selected = this.listRow.value;
    // While the capture is searched, the row may be missing only because it has not been found yet.
    if (!selected || this.feed.progress.value !== undefined) {
      this.isOutOfList.value = false;
      return;
    }
    const { steps } = this;
    await this.reporting(async () => {
      const row = await this.rowOf(rowKey(selected));
      if (steps !== this.steps) return;
      this.isOutOfList.value = row === undefined;
      // A live capture may have dropped the message.
      if (!row) this.spanReload.request();
    });
  }

  private async loadSpan(): Promise<void> {
    const spanId = this.detailsSpanId.value;
    if (spanId === undefined) return;
    try {
      const span = await this.reader.readSpan(spanId);
      if (spanId !== this.detailsSpanId.value) return;
      batch(() => {
        this.span.value = span;
        this.spanError.value = span ? undefined : 'This message is no longer in the capture.';
      });
    } catch (error) {
      if (spanId !== this.detailsSpanId.value) return;
      batch(() => {
        this.span.value = undefined;
        this.spanError.value = errorText(error);
      });
    }
  }

  private async reporting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.report(error);
    }
  }
}

/**
 * Tells whether the row at the index of a key is the one that the key names, or stands for a message in
 * both of its forms. The index of a gap is exact.
 */
function standsFor(row: ListRow, key: RowKey): boolean {
  if (row.kind === 'gap' || key.kind === 'gap') return row.kind === key.kind;
  return row.messageId === key.messageId || row.otherForm?.messageId === key.messageId;
}
