/**
 * Writes rows of a diagram as Mermaid text (https://mermaid.js.org/syntax/sequenceDiagram.html),
 * which Markdown viewers draw. The text uses only syntax that all versions since 9 read in the same
 * way.
 */
import type { MessageKind, SpanState } from '../pairing/entities';
import { formatDuration, publishedWords } from '../text/amounts';
import { mermaidText } from './mermaidText';

/** Fields of a row that the export needs; see `Row` of the protocol. */
export interface DrawnRow {
  readonly spanId: number;
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly atMicros: number;
  /** True when its time is that of reading, see {@link SentTime}. */
  readonly isReadLater: boolean;
  readonly sender: string | undefined;
  readonly receivers: readonly string[];
  readonly isDelivered: boolean;
  readonly isRedelivered: boolean;
  /** More than 1 when the same bytes were published again. */
  readonly publishCount: number;
  readonly isDeadLettered: boolean;
  readonly label: string;
  readonly latencyMicros: number | undefined;
  readonly timeoutMillis: number | undefined;
  /** Words of the gaps of the recording between the row before and this one. */
  readonly gaps?: readonly string[];
}

export interface MermaidOptions {
  readonly title?: string | undefined;
  /** Maximum number of drawn messages. Default: 500. A note counts the messages after them. */
  readonly maxMessages?: number | undefined;
  /** Total number of rows, when not all of them are given. */
  readonly rowCount?: number | undefined;
  /** Pauses of this length or more get a note. Default: one second. */
  readonly gapMicros?: number | undefined;
}

export const defaultMaxMessages = 500;

/** Mermaid by default refuses to draw a text of more than 50,000 characters. */
const maxCharacters = 45_000;
const maxLabel = 80;
const maxReceivers = 20;

/**
 * @param rows rows in the order of the diagram
 * @param lanes lanes in the order of the diagram; a lane without a row is left out
 */
export function mermaid(
  rows: readonly DrawnRow[],
  lanes: readonly { readonly key: string }[],
  options: MermaidOptions = {},
): string {
  const { title, maxMessages = defaultMaxMessages, gapMicros = 1_000_000 } = options;
  const head = ['sequenceDiagram'];
  if (title !== undefined && title.trim() !== '') {
    head.push(`  title ${mermaidText(title, 2 * maxLabel)}`);
  }
  const drawn = fittingRows(rows.slice(0, maxMessages), lanes, gapMicros, lengthOf(head));
  // Only the rows that are drawn count: an activation whose reply is left out must not begin.
  const drawnLanes = new DrawnLanes(drawn, lanes);
  const lines = blocksOf(drawn, drawnLanes, gapMicros).flat();
  const leftOut = (options.rowCount ?? rows.length) - drawn.length;
  if (leftOut > 0) {
    const messages = leftOut === 1 ? 'message is' : 'messages are';
    lines.push(`  ${drawnLanes.note(`${leftOut} more ${messages} left out`)}`);
  }
  return `${[...head, ...drawnLanes.lines, ...lines].join('\n')}\n`;
}

/** Returns the first rows that fit into the maximum length together with their lanes. */
function fittingRows(
  rows: readonly DrawnRow[],
  lanes: readonly { readonly key: string }[],
  gapMicros: number,
  headLength: number,
): readonly DrawnRow[] {
  const drawnLanes = new DrawnLanes(rows, lanes);
  const blocks = blocksOf(rows, drawnLanes, gapMicros);
  const seen = new Set<string | undefined>();
  let length = headLength;
  const end = rows.findIndex((row, at) => {
    length += lengthOf(blocks[at] ?? []);
    for (const key of endsOf(row)) {
      if (seen.has(key)) continue;
      seen.add(key);
      length += lengthOf([drawnLanes.line(key)]);
    }
    return length > maxCharacters;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

/** Returns the lines of each row. */
function blocksOf(
  rows: readonly DrawnRow[],
  drawnLanes: DrawnLanes,
  gapMicros: number,
): readonly (readonly string[])[] {
  const bars = activationsOf(rows);
  return rows.map((row, at) => {
    const before = rows[at - 1] ?? row;
    const isTimed = !row.isReadLater && !before.isReadLater;
    const pause = isTimed ? row.atMicros - before.atMicros : 0;
    return [
      ...(row.gaps ?? []).map(words => drawnLanes.note(words)),
      ...(pause >= gapMicros ? [drawnLanes.note(`${formatDuration(pause)} later`)] : []),
      ...linesOf(row, bars.callOf.get(row), drawnLanes),
      ...(bars.begin.has(row) ? [`activate ${drawnLanes.id(row.receivers[0])}`] : []),
      ...(bars.callOf.has(row) ? [`deactivate ${drawnLanes.id(row.sender)}`] : []),
    ].map(line => `  ${line}`);
  });
}

const lengthOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length + 1, 0);

/** Lanes that occur in the drawn rows, with the short ids by which the text refers to them. */
class DrawnLanes {
  private readonly ids = new Map<string | undefined, string>();

  constructor(rows: readonly DrawnRow[], lanes: readonly { readonly key: string }[]) {
    const used = new Set(rows.flatMap(row => endsOf(row)));
    const known = lanes.flatMap(({ key }) => (used.delete(key) ? [key] : []));
    const hasUnknown = used.delete(undefined);
    for (const key of [...known, ...used]) this.ids.set(key, `p${this.ids.size + 1}`);
    if (hasUnknown || this.ids.size === 0) this.ids.set(undefined, `p${this.ids.size + 1}`);
  }

  get lines(): readonly string[] {
    return Array.from(this.ids.keys(), key => this.line(key));
  }

  line(key: string | undefined): string {
    return `  participant ${this.id(key)} as ${mermaidText(key ?? 'unknown', maxLabel) || '?'}`;
  }

  id(key: string | undefined): string {
    return this.ids.get(key) ?? 'p1';
  }

  /** A note across the whole diagram. */
  note(text: string): string {
    const last = this.ids.size === 1 ? '' : `,p${this.ids.size}`;
    return `Note over p1${last}: ${mermaidText(text, maxLabel)}`;
  }
}

/** Returns the lane keys that the row's lines refer to. */
function endsOf(row: DrawnRow): readonly (string | undefined)[] {
  return [row.sender, ...(isNoteOnly(row) ? [] : receiversOf(row))];
}

const receiversOf = ({ receivers }: DrawnRow): readonly (string | undefined)[] =>
  receivers.length === 0 ? [undefined] : receivers.slice(0, maxReceivers);

/**
 * A notification or fanout without a receiver is common and not an error: it becomes a note without
 * an arrow.
 */
const isNoteOnly = ({ kind, isDelivered }: DrawnRow): boolean =>
  !isDelivered && (kind === 'notification' || kind === 'fanout');

interface Activations {
  /** Calls at which an activation begins. */
  readonly begin: ReadonlySet<DrawnRow>;
  /** Maps the reply at which an activation ends to its call. */
  readonly callOf: ReadonlyMap<DrawnRow, DrawnRow>;
}

/** Finds the activations whose begin and end are both drawn, on one lane. */
function activationsOf(rows: readonly DrawnRow[]): Activations {
  const open = new Map<number, DrawnRow>();
  const callOf = new Map<DrawnRow, DrawnRow>();
  for (const row of rows) {
    if (row.kind === 'call' && row.isDelivered && row.receivers.length === 1)
      open.set(row.spanId, row);
    const call = open.get(row.spanId);
    if (!call || !isReply(row) || row.sender !== call.receivers[0]) continue;
    callOf.set(row, call);
    open.delete(row.spanId);
  }
  return { begin: new Set(callOf.values()), callOf };
}

const isReply = ({ kind }: DrawnRow): boolean => kind === 'reply' || kind === 'failure';

function linesOf(
  row: DrawnRow,
  call: DrawnRow | undefined,
  drawnLanes: DrawnLanes,
): readonly string[] {
  const from = drawnLanes.id(row.sender);
  const text = [mermaidText(row.label, maxLabel) || row.kind, ...stateWords(row, call)].join(' ');
  if (isNoteOnly(row)) return [`Note over ${from}: ${text}`];
  const hidden = row.receivers.length - maxReceivers;
  return [
    ...receiversOf(row).map(to => `${from}${arrowOf(row)}${drawnLanes.id(to)}: ${text}`),
    ...(hidden > 0 ? [`Note over ${from}: and to ${hidden} more`] : []),
  ];
}

function arrowOf({ kind, state, isDelivered }: DrawnRow): string {
  switch (kind) {
    case 'call':
      return isLost(state) ? '-x' : '->>';
    case 'cast':
    case 'fanout':
    case 'notification':
    case 'foreign':
      return !isDelivered && isLost(state) ? '-x' : '-)';
    case 'reply':
      return state === 'replyLost' ? '--x' : '-->>';
    case 'failure':
      return '--x';
    case 'heartbeat':
      return '--)';
  }
}

const isLost = (state: SpanState): boolean =>
  state === 'unanswered' || state === 'undelivered' || state === 'unrouted';

/**
 * Describes the row's state in words that contain no character that Mermaid would need an entity
 * for.
 */
function stateWords(row: DrawnRow, call: DrawnRow | undefined): readonly string[] {
  const { kind, state, timeoutMillis } = row;
  const words: string[] = [];
  if (isReply(row)) {
    if (call?.latencyMicros !== undefined)
      words.push(`after ${formatDuration(call.latencyMicros)}`);
    if (state === 'answeredLate') words.push('too late');
    if (state === 'replyLost') words.push('not taken');
  } else if (kind !== 'heartbeat') {
    if (state === 'unrouted') words.push('no queue is bound');
    else if (state === 'unknown') words.push('unknown, a gap');
    else if (state === 'undelivered' || isNoteOnly(row)) words.push('not taken');
    else if (state === 'unanswered') {
      words.push(
        timeoutMillis === undefined
          ? 'no reply'
          : `no reply within ${formatDuration(timeoutMillis * 1000)}`,
      );
    }
  }
  if (row.isRedelivered) words.push('redelivered');
  const repeated = publishedWords(row.publishCount);
  if (repeated !== undefined) words.push(repeated);
  if (row.isDeadLettered) words.push('dead-lettered');
  return words.length === 0 ? [] : [`(${words.join(', ')})`];
}
