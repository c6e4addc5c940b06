import type { VNode } from 'preact';

const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  hide: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13L13 3',
  clear: 'M8 14A6 6 0 108 2a6 6 0 000 12zM4 4l8 8',
  copy: 'M6 6V3h7v7h-3M3 6h7v7H3z',
  down: 'M8 3v9M4.5 8.5L8 12l3.5-3.5M4 14h8',
  pause: 'M6 4v8M10 4v8',
  resume: 'M6 4l6 4-6 4z',
  previous: 'M10 4L6 8l4 4',
  next: 'M6 4l4 4-4 4',
  goTo: 'M7 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM10.3 10.3L14 14',
} as const;

/** Decoration beside or instead of words; the control names itself. */
export function Icon({ name }: { readonly name: keyof typeof paths }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.3" />
    </svg>
  );
}
