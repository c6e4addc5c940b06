import type { MessageSet } from '../../capture/aggregates/selectedSpans';
import type { RowReader } from '../../capture/read/rows';
import { Yielder } from '../../node/yielder';
import { endsOf } from '../../protocol/rows';
import type { BusyLanes, LaneLevel } from '../../protocol/lanes';

/** Limit of messages that are read, which takes some 0.2 s; a longer list counts as touching all lanes. */
const maxMessages = 20_000;
/** Number of messages that are read at once, which takes some milliseconds. */
const messagesAtOnce = 400;

interface LaneSource {
  readonly messages: MessageSet;
  readonly rows: RowReader;
  readonly level: LaneLevel;
  /** Later events are left out; microseconds since the epoch. */
  readonly momentMicros: number;
}

/**
 * Finds the lanes at which the arrows of some messages begin or end.
 *
 * @throws the reason that the signal was aborted with
 */
export async function busyLanes(
  { messages, rows, level, momentMicros }: LaneSource,
  signal: AbortSignal,
): Promise<BusyLanes> {
  const { count } = messages;
  if (count > maxMessages) return { level, keys: undefined };
  const turns = new Yielder(signal);
  const keys = new Set<string>();
  // The list may change between the batches.
  const ids = Array.from({ length: count }, (_, at) => messages.idAt(at));
  for (let from = 0; from < count; from += messagesAtOnce) {
    const some = ids.slice(from, from + messagesAtOnce);
    for (const row of rows.rowsByIds(some, 0, level, momentMicros)) {
      for (const key of endsOf(row)) keys.add(key);
    }
    await turns.yieldIfDue();
  }
  return { level, keys: [...keys] };
}
