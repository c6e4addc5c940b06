import { integer } from '../../node/sql/columns';
import type { StoredRow } from '../../node/sql/statements';
import { Yielder } from '../../node/yielder';

/** Number of rows that are read at once, which takes some milliseconds. */
const rowsAtOnce = 4_000;

/**
 * Reads rows in order of their ids, and lets other questions be answered in between.
 *
 * @param afterId id before that of the first row
 * @param read reads `count` rows after an id; their first column is the id
 * @throws the reason that the signal was aborted with
 */
export async function inSlices(
  afterId: number,
  read: (afterId: number, count: number) => readonly StoredRow[],
  signal?: AbortSignal,
): Promise<void> {
  const turns = new Yielder(signal);
  let last = afterId;
  for (;;) {
    const rows = read(last, rowsAtOnce);
    if (rows.length < rowsAtOnce) return;
    last = integer.read(rows.at(-1)?.[0], 'id');
    await turns.yieldIfDue();
  }
}
