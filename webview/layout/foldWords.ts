/** The words of a row that stands for a burst of noise. */
import { printable } from '../../src/core/base/printable';
import type { Fold, Row } from '../../src/protocol/rows';
import { formatCount, formatDuration, plural } from '../../src/core/text/amounts';
import type { Run } from './labelLayout';

/** The words in their tones: calm, so that only errors stand out. */
export function foldRuns(row: Pick<Row, 'atMicros'>, fold: Fold): readonly Run[] {
  const { kinds, errorCount } = fold;
  const [first, ...others] = kinds;
  const parts = [
    first
      ? `${printable(first.label, 120)} ×${formatCount(first.count)}`
      : plural(fold.count, 'message'),
    others.length > 0 ? plural(others.length, 'more method') : '',
    `over ${formatDuration(Math.max(0, fold.toAtMicros - row.atMicros))}`,
  ];
  const words = parts.filter(part => part !== '').join(' · ');
  const errors = `· ${plural(errorCount, 'error')}`;
  return [
    { tone: 'dim', text: words },
    ...(errorCount > 0 ? [{ tone: 'error' as const, text: errors }] : []),
  ];
}

/** The words as plain text: `report_state ×42 · 3 more methods · over 12 s`. */
export const foldWords = (row: Pick<Row, 'atMicros'>, fold: Fold): string =>
  foldRuns(row, fold)
    .map(run => run.text)
    .join(' ');
