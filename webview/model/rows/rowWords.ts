import type { Lane, LaneLevel } from '../../../src/protocol/lanes';
import type { GapRow, ListRow, Row, RowKind, SpanState } from '../../../src/protocol/rows';
import { foldWords } from '../../layout/foldWords';
import { labelText } from '../../layout/labelLayout';
import { gapsWords } from '../../../src/core/amqp/gap';
import { printable } from '../../../src/core/base/printable';
import type { ColumnId } from '../table/tableColumns';
import { tableColumns } from '../table/tableColumns';
import { formatBytes, formatDuration, plural } from '../../../src/core/text/amounts';
import { readLaterSentence, sentTime } from '../../../src/core/text/sentTime';
import { formatInstant } from '../../../src/core/text/times';

export const kindWords: Record<RowKind, string> = {
  call: 'call',
  cast: 'cast',
  fanout: 'fanout',
  reply: 'reply',
  failure: 'failure',
  heartbeat: 'heartbeat',
  notification: 'notification',
  foreign: 'not oslo',
};

export const stateWords: Record<SpanState, string> = {
  pending: 'pending',
  ok: 'ok',
  failed: 'failed',
  unanswered: 'not answered',
  undelivered: 'not taken',
  unrouted: 'not routed',
  answeredLate: 'answered late',
  orphanReply: 'call unknown',
  replyLost: 'reply lost',
  unknown: 'unknown: a gap',
};

export const isBad = (state: SpanState): boolean => state === 'failed' || state === 'unanswered';

export const isDoubtful = (state: SpanState): boolean =>
  state === 'unrouted' ||
  state === 'undelivered' ||
  state === 'answeredLate' ||
  state === 'replyLost' ||
  state === 'orphanReply';

/** The sender of a row's message: `nova-api · ctl1`, or `unknown`. */
const senderOf = (row: Row): string => printable(row.sender ?? 'unknown', 120);

function receiversOf(row: Row): string {
  if (row.receivers.length === 0) return row.kind === 'notification' ? '' : 'unknown';
  return printable(row.receivers.join(', '), 200);
}

/** The kind, the ends and the state of a row's message: `call · nova-api · ctl1 → nova-conductor · ctl1 · ok`. */
function routeWords(row: Row): string {
  const receivers = receiversOf(row);
  const ends = receivers === '' ? senderOf(row) : `${senderOf(row)} → ${receivers}`;
  return `${kindWords[row.kind]} · ${ends} · ${stateWords[row.state]}`;
}

/** Says that the sources would not accept the request as it is. */
export const versionMismatchWords = 'code has another version';

const bookmarkWords = ({ bookmark }: Row): string =>
  bookmark === undefined ? '' : `, bookmark ${printable(bookmark, 200)}`.trimEnd();

/**
 * The context of a row's menus; `webview/context` in package.json goes by it.
 *
 * @param lane key of the lane at the pointer, where it is known
 */
export const rowContext = (
  row: Pick<Row, 'kind' | 'requestId'> | undefined,
  lane?: string,
): string =>
  JSON.stringify({
    webviewSection: 'rows',
    rowKind: row?.kind ?? 'none',
    rowHasRequest: row?.requestId !== undefined,
    lane,
    preventDefaultContextMenuItems: true,
  });

/** Formats a moment as time of day in the tab's zone. */
type Clock = (epochMicros: number) => string;

/** Says when a row's message was sent; a screen reader may leave out a sign. */
const sentWords = (row: Row, clock: Clock): string =>
  row.isReadLater && row.toldAtMicros === undefined
    ? `read at ${clock(row.atMicros)}`
    : `at ${sentTime(row, clock)}`;

/** Marks of a row that are not its own. */
interface RowMarks {
  readonly hasVersionMismatch?: boolean;
  readonly isTimeReference?: boolean;
}

/** The label of a row as one line; that of an answer begins with the name of its call. */
function nameWords(row: Row): string {
  const label = labelText(row);
  if (row.callLabel === undefined || row.callLabel === '') return label || printable(eventOf(row));
  const separator = row.kind === 'failure' ? ': ' : ' ';
  return [printable(row.callLabel), label].filter(part => part !== '').join(separator);
}

/** Describes a row to screen readers. */
export function rowSentence(row: Row, clock: Clock, marks: RowMarks = {}): string {
  const reference = marks.isTimeReference === true ? ', time reference' : '';
  const at = `${sentWords(row, clock)}${reference}${bookmarkWords(row)}`;
  const highlight = row.isHighlighted ? ', highlighted' : '';
  if (row.fold) return `${foldSentence(row)}${highlight}, ${at}`;
  const receivers = receiversOf(row);
  const what = nameWords(row);
  const mismatch = marks.hasVersionMismatch === true ? `, ${versionMismatchWords}` : '';
  const direction = receivers === '' ? `from ${senderOf(row)}` : `${senderOf(row)} to ${receivers}`;
  return `${kindWords[row.kind]} ${what}, ${direction}, ${stateWords[row.state]}${mismatch}${highlight}, ${at}`;
}

/** Describes a row of gaps to screen readers. */
export const gapRowSentence = ({ gaps, atMicros }: GapRow, clock: Clock): string =>
  `${gapsWords(gaps)}, at ${clock(atMicros)}`;

/** `folded, 42 messages: report_state ×42 · over 12 s`; empty for a row that is no fold. */
export const foldSentence = (row: Row): string =>
  row.fold
    ? `${row.fold.isOpen ? 'unfolded' : 'folded'}, ${plural(row.fold.count, 'message')}: ${foldWords(row, row.fold)}`
    : '';

/**
 * Label of a row, after the label of its call when it is an answer: `build: NovaException`. A reply
 * has only its call's; a heartbeat says that the handler still works.
 */
export const eventOf = ({ label, callLabel = '' }: Row): string =>
  [callLabel, label].filter(part => part !== '').join(': ');

/** {@link eventOf} with a sign for answers: `↩ select_destinations`. */
const messageWords = (row: Row): string => answerSign(row) + printable(eventOf(row));

const answerSign = ({ callLabel }: Row): string => (callLabel === undefined ? '' : '↩ ');

/** Texts of the columns, except for the time, which the caller formats. */
const cells: Record<Exclude<ColumnId, 'time'>, (row: Row) => string> = {
  kind: row => kindWords[row.kind],
  from: senderOf,
  to: receiversOf,
  message: messageWords,
  detail: row => printable(row.detail),
  latency: row => (row.latencyMicros === undefined ? '' : formatDuration(row.latencyMicros)),
  status: row => stateWords[row.state],
  request: row => printable(row.requestId ?? '', 120),
  exchange: row => printable(row.exchange, 120),
  queue: row => printable(row.queue, 120),
  size: row => formatBytes(row.bytes),
};

export const cellText = (row: Row, id: ColumnId, time: string): string =>
  id === 'time' ? time : cells[id](row);

/** The text of the message column when no column shows the detail. */
export const messageWithDetail = (row: Row): string =>
  [messageWords(row), printable(row.detail)].filter(part => part !== '').join(' ');

/**
 * The tooltip of a row: its whole name, kind, ends and state, and the time with its date.
 *
 * @param mismatch reason why the sources would not accept the request
 */
export const rowTooltip = (row: Row, mismatch: string | undefined): string =>
  [
    row.fold ? foldWords(row, row.fold) : answerSign(row) + nameWords(row),
    ...(row.fold ? [] : [routeWords(row)]),
    sentTime(row, formatInstant) + noteOf(row),
    ...(row.isReadLater ? [readLaterSentence] : []),
    ...(mismatch === undefined ? [] : [`⚠ ${printable(mismatch, 300)}`]),
  ].join('\n');

const noteOf = ({ bookmark }: Row): string =>
  bookmark === undefined ? '' : `\nBookmark ${printable(bookmark, 500)}`.trimEnd();

/** A row for a spreadsheet or a bug report: tab-separated, with an unambiguous time. */
export function rowAsText(row: ListRow): string {
  if (row.kind === 'gap') return `${formatInstant(row.atMicros)}\t${gapsWords(row.gaps)}`;
  const time = sentTime(row, formatInstant);
  if (row.fold) return `${time}\t${foldWords(row, row.fold)}`;
  return tableColumns
    .filter(({ isUsual }) => isUsual)
    .map(({ id }) => (id === 'message' ? messageWithDetail(row) : cellText(row, id, time)))
    .join('\t');
}

/** The line under a lane's service: its host, and its number of processes. */
export function laneSubtitle(lane: Lane, level: LaneLevel): string {
  const count = lane.processes.length > 1 ? ` ×${lane.processes.length}` : '';
  const host = lane.host || (lane.hosts.length > 1 ? `${lane.hosts.length} hosts` : 'host unknown');
  if (level !== 'process') return `${host}${count}`;
  // A restarted process keeps its lane, which shows the newest pid.
  const pid = lane.processes.at(-1)?.split(':').at(-1);
  return pid === undefined ? host : `${host} · ${pid}`;
}

/** The tooltip of a lane: its processes, its restarts, and why its name is a guess. */
export function laneTitle(lane: Lane, clock: Clock): string {
  const lines = [[lane.service, ...lane.hosts].join(' · ')];
  if (lane.inferredFrom !== undefined) lines.push(`Inferred: ${lane.inferredFrom}`);
  if (lane.processes.length > 0) lines.push(lane.processes.slice(0, 20).join('\n'));
  for (const { atMicros, endedProcess: from, startedProcess: to } of lane.restarts) {
    lines.push(`Restarted at ${clock(atMicros)}: ${from} → ${to}`);
  }
  return lines.map(line => printable(line.replaceAll('\n', ' · '), 600)).join('\n');
}
