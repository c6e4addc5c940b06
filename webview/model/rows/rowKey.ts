import type { ListRow } from '../../../src/protocol/rows';

/** The part of a row that stays when the list becomes another. */
export type RowKey =
  | { readonly kind: 'message'; readonly messageId: number }
  | { readonly kind: 'gap'; readonly gapId: number };

export const rowKey = (row: ListRow): RowKey =>
  row.kind === 'gap'
    ? { kind: 'gap', gapId: row.gaps[0].id }
    : { kind: 'message', messageId: row.messageId };

/** The key of the row that was selected when the state was saved. */
export function savedKey(
  messageId: number | undefined,
  gapId: number | undefined,
): RowKey | undefined {
  if (gapId !== undefined) return { kind: 'gap', gapId };
  return messageId === undefined ? undefined : { kind: 'message', messageId };
}

/** Returns the message of a row, or the one after its gaps; `undefined` at the end of the list. */
export const messageFrom = (row: ListRow | undefined): number | undefined =>
  row?.kind === 'gap' ? row.nextMessageId : row?.messageId;

/**
 * True for the same row. The head of an open fold shares its id with the first message in it; a row of gaps
 * stays the same when further gaps join it.
 */
export function isSameRow(row: ListRow, other: ListRow | undefined): boolean {
  if (!other) return false;
  if (row.kind === 'gap') {
    return (
      other.kind === 'gap' && row.gaps.some(({ id }) => other.gaps.some(each => each.id === id))
    );
  }
  return (
    other.kind !== 'gap' &&
    row.messageId === other.messageId &&
    (row.fold === undefined) === (other.fold === undefined)
  );
}
