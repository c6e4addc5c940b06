/** Finds the next row of a kind. */
import type { Direction } from '../../protocol/schemas';
import type { ShownCapture } from '../shownCapture';
import type { RowList } from './rowList';

/**
 * @param fromIndex row to start at; -1 for a search through all rows
 * @returns index of the nearest row whose span went wrong; -1 when there is none
 */
export function nextErrorIndex(
  list: RowList,
  fromIndex: number,
  direction: Direction,
  { errors, counts, momentMicros }: ShownCapture,
): number {
  const [start] = fromIndex < 0 || !list.isInOrder ? [] : list.window(fromIndex, 1);
  const [begin, end] = [0, counts.lastId + 1];
  let fromId = direction === 1 ? begin : end;
  if (start && 'messageId' in start) fromId = start.messageId;
  // Forwards from a gap, the message after it is the first one.
  else if (start) fromId = (start.nextMessageId ?? end) - (direction === 1 ? 1 : 0);
  let nearest = -1;
  for (const id of errors.messagesFrom(fromId, direction, momentMicros)) {
    if (!list.has(id)) continue;
    const index = list.indexOf(id);
    if (list.isInOrder) return index;
    const isBeyond = fromIndex < 0 || (index - fromIndex) * direction > 0;
    if (isBeyond && (nearest === -1 || (nearest - index) * direction > 0)) nearest = index;
  }
  return nearest;
}

/**
 * @param candidates message ids, nearest first
 * @returns index of the first one in another row than `messageId`; -1 when there is none
 */
export function nextIndexOf(
  list: RowList,
  messageId: number,
  candidates: Iterable<number>,
): number {
  const own = list.indexOf(messageId);
  for (const id of candidates) {
    if (!list.has(id)) continue;
    // Candidates in the closed fold of the message share its row.
    const index = list.indexOf(id);
    if (index !== own) return index;
  }
  return -1;
}
