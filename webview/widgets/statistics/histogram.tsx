import { histogramWords } from '../../model/statistics/statisticsTable';
import './histogram.css';

/**
 * A bar for each bucket. Heights follow the square root of the counts, so that a few slow spans
 * show.
 */
export function Histogram({ counts }: { readonly counts: readonly number[] }) {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return null;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${counts.length * 4} 16`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <title>{histogramWords(counts)}</title>
      {counts.map((count, at) => {
        const height = count > 0 ? Math.max(1.5, 16 * Math.sqrt(count / most)) : 0.5;
        return (
          <rect
            key={at}
            class={count > 0 ? 'histogram-bar' : 'histogram-ground'}
            x={at * 4}
            y={16 - height}
            width={3}
            height={height}
          />
        );
      })}
    </svg>
  );
}
