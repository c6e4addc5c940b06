import { effect, signal, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { Overview } from '../../../src/protocol/overview';
import type { Statistics, StatisticsGrouping } from '../../../src/protocol/statistics';
import { LiveAnswer } from './liveAnswer';
import type { ViewOptions } from '../state/viewOptions';

export interface AggregateSource {
  overview(buckets: number): Promise<Overview>;
  statistics(grouping: StatisticsGrouping): Promise<Statistics>;
}

export interface GroupedStatistics extends Statistics {
  readonly grouping: StatisticsGrouping;
}

/** Buckets that the engine takes at most. */
const maxBuckets = 2_000;
const overviewPauseMillis = 500;
const statisticsPauseMillis = 1_000;

/** What is shown of all rows at once, as last counted. */
export class Aggregates extends Disposable {
  readonly overview: LiveAnswer<Overview>;
  /** By what the view that is shown counts. */
  readonly statistics: LiveAnswer<GroupedStatistics>;
  /** As many as there is room for; 0: nobody looks. */
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

  /** There is room for that many buckets. */
  setBucketCount(count: number): void {
    this.bucketCount.value = Math.max(0, Math.min(maxBuckets, Math.floor(count)));
  }

  /** The rows are others. */
  invalidate(): void {
    this.overview.invalidate();
    this.statistics.invalidate();
  }

  /** There are more rows. */
  refreshSoon(): void {
    this.overview.refreshSoon();
    this.statistics.refreshSoon();
  }

  /** What is asked for may be something else than before. */
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
