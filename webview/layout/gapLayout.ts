import { gapWords } from '../../src/core/amqp/gap';
import type { RowWindow } from '../../src/protocol/rows';

/** The gaps of the recording at one place of the list. */
export interface PlacedGap {
  /** Index of the row above which they stand; behind the last row, the number of rows. */
  readonly rowIndex: number;
  readonly text: string;
}

/** Places the gaps of a window; those before the same row share one place. */
export function placeGaps({ rows, first, gaps }: RowWindow): readonly PlacedGap[] {
  const words = new Map<number, string[]>();
  for (const gap of gaps) {
    const { messageId = Infinity } = gap;
    const row = rows.find(each => each.messageId >= messageId);
    const index = row?.index ?? first + rows.length;
    words.set(index, [...(words.get(index) ?? []), gapWords(gap)]);
  }
  return [...words].map(([rowIndex, texts]) => ({ rowIndex, text: texts.join('; ') }));
}
