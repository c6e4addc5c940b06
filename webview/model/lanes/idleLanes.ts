import type { ReadonlySignal } from '@preact/signals';
import { computed, effect } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import { endsOf } from '../../../src/protocol/rows';
import { isSameList } from '../isSameList';
import type { RowFeed } from '../rows/rowFeed';
import type { ViewOptions } from '../state/viewOptions';
import type { Aggregates } from '../statistics/aggregates';
import type { Lanes } from './lanes';
import { isWithin } from './lanes';

export interface IdleLanesDependencies {
  readonly aggregates: Pick<Aggregates, 'busyLanes'>;
  readonly lanes: Lanes;
  readonly feed: RowFeed;
  readonly options: ViewOptions;
  /** True when rows are missing from the list on the screen. */
  readonly isListFiltered: ReadonlySignal<boolean>;
}

/** Leaves out the lanes that no row of a filtered list touches. */
export class IdleLanes extends Disposable {
  constructor(dependencies: IdleLanesDependencies) {
    super();
    const { aggregates, lanes, feed, options, isListFiltered } = dependencies;
    const { busyLanes } = aggregates;
    const isWanted = computed(
      () =>
        isListFiltered.value && !options.showsIdleLanes.value && options.view.value === 'sequence',
    );
    const idle = computed((): readonly string[] => {
      const { level, keys } = busyLanes.value.value ?? {};
      if (!isWanted.value || !keys || level !== options.laneLevel.value) return [];
      const touched = new Set(keys);
      // Rows may have come since the answer.
      for (const row of feed.window.value.rows) {
        if (row.kind !== 'gap') for (const key of endsOf(row)) touched.add(key);
      }
      const hidden = lanes.hidden.value;
      return lanes.all.value
        .map(({ key }) => key)
        .filter(key => !touched.has(key) && !hidden.some(each => isWithin(key, each)));
    });
    this.register(toDisposable(effect(() => busyLanes.setWatched(isWanted.value))));
    this.register(
      toDisposable(
        effect(() => {
          if (!isSameList(idle.value, [...lanes.idle.peek()]))
            lanes.idle.value = new Set(idle.value);
        }),
      ),
    );
  }
}
