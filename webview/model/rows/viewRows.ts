import type { FilterOutcome, RowWindow } from '../../../src/protocol/rows';
import type { RowFilter } from '../../../src/protocol/filters';

/** The questions to the engine about this tab's own list of rows. */
export interface ViewRows {
  setFilter(filter: RowFilter): Promise<FilterOutcome>;
  readRows(first: number, count: number): Promise<RowWindow>;
  /** @returns index of the message's row, or of the row before which it would stand */
  indexOf(messageId: number): Promise<number>;
  /** @returns index of the row that stands for a gap; -1 when there is none */
  indexOfGap(gapId: number): Promise<number>;
  setFold(messageId: number, isOpen: boolean): Promise<unknown>;
}
