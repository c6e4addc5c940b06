import { computed, effect, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { ListRow, Row } from '../../../src/protocol/rows';
import { visibleRows } from '../../layout/scene';
import type { RowFeed } from './rowFeed';
import type { ScrollPosition } from './scrollPosition';

/** The rows within the viewport. Keeps the scroll position and the feed in step with each other. */
export class VisibleRows extends Disposable {
  /**
   * First visible pixel among all rows. While the newest rows are on their way, the last rows that
   * are held stay in sight.
   */
  readonly topPx = computed(() => {
    const { topPx, heightPx, isFollowing } = this.scroll;
    if (!isFollowing.value) return topPx.value;
    const { first, rows } = this.feed.window.value;
    const heldEndPx = (first + rows.length) * this.scroll.shape.value.heightPx;
    return Math.max(0, Math.min(topPx.value, heldEndPx - heightPx.value));
  });

  /** The visible rows that are held. */
  readonly rows = computed((): readonly ListRow[] => {
    const { first, rows } = this.feed.window.value;
    const { heightPx, shape } = this.scroll;
    const view = { topPx: this.topPx.value, heightPx: heightPx.value, shape: shape.value };
    const { from, to } = visibleRows(view, first + rows.length);
    return rows.slice(Math.max(0, from - first), Math.max(0, to - first));
  });
  /** The visible rows that stand for messages. */
  readonly messages = computed((): readonly Row[] =>
    this.rows.value.filter(row => row.kind !== 'gap'),
  );

  constructor(
    private readonly feed: RowFeed,
    private readonly scroll: ScrollPosition,
  ) {
    super();
    this.register(
      toDisposable(
        effect(() => {
          const rowCount = feed.rowCount.value;
          untracked(() => scroll.setRowCount(rowCount));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const { topPx, heightPx, shape } = scroll;
          const view = { topPx: topPx.value, heightPx: heightPx.value, shape: shape.value };
          const { from, to } = visibleRows(view, feed.rowCount.value);
          feed.setVisible(from, to - from);
        }),
      ),
    );
  }
}
