import { effect, untracked } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ScrollScale } from '../layout/scrollScale';
import { scrollOfTop, scrollScale, topOfScroll } from '../layout/scrollScale';
import { useDiagram } from './context';
import { useSize } from './useSize';
import './virtualScroller.css';

export interface VirtualScrollerProps {
  /** Width of the content; at least the viewport's width is used. */
  readonly widthPx: number;
  /** Role of the content, where it holds the rows of a grid. */
  readonly role?: 'rowgroup';
  /** Elements that stay in place over the viewport. */
  readonly children: ComponentChildren;
}

/** Number of rows by which a line of the wheel scrolls. */
const wheelRows = 3;

/** A scroll bar for any number of rows, of which only the visible ones have elements. */
export function VirtualScroller({ widthPx, role, children }: VirtualScrollerProps) {
  const { scroll, feed } = useDiagram();
  const scroller = useRef<HTMLDivElement>(null);
  const extent = useRef<HTMLDivElement>(null);
  const scale = useRef<ScrollScale>(scrollScale(0, 0));
  /** Position of the element when model and element agreed last. */
  const seen = useRef({ top: 0, left: 0 });

  useSize(scroller, (width, height) => scroll.resize(width, height), [scroll]);

  // Browsers tell of a scroll with the next frame. Until then only the element knows the new position.
  const takeUserScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const { top, left } = seen.current;
    const { scrollTop, scrollLeft } = element;
    seen.current = { top: scrollTop, left: scrollLeft };
    // A position that lies beyond a shrunken content or a grown viewport was moved by the browser.
    const mostTop = element.scrollHeight - element.clientHeight;
    const mostLeft = element.scrollWidth - element.clientWidth;
    if (Math.abs(scrollTop - Math.min(top, mostTop)) > 1) {
      scroll.scrollTo(topOfScroll(scale.current, scrollTop));
    }
    if (Math.abs(scrollLeft - Math.min(left, mostLeft)) > 1) scroll.leftPx.value = scrollLeft;
  };
  useLayoutEffect(() => scroll.attach(takeUserScroll), [scroll]);

  // The element follows the model; where both agree, the browser has scrolled already. This happens
  // at once, not with the next frame: a scroll event before then would take the difference for the
  // user's scrolling.
  const follow = () => {
    untracked(takeUserScroll);
    const contentPx = feed.rowCount.value * scroll.shape.value.heightPx;
    scale.current = scrollScale(contentPx, scroll.heightPx.value);
    const top = scrollOfTop(scale.current, scroll.topPx.value);
    const left = scroll.leftPx.value;
    if (!scroller.current || !extent.current) return;
    extent.current.style.height = `${scale.current.extentPx}px`;
    if (Math.abs(scroller.current.scrollTop - top) >= 1) scroller.current.scrollTop = top;
    if (Math.abs(scroller.current.scrollLeft - left) >= 1) scroller.current.scrollLeft = left;
    seen.current = { top: scroller.current.scrollTop, left: scroller.current.scrollLeft };
  };
  useLayoutEffect(() => effect(follow), [scroll, feed]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // On a shortened scroll bar one step of the wheel would skip rows.
    const onWheel = (event: WheelEvent) => {
      if (scale.current.factor === 1 || event.ctrlKey || event.shiftKey) return;
      const { deltaMode, deltaY } = event;
      if (deltaY === 0) return;
      event.preventDefault();
      const linePx = wheelRows * scroll.shape.value.heightPx;
      const unit = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : linePx;
      scroll.scrollTo(scroll.topPx.value + deltaY * unit);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroll]);

  const onScroll = () => {
    takeUserScroll();
    if (scroller.current) scroll.leftPx.value = scroller.current.scrollLeft;
  };

  return (
    <div class="scroller" role={role} ref={scroller} onScroll={onScroll} tabIndex={-1}>
      <div class="scroller-extent" ref={extent} style={{ width: `max(100%, ${widthPx}px)` }}>
        <div
          class="scroller-viewport"
          style={{ width: `${scroll.widthPx.value}px`, height: `${scroll.heightPx.value}px` }}
        >
          {children}
        </div>
      </div>
    </div>
  );
}
