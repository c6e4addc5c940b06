import type { VNode } from 'preact';

const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  hide: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13L13 3',
  clear: 'M8 14A6 6 0 108 2a6 6 0 000 12zM4 4l8 8',
  copy: 'M6 6V3h7v7h-3M3 6h7v7H3z',
  toEnd: 'M8 3v9M4.5 8.5L8 12l3.5-3.5M4 14h8',
  down: 'M4 6l4 4 4-4',
  pause: 'M6 4v8M10 4v8',
  resume: 'M6 4l6 4-6 4z',
  previous: 'M10 4L6 8l4 4',
  next: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  toStart: 'M4 4v8M12 4L7 8l5 4z',
  stepBack: 'M9 4L5 8l4 4zM12 4v8',
  stepForward: 'M7 4l4 4-4 4zM4 4v8',
  toError: 'M3 4l5 4-5 4zM12 3.5v5.5M12 11v1.5',
  loopFrom: 'M9 3H5v10h4M8 8h5M10.5 5.5L8 8l2.5 2.5',
  loopTo: 'M7 3h4v10H7M8 8H3M5.5 5.5L8 8l-2.5 2.5',
  noLoop: 'M5 5h5a3 3 0 010 6H6a3 3 0 01-2.5-4.5M3 13L13 3',
  reference: 'M5.5 4l6 4-6 4z',
  bookmark: 'M4.5 2.5h7v11L8 10.5l-3.5 3z',
  warn: 'M8 2.5L14.5 13.5h-13zM8 6.5v3.5M8 11.4v1',
  zoomIn: 'M3 8h10M8 3v10',
  zoomOut: 'M3 8h10',
  goTo: 'M7 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM10.3 10.3L14 14',
  save: 'M8 2.5l1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5l3.8-.5z',
  saved: 'M6 4h7M6 8h7M6 12h7M3 4h1M3 8h1M3 12h1',
  highlight: 'M3 13.5h10M5 11l5.5-7 2.2 1.8L7.2 12H5z',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  filter: 'M2.5 3.5h11L9.5 8.5v5l-3-1.5V8.5z',
  path: 'M3 4h4M5 4v8h3M8 8h5M8 12h5M5 8h3',
  waterfall: 'M2.5 3.5h6M5 6.5h6M7.5 9.5h6M5 12.5h4',
  json: 'M6 2.5c-2 0-2 1-2 2.5s0 3-1.5 3c1.5 0 1.5 1.5 1.5 3s0 2.5 2 2.5M10 2.5c2 0 2 1 2 2.5s0 3 1.5 3c-1.5 0-1.5 1.5-1.5 3s0 2.5-2 2.5',
  compare: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9zM4 6h1.5M4 8.5h1.5M10.5 6H12M10.5 8.5H12',
  choose: 'M2.5 3h4.5v10H2.5zM9.5 8h4M11.5 6v4',
  compareChosen: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9zM3.6 8l1 1.2 1.6-2.4M10.1 8l1 1.2 1.6-2.4',
  legend:
    'M5.8 6.2a2.2 2.2 0 114 1.3c-.6.8-1.8 1-1.8 2.3M8 11.6v1.1M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8z',
  fold: 'M5 2.5l3 3 3-3M5 13.5l3-3 3 3M3 8h10',
} as const;

export type IconName = keyof typeof paths;

/** An icon beside or instead of text. It is decoration: the control itself has a name. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.3" />
    </svg>
  );
}
