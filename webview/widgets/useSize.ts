import { useLayoutEffect } from 'preact/hooks';

/**
 * Reports the size of an element that exists from the first rendering on: at once, and when it
 * changes.
 *
 * @param inputs dependencies as in `useLayoutEffect`, of `onSize`
 */
export function useSize(
  of: { readonly current: HTMLElement | null },
  onSize: (widthPx: number, heightPx: number) => void,
  inputs: readonly unknown[] = [],
): void {
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = () => onSize(element.clientWidth, element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, inputs);
}
