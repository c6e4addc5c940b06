import type { Row } from '../../src/protocol/rows';
import { printable } from '../../src/core/base/printable';
import { formatDuration, plural, publishedWords } from '../../src/core/text/amounts';
import type { Arrow } from './arrowLayout';
import type { RowShape } from './dimensions';
import { dimensions } from './dimensions';

export type TextTone = 'strong' | 'dim' | 'warn' | 'error';

/** A piece of a label in one tone. */
export interface Run {
  readonly text: string;
  readonly tone: TextTone;
}

export type MeasureText = (text: string) => number;

/** A label cut to its place; `leftPx` is measured from the gutter's right edge. */
export interface PlacedLabel {
  readonly leftPx: number;
  readonly widthPx: number;
  readonly runs: readonly Run[];
  readonly isCut: boolean;
  /** Distance of the label's middle from the row's top. */
  readonly middlePx: number;
}

/** True for a request: a call, cast or fanout, whose version the sources may refuse. */
export const isRequestRow = ({ kind }: Row): boolean =>
  kind === 'call' || kind === 'cast' || kind === 'fanout';

/**
 * The words of a label: first the event, strong, then its circumstances; failures in words, not
 * only in colour.
 *
 * @param hasVersionMismatch true when the sources would not accept the request as it is
 */
export function labelRuns(row: Row, hasVersionMismatch = false): readonly Run[] {
  const runs: Run[] = [];
  const add = (tone: TextTone, text: string) => {
    if (text !== '') runs.push({ tone, text: printable(text) });
  };
  switch (row.kind) {
    case 'reply':
      break;
    case 'heartbeat':
      add('dim', 'still working');
      break;
    case 'failure':
      add('error', row.label);
      break;
    default:
      add('strong', row.label);
      add('dim', row.detail);
  }
  for (const run of circumstances(row)) add(run.tone, run.text);
  if (hasVersionMismatch && isRequestRow(row)) add('warn', '⚠\ufe0e version');
  return runs;
}

/** The label as one line of plain text, for tooltips and the table. */
export const labelText = (row: Row): string =>
  labelRuns(row)
    .map(run => run.text)
    .join(' ');

function* circumstances(row: Row): Generator<Run> {
  if (row.kind === 'fanout') {
    const isShort = row.deliveredCount < row.routedCount;
    yield {
      tone: isShort ? 'warn' : 'dim',
      // A stream with several readers has more deliveries than queues.
      text:
        row.deliveredCount > row.routedCount
          ? plural(row.deliveredCount, 'receiver')
          : `${row.deliveredCount} of ${row.routedCount}`,
    };
  }
  if (row.kind === 'call' && row.latencyMicros !== undefined) {
    const latency = formatDuration(row.latencyMicros);
    if (row.state === 'failed') yield { tone: 'error', text: `failed after ${latency}` };
    else if (row.isSlow) yield { tone: 'warn', text: `${latency}, slow` };
    else yield { tone: 'dim', text: latency };
  }
  const fate = fateOf(row);
  if (fate) yield fate;
  if (row.isRedelivered) yield { tone: 'warn', text: 'redelivered' };
  const repeated = publishedWords(row.publishCount);
  if (repeated !== undefined) yield { tone: 'warn', text: repeated };
  if (row.isDeadLettered) yield { tone: 'warn', text: 'dead-lettered' };
}

function fateOf(row: Row): Run | undefined {
  const isReply = row.kind === 'reply' || row.kind === 'failure';
  switch (row.state) {
    case 'unanswered':
      if (row.kind !== 'call') return undefined;
      return {
        tone: 'error',
        text:
          row.timeoutMillis === undefined
            ? 'no reply'
            : `no reply after ${formatDuration(row.timeoutMillis * 1000)}`,
      };
    case 'undelivered':
      // Notification queues that nobody reads are common.
      return row.kind === 'notification' || row.isDelivered
        ? undefined
        : { tone: 'warn', text: 'nobody took it' };
    case 'unrouted':
      return isReply ? undefined : { tone: 'warn', text: 'no queue bound' };
    case 'answeredLate':
      return isReply || row.kind === 'call' ? { tone: 'warn', text: 'late' } : undefined;
    case 'replyLost':
      if (isReply) return { tone: 'warn', text: 'nobody took it' };
      return row.kind === 'call' ? { tone: 'warn', text: 'reply lost' } : undefined;
    case 'unknown':
      return { tone: 'dim', text: 'unknown: a gap' };
    case 'orphanReply':
      return { tone: 'warn', text: 'its call is not in the capture' };
    case 'pending':
      return row.kind === 'call' ? { tone: 'dim', text: 'no reply yet' } : undefined;
    case 'failed':
      return row.kind === 'call' && row.latencyMicros === undefined
        ? { tone: 'error', text: 'failed' }
        : undefined;
    case 'ok':
      return undefined;
  }
}

/** Space between runs. */
export const runSpacePx = 5;

/**
 * Places a label above its arrow, in the middle of the visible part, or right of a stub (left of it
 * where the right has less room). A label wider than its arrow reaches beyond the head, never over
 * the sender's bar. When the arrow is out of sight, the label stands at the edge behind which the
 * arrow is.
 *
 * @param view left and right end of the visible stretch
 */
export function placeLabel(
  runs: readonly Run[],
  arrow: Arrow,
  view: LabelRoom,
  measure: MeasureText,
): PlacedLabel | undefined {
  const arrowStretch = stretchOf(arrow);
  if (arrowStretch.leftPx > view.rightPx) return labelBeyond('right', runs, view, measure);
  if (arrowStretch.rightPx < view.leftPx && !arrow.isStub) {
    return labelBeyond('left', runs, view, measure);
  }
  if (runs.length === 0) return undefined;
  if (arrow.isStub) {
    const besidePx = arrowStretch.rightPx + dimensions.labelGapPx;
    const behindPx = arrowStretch.leftPx - dimensions.barWidthPx - dimensions.labelGapPx;
    const roomBeside = view.rightPx - inset - besidePx;
    const roomBehind = behindPx - inset - view.leftPx;
    const isBehind = roomBeside < widthOf(runs, measure) && roomBehind > roomBeside;
    const room = Math.max(isBehind ? roomBehind : roomBeside, dimensions.minLabelWidthPx);
    const fitted = fitRuns(runs, Math.min(room, dimensions.maxLabelWidthPx), measure);
    const leftPx = isBehind ? behindPx - fitted.widthPx : besidePx;
    return leftPx + fitted.widthPx < view.leftPx
      ? labelBeyond('left', runs, view, measure)
      : { ...fitted, leftPx, middlePx: view.shape.arrowYPx };
  }
  const spanPx = arrowStretch.rightPx - arrowStretch.leftPx;
  const viewPx = view.rightPx - view.leftPx;
  const limit = Math.min(Math.max(spanPx, dimensions.maxLabelWidthPx), viewPx) - 2 * inset;
  const fitted = fitRuns(runs, Math.max(dimensions.minLabelWidthPx, limit), measure);
  const visibleLeft = Math.max(arrowStretch.leftPx, view.leftPx);
  const visibleRight = Math.min(arrowStretch.rightPx, view.rightPx);
  const centred = (visibleLeft + visibleRight) / 2 - fitted.widthPx / 2;
  const besideTail = keepOffTail(centred, fitted.widthPx, arrow);
  const leftPx = clamp(besideTail, view.leftPx + inset, view.rightPx - fitted.widthPx - inset);
  return { ...fitted, leftPx, middlePx: view.shape.labelYPx };
}

/** A stretch from left to right. */
interface Stretch {
  readonly leftPx: number;
  readonly rightPx: number;
}

/** The visible stretch of a row, and its shape. */
export interface LabelRoom extends Stretch {
  readonly shape: RowShape;
}

const inset = dimensions.labelGapPx / 2;

function stretchOf(arrow: Arrow): Stretch {
  const xs = [arrow.tailPx, ...arrow.heads.map(head => head.xPx)];
  const loopPx = arrow.hasLoop ? dimensions.loopWidthPx : 0;
  return { leftPx: Math.min(...xs), rightPx: Math.max(...xs, arrow.tailPx + loopPx) };
}

function keepOffTail(leftPx: number, widthPx: number, arrow: Arrow): number {
  const sides = new Set(arrow.heads.map(head => head.pointsRight));
  if (sides.size > 1) return leftPx;
  return sides.has(true)
    ? Math.max(leftPx, arrow.tailPx + inset)
    : Math.min(leftPx, arrow.tailPx - inset - widthPx);
}

function labelBeyond(
  side: 'left' | 'right',
  runs: readonly Run[],
  view: LabelRoom,
  measure: MeasureText,
): PlacedLabel {
  const pointer: Run = { tone: 'dim', text: side === 'left' ? '‹' : '›' };
  const room = Math.max(40, (view.rightPx - view.leftPx) / 3);
  const dimmed = runs.map(run => (run.tone === 'strong' ? { ...run, tone: 'dim' as const } : run));
  const { isCut, runs: kept } = fitRuns(dimmed, room, measure);
  const all = side === 'left' ? [pointer, ...kept] : [...kept, pointer];
  const widthPx = widthOf(all, measure);
  const leftPx = side === 'left' ? view.leftPx + inset : view.rightPx - widthPx - inset;
  return { runs: all, isCut, widthPx, leftPx, middlePx: view.shape.arrowYPx };
}

/** Drops circumstances from the end, then cuts the event's words, until all fits. */
export function fitRuns(
  runs: readonly Run[],
  maxWidthPx: number,
  measure: MeasureText,
): { readonly runs: readonly Run[]; readonly widthPx: number; readonly isCut: boolean } {
  const widthPx = widthOf(runs, measure);
  const [first, ...rest] = runs;
  if (!first || widthPx <= maxWidthPx) return { runs, widthPx, isCut: false };
  const dim = rest.findLastIndex(run => run.tone === 'dim');
  const room = maxWidthPx - (widthPx - measure(first.text));
  const dropped = dim >= 0 ? dim : room < dimensions.minLabelWidthPx ? rest.length - 1 : -1;
  if (dropped >= 0) {
    const fewer = [first, ...rest.filter((_, at) => at !== dropped)];
    return { ...fitRuns(fewer, maxWidthPx, measure), isCut: true };
  }
  const kept = [{ ...first, text: ellipsize(first.text, room, measure) }, ...rest];
  return { runs: kept, widthPx: widthOf(kept, measure), isCut: true };
}

const graphemes = new Intl.Segmenter();

/** The longest beginning that fits, with an ellipsis. */
export function ellipsize(text: string, maxWidthPx: number, measure: MeasureText): string {
  if (measure(text) <= maxWidthPx) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`) <= maxWidthPx) fits = middle;
    else tooLong = middle;
  }
  return `${characters.slice(0, fits).join('')}…`;
}

const widthOf = (runs: readonly Run[], measure: MeasureText): number =>
  runs.reduce((total, run) => total + measure(run.text), 0) +
  runSpacePx * Math.max(0, runs.length - 1);

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(value, high));
