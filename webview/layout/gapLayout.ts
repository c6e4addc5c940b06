import { gapsWords } from '../../src/core/amqp/gap';
import type { RowWindow, StoredGap } from '../../src/protocol/rows';
import { dimensions } from './dimensions';
import type { MeasureText, PlacedLabel, Stretch } from './labelLayout';
import { fitRuns } from './labelLayout';

/** The gaps of the recording at one place of the list. */
export interface PlacedGap {
  /** Index of the row above which they stand; behind the last row, the number of rows. */
  readonly rowIndex: number;
  readonly text: string;
}

/** The line of a gap with the room of its words; x is measured from the gutter's right edge. */
export interface GapLine {
  /** Middle of the line and of the words. */
  readonly yPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly text: string;
}

/** Places the gaps of a window; those before the same row share one place. */
export function placeGaps({ rows, first, gaps }: RowWindow): readonly PlacedGap[] {
  const placed = new Map<number, StoredGap[]>();
  for (const gap of gaps) {
    const { messageId = Infinity } = gap;
    const row = rows.find(each => each.messageId >= messageId);
    const index = row?.index ?? first + rows.length;
    placed.set(index, [...(placed.get(index) ?? []), gap]);
  }
  return [...placed].map(([rowIndex, together]) => ({ rowIndex, text: gapsWords(together) }));
}

/** A label of a row near a gap, and the top of its row. */
export interface NearLabel extends Pick<PlacedLabel, 'leftPx' | 'widthPx' | 'middlePx'> {
  readonly topPx: number;
}

/** Size of the font of gaps, compared with that of labels, which is measured. */
const gapFontScale = 10 / 12;
/** Room at each side of the words, in which their line is interrupted. */
export const gapInsetPx = 5;
/** Room around them. */
const edgePx = 8;
/** Half of the height of a label's letters. */
const halfLabelPx = 5;

/**
 * Lays out the line of a gap. Its words stand near the right end, or else where they cover no label
 * of the rows beside it.
 *
 * @param yPx boundary between the rows
 */
export function layoutGap(
  words: string,
  yPx: number,
  near: readonly NearLabel[],
  { leftPx, rightPx }: Stretch,
  measure: MeasureText,
): GapLine {
  const half = dimensions.gapHeightPx / 2;
  const middle = Math.max(half, yPx - dimensions.gapRisePx);
  const roomPx = Math.max(0, rightPx - leftPx - 2 * edgePx);
  const fitted = fitRuns(
    [{ text: words, tone: 'warn' }],
    (roomPx - 2 * gapInsetPx) / gapFontScale,
    measure,
  );
  const widthPx = Math.min(roomPx, fitted.widthPx * gapFontScale + 2 * gapInsetPx);
  const begin = leftPx + edgePx;
  const end = begin + roomPx - widthPx;
  const obstacles = near.filter(
    label => Math.abs(label.topPx + label.middlePx - middle) < half + halfLabelPx,
  );
  const overlap = (x: number): number =>
    obstacles.reduce(
      (sum, { leftPx: from, widthPx: length }) =>
        sum + Math.max(0, Math.min(x + widthPx, from + length) - Math.max(x, from) + edgePx),
      0,
    );
  const places = [
    end,
    ...obstacles.flatMap(label => [
      label.leftPx + label.widthPx + edgePx,
      label.leftPx - widthPx - edgePx,
    ]),
    begin,
  ].filter(x => x >= begin && x <= end);
  const best = places.reduce(
    (found, x) => (overlap(x) < overlap(found) ? x : found),
    places[0] ?? begin,
  );
  return { yPx: middle, leftPx: best, widthPx, text: fitted.runs.map(({ text }) => text).join('') };
}
