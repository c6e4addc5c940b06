import type { RowFilter } from '../../protocol/filters';
import type { BusyLanes } from '../../protocol/lanes';
import type { Overview } from '../../protocol/overview';
import type { PlaybackStep, SteppedTo } from '../../protocol/playback';
import type { FilterOutcome, RowWindow } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';
import type { Statistics, StatisticsGrouping } from '../../protocol/statistics';
import type { ViewApi } from '../../protocol/view';
import type { CaptureOverview } from '../../capture/aggregates/captureOverview';
import { spanStatistics } from '../../capture/aggregates/spanStatistics';
import type { ActivationReader } from '../../capture/read/activations';
import type { SameMethodReader } from '../../capture/read/sameMethod';
import type { Announcements } from '../announcements';
import type { LatestWins } from '../latestWins';
import type { ShownCapture } from '../shownCapture';
import { busyLanes } from '../views/busyLanes';
import { nextErrorIndex, nextIndexOf } from '../views/neighbours';
import type { RowList } from '../views/rowList';
import type { RowLists } from '../views/rowLists';
import { readWindow } from '../views/rowWindow';
import { wholeWithin } from '../wholeWithin';
import type { PlaybackService } from './playback';

/** Maximum number of rows in one answer. */
const maxRows = 2_000;

export interface ViewDependencies {
  readonly capture: ShownCapture;
  readonly lists: RowLists;
  readonly activations: ActivationReader;
  readonly overview: CaptureOverview;
  readonly runningQuestions: LatestWins;
  readonly sameMethod: SameMethodReader;
  readonly playback: PlaybackService;
  readonly announcements: Announcements;
}

/** Api of the view with one name. It has no state; the rows are in {@link RowLists}. */
export class ViewService implements ViewApi {
  constructor(
    private readonly name: string,
    private readonly dependencies: ViewDependencies,
  ) {}

  async setFilter(filter: RowFilter): Promise<FilterOutcome> {
    const { lists } = this.dependencies;
    const { counts } = await lists.setFilter(this.name, filter);
    return { ...counts, totalCount: lists.totalCount };
  }

  setFold(messageId: number, isOpen: boolean): void {
    this.list.setFold(messageId, isOpen);
    this.dependencies.announcements.listChanged();
  }

  readRows(first: number, count: number): RowWindow {
    const { capture, lists, activations } = this.dependencies;
    const from = wholeWithin(first, Infinity);
    return readWindow(this.list, from, wholeWithin(count, maxRows), {
      database: capture.database,
      rows: capture.rows,
      activations,
      labels: lists.labels,
      momentMicros: capture.momentMicros,
    });
  }

  indexOf(messageId: number): number {
    return this.list.indexOf(messageId);
  }

  indexOfGap(gapId: number): number {
    return this.list.indexOfGap(gapId);
  }

  nextGap(fromIndex: number, direction: Direction): number {
    return this.list.nextGap(fromIndex, direction);
  }

  nextError(fromIndex: number, direction: Direction): number {
    return nextErrorIndex(this.list, fromIndex, direction, this.dependencies.capture);
  }

  nextOfSameMethod(messageId: number, direction: Direction): number {
    const { sameMethod } = this.dependencies;
    return nextIndexOf(this.list, messageId, sameMethod.spansFrom(messageId, direction));
  }

  async nextHighlighted(messageId: number | undefined, direction: Direction): Promise<number> {
    return await this.list.nextHighlighted(messageId, direction);
  }

  highlightedPosition(messageId: number): number {
    return this.list.highlightedPosition(messageId);
  }

  async readStatistics(grouping: StatisticsGrouping): Promise<Statistics> {
    const { capture, runningQuestions } = this.dependencies;
    const { laneLevel, shownMessages: messages } = this.list;
    const { firstId } = capture.counts;
    const scope = { messages, firstId, laneLevel, momentMicros: capture.momentMicros };
    return await runningQuestions.run(`statistics ${this.name}`, signal =>
      spanStatistics(capture.database, scope, grouping, signal),
    );
  }

  async readBusyLanes(): Promise<BusyLanes> {
    const { capture, runningQuestions } = this.dependencies;
    const { laneLevel: level, shownMessages: messages } = this.list;
    const { rows, momentMicros } = capture;
    return await runningQuestions.run(`lanes ${this.name}`, signal =>
      busyLanes({ messages, rows, level, momentMicros }, signal),
    );
  }

  async readOverview(buckets: number): Promise<Overview> {
    return await this.dependencies.overview.overview(
      () => this.list.shownMessages,
      buckets,
      () => this.list.highlightedMessages,
    );
  }

  stepPlayback(to: PlaybackStep, direction: Direction): SteppedTo {
    return this.dependencies.playback.step(this.list, to, direction);
  }

  close(): void {
    this.dependencies.lists.close(this.name);
    for (const question of ['lanes', 'statistics'])
      this.dependencies.runningQuestions.end(`${question} ${this.name}`);
  }

  private get list(): RowList {
    return this.dependencies.lists.named(this.name);
  }
}
