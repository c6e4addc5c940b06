import { Yielder } from '../../node/yielder';

/** Rows that are read at once: some milliseconds of work. */
const rowsAtOnce = 4_000;

/**
 * Goes through rows in order of their ids, and lets other questions be answered in between.
 *
 * @param afterId of the row before the first one
 * @param read takes that many rows after an id, and returns them
 * @throws what the signal was aborted with
 */
export async function inSlices(
  afterId: number,
  read: (afterId: number, count: number) => readonly RowOfId[],
  signal?: AbortSignal,
): Promise<void> {
  const turns = new Yielder(signal);
  let last = afterId;
  for (;;) {
    const rows = read(last, rowsAtOnce);
    if (rows.length < rowsAtOnce) return;
    last = rows.at(-1)?.[0] ?? Infinity;
    await turns.yieldIfDue();
  }
}

/** Columns, the id first. */
export type RowOfId = readonly [id: number, ...columns: readonly unknown[]];
