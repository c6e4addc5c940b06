import { useLayoutEffect } from 'preact/hooks';

/**
 * Tells the size of an element that is there from the first drawing on: at once, and when it changes.
 *
 * @param inputs as of `useLayoutEffect`: what `onSize` is about
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
