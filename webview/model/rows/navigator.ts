import { batch } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { RowSort } from '../../../src/protocol/filters';
import type { HostApi } from '../../../src/protocol/hostApi';
import type { PlaybackStep } from '../../../src/protocol/playback';
import type { Remote } from '../../../src/protocol/rpc';
import { gapsWords } from '../../../src/core/amqp/gap';
import { plural } from '../../../src/core/text/amounts';
import { visibleRows, yOfRow } from '../../layout/scene';
import type { CaptureState } from '../captureState';
import { CoalescingTask } from '../coalescingTask';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { Lanes } from '../lanes/lanes';
import type { PlaybackControl } from '../playback/playbackControl';
import type { Selection } from '../selection/selection';
import type { ViewMode } from '../state/uiState';
import type { ViewOptions } from '../state/viewOptions';
import type { Aggregates } from '../statistics/aggregates';
import type { FoldControl } from './foldControl';
import type { LivePicture } from './livePicture';
import type { RowFeed } from './rowFeed';
import type { RowKey } from './rowKey';
import { messageFrom, rowKey } from './rowKey';
import type { ScrollPosition } from './scrollPosition';
import { TimeSeek } from './timeSeek';
import type { ViewRows } from './viewRows';

/** The row that stays in sight, and where, when the list of rows becomes another. */
export interface Goal {
  readonly messageId: number | undefined;
  /** Index of its row in the list as it was, where the message is not known yet. */
  readonly fromIndex?: number | undefined;
  /** Distance of its row from the viewport's top, in px. */
  readonly offsetPx: number;
  /** Opens the enclosing fold if there is one. */
  readonly isRevealed?: boolean;
  /** The row that is selected then. */
  readonly selected: RowKey | undefined;
}

interface SetGoal extends Goal {
  /** Steps of the selection when the goal was set; a later step overtakes the goal. */
  readonly stepCount: number;
}

export interface NavigatorDependencies {
  readonly view: ViewRows;
  readonly host: Pick<Remote<HostApi>, 'setHiddenLanes'>;
  readonly capture: CaptureState;
  readonly options: ViewOptions;
  readonly filter: FilterControl;
  readonly lanes: Lanes;
  readonly feed: RowFeed;
  readonly scroll: ScrollPosition;
  readonly folds: FoldControl;
  readonly selection: Selection;
  readonly playback: PlaybackControl;
  readonly live: LivePicture;
  readonly aggregates: Aggregates;
  readonly feedback: Feedback;
}

/**
 * Leads to messages: through lists of rows that the filter makes, and to a row within a list. When
 * the filter changes, the row that the user looked at stays where it was.
 */
export class Navigator extends Disposable {
  private readonly moments: TimeSeek;
  private readonly rereading = new CoalescingTask(() => this.readFiltered());
  /** Until the saved state is restored, changes of the filter are only parts of it. */
  private isSuspended = true;
  /** The order of the table, when it was last shown. */
  private sort: RowSort | undefined;
  /** The place to go to once the filter has its rows. */
  private goal: SetGoal | undefined;

  constructor(private readonly dependencies: NavigatorDependencies) {
    super();
    const { view, feed, scroll, aggregates, filter, selection, feedback } = dependencies;
    this.moments = new TimeSeek({
      rowCount: () => feed.rowCount.value,
      overview: () => aggregates.overview.value.value,
      readRow: async index => (await view.readRows(index, 1)).rows[0],
      show: index => {
        scroll.placeRow(index, 0);
        scroll.unfollow();
      },
      report: feedback.report,
    });
    this.register(
      toDisposable(
        feed.progress.subscribe(progress => {
          if (progress === undefined) selection.refreshPresence();
        }),
      ),
    );
    this.register(
      toDisposable(
        filter.rows.subscribe(({ sort }) => {
          const isSorted = sort !== undefined && sort !== this.sort;
          // Views without an order of their own do not end the table's.
          if (sort) this.sort = sort;
          if (this.isSuspended) return;
          // Whoever chooses another order looks for its first rows.
          if (isSorted) this.goal ??= this.goalAtTop();
          this.reread();
        }),
      ),
    );
  }

  /** Leaves the rows as they are until {@link resume}, whatever becomes of the filter. */
  suspend(): void {
    this.isSuspended = true;
  }

  /** @param isReread true reads the rows that the filter lets through now */
  resume(isReread: boolean): void {
    this.isSuspended = false;
    if (isReread) this.rereading.request();
  }

  /** Sets where the next reading of the rows leads. */
  aimAt(goal: Goal): void {
    this.goal = { ...goal, stepCount: this.dependencies.selection.stepCount };
  }

  /** Makes the engine filter again; the row in view keeps its place. */
  reread(): void {
    this.goal ??= this.currentGoal();
    this.rereading.request();
  }

  /** Selects the row of a message and brings it into sight, whatever hides it now. */
  async reveal(messageId: number): Promise<void> {
    const { view, host, options, live, scroll, playback, folds, selection, lanes, filter } =
      this.dependencies;
    try {
      if (!options.showsRows.value) options.show('sequence');
      live.release();
      scroll.unfollow();
      await playback.playTo(messageId);
      if (await folds.isShown(messageId)) return await selection.selectMessage(messageId);
      if (await folds.openAround(messageId)) {
        // The rows that are held are still those from before the fold was opened.
        scroll.reveal(await view.indexOf(messageId));
        return await selection.reselect({ kind: 'message', messageId }, selection.stepCount);
      }
      if (lanes.hidden.value.length > 0) await host.setHiddenLanes([]);
      this.goTo(this.revealed(messageId), () => {
        lanes.setHidden([]);
        filter.clear();
      });
    } catch (error) {
      this.dependencies.feedback.report(error);
    }
  }

  /**
   * Reduces the rows to those that a filter lets through, in a view that shows rows.
   *
   * @param messageId message of the row to select, whatever else hides it; default: the selection stays
   */
  showMatching(text: string, messageId?: number): void {
    const { options, filter, live, scroll, lanes } = this.dependencies;
    const change = () => {
      if (!options.showsRows.value) options.show('sequence');
      filter.request.value = undefined;
      options.isHighlighting.value = false;
      filter.setText(text);
    };
    if (messageId === undefined) return batch(change);
    live.release();
    this.goTo(this.revealed(messageId), () => {
      scroll.unfollow();
      if (lanes.hidden.value.length > 0) lanes.showAll();
      lanes.setHidden([]);
      filter.clear();
      change();
    });
  }

  /** Reduces the rows to one request, from its beginning on. */
  showRequest(requestId: string, view?: ViewMode): void {
    const { filter, options, scroll } = this.dependencies;
    this.goTo(this.goalAtTop(), () => {
      filter.request.value = requestId;
      filter.setText('');
      if (view) options.show(view);
      else if (options.view.value === 'problems') options.show('sequence');
      scroll.unfollow();
    });
  }

  /** Reduces the rows to the request of the selected row. */
  showRequestOfRow(): void {
    const { selection, feedback } = this.dependencies;
    const requestId = selection.row.value?.requestId;
    if (requestId !== undefined) this.showRequest(requestId);
    else feedback.tell('The selected message belongs to no request');
  }

  /** Brings the rows of a moment into sight, where rows stand in order of time. */
  seek(micros: number): void {
    this.moments.seek(micros);
  }

  async goToError(direction: 1 | -1): Promise<void> {
    const { playback, selection, feedback } = this.dependencies;
    if (playback.isOn.value) return playback.step('error', direction);
    if (await selection.moveToError(direction)) return;
    feedback.tell(direction === 1 ? 'No error after this row' : 'No error before this row');
  }

  /** Selects the next (+1) or previous (-1) row of gaps; playback goes on to one that has not come yet. */
  async goToGap(direction: 1 | -1): Promise<void> {
    const { options, selection, live, scroll, feedback } = this.dependencies;
    try {
      if (!options.showsRows.value) options.show('sequence');
      let index = await selection.indexOfNextGap(direction);
      if (index < 0 && direction === 1 && (await this.playToNextGap())) {
        index = await selection.indexOfNextGap(direction);
      }
      if (index < 0) {
        const where = direction === 1 ? 'after' : 'before';
        return feedback.tell(`No gap ${where} this row`);
      }
      live.release();
      scroll.unfollow();
      await selection.selectIndex(index);
      const row = selection.gapRow.value;
      if (row) feedback.announce(gapsWords(row.gaps));
    } catch (error) {
      feedback.report(error);
    }
  }

  /** @returns false when there is no gap after the playhead */
  private async playToNextGap(): Promise<boolean> {
    const { aggregates, playback } = this.dependencies;
    const headMicros = playback.state.value?.headMicros;
    if (headMicros === undefined) return false;
    const inTime = aggregates.overview.value.value?.gaps ?? [];
    const next = inTime.find(({ sinceMicros }) => sinceMicros > headMicros);
    if (!next) return false;
    if (next.messageId === undefined) await playback.seekTo(next.sinceMicros);
    else await playback.playTo(next.messageId);
    return true;
  }

  async goToSameMethod(direction: 1 | -1): Promise<void> {
    const { selection, feedback } = this.dependencies;
    if (await selection.moveToSameMethod(direction)) return;
    const where = direction === 1 ? 'after' : 'before';
    feedback.tell(`No message of this method is shown ${where} it`);
  }

  /**
   * Shows the message that a step of playback led to: it is the newest row, except for an error,
   * which may stand far above.
   */
  async showStep(messageId: number | undefined, to: PlaybackStep): Promise<void> {
    const { feedback, selection, scroll } = this.dependencies;
    if (messageId === undefined) {
      feedback.tell(to === 'error' ? 'No further error' : 'No further row');
    } else if (to === 'error') await selection.selectMessage(messageId);
    else {
      scroll.follow();
      await selection.reselect({ kind: 'message', messageId }, selection.stepCount);
    }
  }

  /** Changes the filter, and has a certain row in sight then. */
  private goTo(goal: Goal, change: () => void): void {
    const { filter } = this.dependencies;
    const before = filter.rows.value;
    this.aimAt(goal);
    batch(change);
    if (filter.rows.value === before) this.rereading.request();
  }

  private async readFiltered(): Promise<void> {
    const { view, filter, folds, scroll, feed, capture, aggregates, selection, feedback } =
      this.dependencies;
    const { goal } = this;
    this.goal = undefined;
    try {
      const messageId = await this.messageOfGoal(goal);
      const applied = filter.rows.value;
      const outcome = await view.setFilter(applied);
      if (goal?.isRevealed && goal.messageId !== undefined) await folds.openAround(goal.messageId);
      const index = await this.indexOfGoal(messageId, outcome.rowCount);
      // Read before the old rows go, so that nothing flickers.
      const count = Math.ceil(scroll.heightPx.value / scroll.shape.value.heightPx) + 1;
      const window = await view.readRows(Math.max(0, index - 2 * count), 4 * count);
      batch(() => {
        filter.applied.value = applied;
        feed.restart(outcome, window);
        scroll.restart(window.rowCount);
        if (!scroll.isFollowing.value) scroll.placeRow(index, goal?.offsetPx ?? 0);
        if (capture.isReady.value) this.announceOutcome();
        capture.isReady.value = true;
      });
      aggregates.invalidate();
      if (goal?.selected) await selection.reselect(goal.selected, goal.stepCount);
      selection.refreshPresence();
    } catch (error) {
      feedback.report(error);
      capture.isReady.value = true;
    }
  }

  /** Selects a message, a third of the height below the top. */
  private revealed(messageId: number): Goal {
    const offsetPx = this.dependencies.scroll.heightPx.value / 3;
    return { messageId, offsetPx, isRevealed: true, selected: { kind: 'message', messageId } };
  }

  /** The first row of the list, whichever that will be. */
  private goalAtTop(): SetGoal {
    return { ...this.currentGoal(), messageId: undefined, fromIndex: undefined, offsetPx: 0 };
  }

  /** The selected row when it is in sight, else the first visible one, stays where it is. */
  private currentGoal(): SetGoal {
    const { scroll, selection, feed } = this.dependencies;
    scroll.refresh();
    const { topPx, heightPx, shape } = scroll;
    const view = { topPx: topPx.value, heightPx: heightPx.value, shape: shape.value };
    const selected = selection.listRow.value;
    const { from, to } = visibleRows(view, feed.rowCount.value);
    const isInSight = selected && selected.index >= from && selected.index < to;
    const row = isInSight ? selected : feed.rowAt(from);
    return {
      messageId: messageFrom(row),
      fromIndex: row ? undefined : from,
      offsetPx: yOfRow(view, row?.index ?? from),
      selected: selected && rowKey(selected),
      stepCount: selection.stepCount,
    };
  }

  /** Asks for the message of a row that the user has just scrolled to, before the list becomes another. */
  private async messageOfGoal(goal: Goal | undefined): Promise<number | undefined> {
    if (goal?.fromIndex === undefined) return goal?.messageId;
    return messageFrom((await this.dependencies.view.readRows(goal.fromIndex, 1)).rows[0]);
  }

  private async indexOfGoal(messageId: number | undefined, rowCount: number): Promise<number> {
    const { scroll, view } = this.dependencies;
    if (scroll.isFollowing.value) return Math.max(0, rowCount - 1);
    return messageId === undefined ? 0 : view.indexOf(messageId);
  }

  private announceOutcome(): void {
    const { feed, feedback } = this.dependencies;
    const shown = plural(feed.rowCount.value, 'row');
    const matches = this.dependencies.filter.applied.value?.highlight
      ? `, ${plural(feed.highlightedCount.value, 'match', 'matches')}`
      : '';
    feedback.announce(`${shown} of ${plural(feed.totalCount.value, 'row')} shown${matches}`);
  }
}
