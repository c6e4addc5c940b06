import { computed, effect, signal, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import { formatCount, plural } from '../../../src/core/text/amounts';
import type { ListRow } from '../../../src/protocol/rows';
import { visibleRows } from '../../layout/scene';
import { CoalescingTask } from '../coalescingTask';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { Selection } from '../selection/selection';
import type { RowFeed } from './rowFeed';
import type { ScrollPosition } from './scrollPosition';

export interface HighlightWalkDependencies {
  readonly view: {
    nextHighlighted(messageId: number | undefined, direction: 1 | -1): Promise<number>;
    highlightedPosition(messageId: number): Promise<number>;
  };
  readonly feed: RowFeed;
  readonly scroll: ScrollPosition;
  readonly filter: FilterControl;
  readonly selection: Selection;
  readonly feedback: Feedback;
  /** Selects a message and brings its row into sight. */
  readonly reveal: (messageId: number) => Promise<void>;
}

/** The rows that the filter highlights: how many there are, which of them is selected, and the way to the next. */
export class HighlightWalk extends Disposable {
  /** True when the rows on the screen are searched for something to highlight. */
  readonly isOn = computed(() => this.dependencies.filter.applied.value?.highlight !== undefined);
  /** Number of the selected row among the highlighted ones, from 1; `undefined` when it is none of them. */
  private readonly selected = signal<number | undefined>(undefined);
  private readonly asking = new CoalescingTask(() => this.askPosition());
  /** The last step, which the next one waits for, so that quick key presses add up. */
  private step: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: HighlightWalkDependencies) {
    super();
    const { filter, selection, feed } = dependencies;
    this.register(
      toDisposable(
        effect(() => {
          const hasRow = selection.row.value?.messageId !== undefined;
          const hasMatches = feed.highlightedCount.value > 0 && filter.applied.value !== undefined;
          if (!hasRow || !hasMatches) this.selected.value = undefined;
          else untracked(() => this.asking.request());
        }),
      ),
    );
  }

  /** Number of highlighted rows, and which of them is selected: `3 of 44 matches`. */
  words(): string {
    const { feed } = this.dependencies;
    const count = feed.highlightedCount.value;
    const matches = plural(count, 'match', 'matches');
    if (count === 0 && feed.progress.value === undefined) return 'No matches';
    const position = this.selected.value;
    return position === undefined ? matches : `${formatCount(position)} of ${matches}`;
  }

  /** Selects the next (+1) or previous (-1) highlighted row; after the last one comes the first. */
  go(direction: 1 | -1): Promise<void> {
    this.step = this.step.then(async () => {
      try {
        await this.goNow(direction);
      } catch (error) {
        this.dependencies.feedback.report(error);
      }
    });
    return this.step;
  }

  private async goNow(direction: 1 | -1): Promise<void> {
    const { view, filter, feedback, reveal } = this.dependencies;
    if (!this.isOn.value) return feedback.tell('No filter highlights rows');
    const applied = filter.applied.value;
    const messageId = await view.nextHighlighted(this.start(direction), direction);
    // The next filter has its own matches.
    if (applied !== filter.applied.value) return;
    if (messageId < 0) return feedback.tell('No row matches the highlight');
    await reveal(messageId);
    await this.askPosition();
    feedback.announce(this.words());
  }

  /**
   * The message to start after: that of the selected row, or else of the first one in sight, or else, in a
   * table with an order of its own, `undefined` for the first or the last row.
   */
  private start(direction: 1 | -1): number | undefined {
    const { selection, feed, scroll, filter } = this.dependencies;
    const selected = selection.listRow.value;
    if (selected && selected.kind !== 'gap') return selected.messageId;
    if (filter.applied.value?.sort) return undefined;
    scroll.refresh();
    const { topPx, heightPx, shape } = scroll;
    const view = { topPx: topPx.value, heightPx: heightPx.value, shape: shape.value };
    const row = selected ?? feed.rowAt(visibleRows(view, feed.rowCount.value).from);
    return messageBeside(row, direction);
  }

  private async askPosition(): Promise<void> {
    const { view, selection, filter, feedback } = this.dependencies;
    const messageId = selection.row.value?.messageId;
    const applied = filter.applied.value;
    if (messageId === undefined || !this.isOn.value) return;
    try {
      const before = await view.highlightedPosition(messageId);
      if (messageId !== selection.row.value?.messageId || applied !== filter.applied.value) return;
      this.selected.value = before < 0 ? undefined : before + 1;
    } catch (error) {
      feedback.report(error);
    }
  }
}

/** Returns the message to start after so that a row in the order of time, or the one after its gaps, is met, too. */
function messageBeside(row: ListRow | undefined, direction: 1 | -1): number | undefined {
  const messageId = row?.kind === 'gap' ? row.nextMessageId : row?.messageId;
  if (messageId === undefined) return undefined;
  return direction === 1 ? Math.max(0, messageId - 1) : messageId;
}
