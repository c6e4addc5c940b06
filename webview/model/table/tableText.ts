/**
 * Rows of the table for spreadsheets and scripts: times and sizes are numbers, and nothing is cut
 * off.
 */
import type { GapRow, ListRow, Row } from '../../../src/protocol/rows';
import { gapsWords } from '../../../src/core/amqp/gap';
import { eventOf } from '../rows/rowWords';
import { foldWords } from '../../layout/foldWords';
import { formatInstant } from '../../../src/core/text/times';
import type { ColumnId } from './tableColumns';

export type TableFormat = 'csv' | 'json';

/** Names of columns and fields, with their units. */
const names: Record<ColumnId, string> = {
  time: 'time',
  kind: 'kind',
  from: 'from',
  to: 'to',
  message: 'message',
  detail: 'detail',
  latency: 'latency_ms',
  status: 'status',
  request: 'request',
  exchange: 'exchange',
  queue: 'queue',
  size: 'bytes',
};

type Value = string | number | readonly string[] | undefined;

/** Exact values of the columns; `undefined` when the row has none. */
const values: Record<ColumnId, (row: Row) => Value> = {
  time: row => timeOf(row),
  kind: row => row.kind,
  from: row => row.sender,
  to: row => row.receivers,
  message: row => (row.fold ? foldWords(row, row.fold) : eventOf(row)),
  detail: row => row.detail,
  latency: row => row.latencyMicros && row.latencyMicros / 1000,
  status: row => row.state,
  request: row => row.requestId,
  exchange: row => row.exchange,
  queue: row => row.queue,
  size: row => row.bytes,
};

/** Returns when a row's message was sent, where that is known: the time of reading tells nothing of it. */
function timeOf({ atMicros, isReadLater, toldAtMicros }: Row): Value {
  const sentAtMicros = isReadLater ? toldAtMicros : atMicros;
  return sentAtMicros === undefined ? undefined : formatInstant(sentAtMicros);
}

/** Exact values of a row of gaps. */
const gapValues: Partial<Record<ColumnId, (row: GapRow) => Value>> = {
  time: row => formatInstant(row.atMicros),
  kind: row => row.kind,
  message: row => gapsWords(row.gaps),
};

const valueOf = (row: ListRow, id: ColumnId): Value =>
  row.kind === 'gap' ? gapValues[id]?.(row) : values[id](row);

/** @returns lines with their ends: CSV with a head, or a JSON list with one object for each row */
export function tableText(
  format: TableFormat,
  rows: readonly ListRow[],
  columns: readonly ColumnId[],
): string {
  if (format === 'json') {
    const objects = rows.map(row =>
      Object.fromEntries(columns.map(id => [names[id], valueOf(row, id) ?? null])),
    );
    return `${JSON.stringify(objects, undefined, 2)}\n`;
  }
  const lines = rows.map(row => columns.map(id => csvCell(valueOf(row, id))));
  return [columns.map(id => names[id]), ...lines].map(cells => `${cells.join(',')}\r\n`).join('');
}

/**
 * A cell of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe,
 * because anybody may publish messages.
 */
export function csvCell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  const harmless = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
