import { integer } from '../../node/sql/columns';
import type { StoredRow } from '../../node/sql/statements';
import { Yielder } from '../../node/yielder';

/** Rows that are read at once: some milliseconds of work. */
const rowsAtOnce = 4_000;

/**
 * Goes through rows in order of their ids, and lets other questions be answered in between.
 *
 * @param afterId of the row before the first one
 * @param read takes that many rows after an id, and returns them: the id is their first column
 * @throws what the signal was aborted with
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
