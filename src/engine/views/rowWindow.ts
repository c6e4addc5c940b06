import type { DatabaseSync } from 'node:sqlite';
import type { Fold, ListRow, RowWindow } from '../../protocol/rows';
import type { ActivationReader } from '../../capture/read/activations';
import { stringLookup, timeOfMessage } from '../../capture/read/messages';
import type { RowReader } from '../../capture/read/rows';
import type { SpanLabels } from './spanLabels';
import type { RowList } from './rowList';
import type { ListedMessages } from './rowsByTime';

export interface RowSource {
  readonly database: DatabaseSync;
  readonly rows: RowReader;
  readonly activations: ActivationReader;
  readonly labels: SpanLabels;
  /** Later events are left out; microseconds since the epoch. */
  readonly momentMicros: number;
}

/** Reads rows of a list, with the activations that touch them. */
export function readWindow(
  list: RowList,
  first: number,
  count: number,
  source: RowSource,
): RowWindow {
  const { momentMicros } = source;
  const shown = list.window(first, count);
  const ids = shown.flatMap(row => ('messageId' in row ? row.messageId : []));
  const read = source.rows.rowsByIds([...new Set(ids)], 0, list.laneLevel, momentMicros);
  const rows = new Map(read.map(row => [row.messageId, row]));
  const highlighted = list.highlighted(ids);
  const [firstId, lastId] = [ids[0], ids.at(-1)];
  const hasBars = list.isInOrder && firstId !== undefined && lastId !== undefined;
  return {
    first,
    rowCount: list.rowCount,
    rows: shown.flatMap((listed, at): ListRow[] => {
      const index = first + at;
      if ('gaps' in listed) {
        return [{ kind: 'gap', index, atMicros: listed.gaps[0].sinceMicros, ...listed }];
      }
      const { messageId, fold } = listed;
      const row = rows.get(messageId);
      if (!row) return [];
      return [
        {
          ...row,
          index,
          isHighlighted: highlighted.has(messageId),
          fold: fold && foldOf(fold, source),
        },
      ];
    }),
    activations: hasBars ? source.activations.between(firstId, lastId, list) : [],
  };
}

function foldOf(
  { isOpen, messageIds }: NonNullable<ListedMessages['fold']>,
  { database, labels }: RowSource,
): Fold {
  const counts = new Map<number, number>();
  for (let at = 0; at < messageIds.length; at++) {
    const label = labels.labelOf(messageIds.at(at));
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const labelOf = stringLookup(database);
  return {
    isOpen,
    count: messageIds.length,
    toAtMicros: timeOfMessage(database, messageIds.at(messageIds.length - 1)) ?? NaN,
    kinds: [...counts]
      .sort(([, one], [, other]) => other - one)
      .map(([label, count]) => ({ label: labelOf(label), count })),
    // Errors are never folded.
    errorCount: 0,
  };
}
