import type { ReadonlySignal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { RowShape } from '../../layout/dimensions';

/**
 * Knows which rows are visible, and whether the view follows the tail. Following ends when the user
 * leaves the end and begins again when they return to it; rows that come meanwhile are counted.
 */
export class ScrollPosition {
  /** First visible pixel among all rows, independent of the scroll bar's own scale. */
  readonly topPx = signal(0);
  readonly leftPx = signal(0);
  readonly widthPx = signal(0);
  readonly heightPx = signal(0);
  /** True while rows keep arriving, so that the tail can be followed. */
  readonly isLive = signal(false);
  readonly isFollowing = signal(false);
  /** Count of rows that came since the user left the tail. */
  readonly newCount = computed(() =>
    this.isLive.value && !this.isFollowing.value
      ? Math.max(0, this.rowCount.value - this.seenCount.value)
      : 0,
  );

  private readUserScroll: () => void = () => undefined;
  private readonly rowCount = signal(0);
  private readonly seenCount = signal(0);

  /** @param shape shape of the rows; {@link keepPlace} changes it */
  constructor(readonly shape: ReadonlySignal<RowShape>) {}

  /**
   * @param readUserScroll takes over a scroll of the user that the browser has not told of yet
   * @returns a function that detaches it
   */
  attach(readUserScroll: () => void): () => void {
    this.readUserScroll = readUserScroll;
    return () => {
      if (this.readUserScroll === readUserScroll) this.readUserScroll = () => undefined;
    };
  }

  /** Takes over a scroll of the user that the browser has not told of yet. */
  refresh(): void {
    this.readUserScroll();
  }

  private get rowHeightPx(): number {
    return this.shape.value.heightPx;
  }

  get maxTopPx(): number {
    return Math.max(0, this.rowCount.value * this.rowHeightPx - this.heightPx.value);
  }

  /** Index of the first row that is visible as a whole. */
  firstIndex(): number {
    return Math.ceil(this.topPx.value / this.rowHeightPx);
  }

  setRowCount(rowCount: number): void {
    this.refresh();
    batch(() => {
      this.rowCount.value = rowCount;
      if (this.seenCount.value > rowCount) this.seenCount.value = rowCount;
      this.settle();
    });
  }

  /** Takes over another list of rows; none of them counts as new. */
  restart(rowCount: number): void {
    this.seenCount.value = rowCount;
    this.setRowCount(rowCount);
  }

  resize(widthPx: number, heightPx: number): void {
    this.refresh();
    batch(() => {
      this.widthPx.value = widthPx;
      this.heightPx.value = heightPx;
      this.settle();
    });
  }

  /** Scrolls as the user does. */
  scrollTo(topPx: number): void {
    this.refresh();
    batch(() => {
      this.topPx.value = Math.max(0, Math.min(this.maxTopPx, topPx));
      if (this.isLive.value) this.setFollowing(this.maxTopPx - this.topPx.value < 2);
    });
  }

  /**
   * Shows a row with one row of context, with the least movement, or a far one at a third of the
   * height; ends following.
   */
  reveal(index: number): void {
    this.refresh();
    const top = index * this.rowHeightPx;
    const context = this.heightPx.value > 4 * this.rowHeightPx ? this.rowHeightPx : 0;
    const highest = top - context;
    const lowest = top + this.rowHeightPx + context - this.heightPx.value;
    const current = this.topPx.value;
    if (highest < current - this.heightPx.value || lowest > current + this.heightPx.value) {
      this.scrollTo(top - this.heightPx.value / 3);
    } else if (highest < current) this.scrollTo(highest);
    else if (lowest > current) this.scrollTo(lowest);
    this.unfollow();
  }

  /**
   * Changes the height of rows. The selected row, when it is in sight, or else the first visible one stays
   * where it is.
   */
  keepPlace(change: () => void, selectedIndex?: number): void {
    this.refresh();
    const top = this.topPx.value / this.rowHeightPx;
    const bottom = top + this.heightPx.value / this.rowHeightPx;
    const isInSight = selectedIndex !== undefined && selectedIndex >= top && selectedIndex < bottom;
    const anchor = isInSight ? selectedIndex : top;
    const offsetPx = (anchor - top) * this.rowHeightPx;
    batch(() => {
      change();
      this.topPx.value = Math.max(0, anchor * this.rowHeightPx - offsetPx);
      this.settle();
    });
  }

  /** Puts a row at a distance from the viewport's top, in px. */
  placeRow(index: number, offsetPx: number): void {
    this.scrollTo(index * this.rowHeightPx - offsetPx);
  }

  follow(): void {
    this.refresh();
    batch(() => {
      this.setFollowing(this.isLive.value);
      this.topPx.value = this.maxTopPx;
    });
  }

  unfollow(): void {
    this.setFollowing(false);
  }

  private setFollowing(isFollowing: boolean): void {
    if (this.isFollowing.value && !isFollowing) this.seenCount.value = this.rowCount.value;
    this.isFollowing.value = isFollowing;
  }

  private settle(): void {
    this.topPx.value = this.isFollowing.value
      ? this.maxTopPx
      : Math.min(this.topPx.value, this.maxTopPx);
  }
}
