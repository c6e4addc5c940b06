import { effect, signal, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { BusyLanes } from '../../../src/protocol/lanes';
import type { Overview } from '../../../src/protocol/overview';
import type { Statistics, StatisticsGrouping } from '../../../src/protocol/statistics';
import { LiveAnswer } from './liveAnswer';
import type { ViewOptions } from '../state/viewOptions';

export interface AggregateSource {
  overview(buckets: number): Promise<Overview>;
  statistics(grouping: StatisticsGrouping): Promise<Statistics>;
  busyLanes(): Promise<BusyLanes>;
}

export interface GroupedStatistics extends Statistics {
  readonly grouping: StatisticsGrouping;
}

/** Limit of buckets in the engine. */
const maxBuckets = 2_000;
const overviewPauseMillis = 500;
const statisticsPauseMillis = 1_000;
const busyLanesPauseMillis = 1_000;

/** Figures about all rows at once, as last counted. */
export class Aggregates extends Disposable {
  readonly overview: LiveAnswer<Overview>;
  /** The figures of the view that is shown, in its grouping. */
  readonly statistics: LiveAnswer<GroupedStatistics>;
  /** The lanes that rows of the view touch. */
  readonly busyLanes: LiveAnswer<BusyLanes>;
  /** Number of buckets that fit the overview; 0 while nobody looks at it. */
  readonly bucketCount = signal(0);

  constructor(source: AggregateSource, options: ViewOptions) {
    super();
    this.overview = this.register(
      new LiveAnswer(() => source.overview(this.bucketCount.value), overviewPauseMillis),
    );
    this.statistics = this.register(
      new LiveAnswer(async () => {
        const grouping = groupingOf(options) ?? 'method';
        return { ...(await source.statistics(grouping)), grouping };
      }, statisticsPauseMillis),
    );
    this.busyLanes = this.register(new LiveAnswer(() => source.busyLanes(), busyLanesPauseMillis));
    this.register(
      toDisposable(
        effect(() => {
          const count = this.bucketCount.value;
          untracked(() => this.ask(this.overview, count > 0));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const grouping = groupingOf(options);
          untracked(() => this.ask(this.statistics, grouping !== undefined));
        }),
      ),
    );
  }

  /** Sets the number of buckets from the room for them. */
  setBucketCount(count: number): void {
    this.bucketCount.value = Math.max(0, Math.min(maxBuckets, Math.floor(count)));
  }

  /** Asks again at once: the view has another list of rows. */
  invalidate(): void {
    this.overview.invalidate();
    this.statistics.invalidate();
    this.busyLanes.invalidate();
  }

  /** Asks again after a pause: there are more rows. */
  refreshSoon(): void {
    this.overview.refreshSoon();
    this.statistics.refreshSoon();
    this.busyLanes.refreshSoon();
  }

  /** The question may have changed, so that a watched answer is asked for at once. */
  private ask(answer: LiveAnswer<unknown>, isWatched: boolean): void {
    if (isWatched) answer.invalidate();
    answer.setWatched(isWatched);
  }
}

function groupingOf(options: ViewOptions): StatisticsGrouping | undefined {
  switch (options.view.value) {
    case 'statistics':
      return options.grouping.value;
    case 'map':
      return 'pair';
    default:
      return undefined;
  }
}
