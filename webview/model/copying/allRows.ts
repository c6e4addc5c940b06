import type { ListRow, RowWindow } from '../../../src/protocol/rows';
import { formatCount, plural } from '../../../src/core/text/amounts';

/** Limit of what the clipboard takes; exports write larger lists to a file. */
export const maxCopiedRows = 20_000;
const pageRows = 1_000;

export interface CopiedRows {
  readonly rows: readonly ListRow[];
  /** The reason why there are not more rows; `undefined` when these are all. */
  readonly cut: string | undefined;
}

/** Reads all rows of a view, page by page, up to {@link maxCopiedRows}. */
export async function readForCopy(
  readRows: (first: number, count: number) => Promise<RowWindow>,
): Promise<CopiedRows> {
  const rows: ListRow[] = [];
  let total = Infinity;
  while (rows.length < Math.min(total, maxCopiedRows)) {
    const count = Math.min(pageRows, maxCopiedRows - rows.length);
    const page = await readRows(rows.length, count);
    total = page.rowCount;
    // The list may become shorter while it is read.
    if (page.rows.length === 0) break;
    rows.push(...page.rows.slice(0, count));
  }
  const isCut = rows.length < total && rows.length >= maxCopiedRows;
  return {
    rows,
    cut: isCut
      ? `Only the first ${formatCount(rows.length)} of ${plural(total, 'row')} were copied: narrow the filter, or export them.`
      : undefined,
  };
}
