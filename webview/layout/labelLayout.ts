import type { Row } from '../../src/protocol/rows';
import { printable } from '../model/printable';
import { formatDuration, formatTimeout } from '../model/timeText';
import type { Arrow } from './arrowLayout';
import { metrics } from './metrics';

export type TextTone = 'strong' | 'dim' | 'warn' | 'error';

/** A piece of a label in one tone. */
export interface Run {
  readonly text: string;
  readonly tone: TextTone;
}

export type MeasureText = (text: string) => number;

/** A label cut to its place; `leftPx` from the gutter's right edge. */
export interface PlacedLabel {
  readonly leftPx: number;
  readonly widthPx: number;
  readonly runs: readonly Run[];
  readonly isCut: boolean;
  /** Within its row. */
  readonly middlePx: number;
}

/** What happened, strong, then circumstances; what went wrong in words, not only in colour. */
export function labelRuns(row: Row): readonly Run[] {
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
      text: `${row.deliveredCount} of ${row.routedCount}`,
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
  if (row.isRetried) yield { tone: 'warn', text: 'sent again' };
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
            : `no reply after ${formatTimeout(row.timeoutMillis)}`,
      };
    case 'undelivered':
      // Queues of notifications that nobody reads are the usual case.
      return row.kind === 'notification' || row.isDelivered
        ? undefined
        : { tone: 'warn', text: 'nobody took it' };
    case 'unrouted':
      return isReply ? undefined : { tone: 'warn', text: 'no queue bound' };
    case 'answeredLate':
      return isReply || row.kind === 'call' ? { tone: 'warn', text: 'late' } : undefined;
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
export const runGapPx = 5;

/**
 * Puts a label above its arrow, in the middle of what is visible of it, or right of a stub. It may
 * be wider than the arrow: a row has nothing else.
 *
 * @param view left and right end of the visible stretch
 */
export function placeLabel(
  runs: readonly Run[],
  arrow: Arrow,
  view: { readonly leftPx: number; readonly rightPx: number },
  measure: MeasureText,
): PlacedLabel | undefined {
  if (runs.length === 0) return undefined;
  const xs = [arrow.tailPx, ...arrow.heads.map(head => head.xPx)];
  const right = Math.max(...xs) + (arrow.hasLoop ? metrics.loopWidthPx : 0);
  if (arrow.isStub) {
    const leftPx = right + metrics.labelGapPx;
    const fitted = fitRuns(runs, metrics.maxLabelWidthPx, measure);
    return { ...fitted, leftPx, middlePx: metrics.arrowYPx };
  }
  const left = Math.min(...xs);
  const limit = Math.max(right - left - 2 * metrics.labelGapPx, metrics.maxLabelWidthPx);
  const viewWidth = view.rightPx - view.leftPx - 2 * metrics.labelGapPx;
  const fitted = fitRuns(runs, Math.max(40, Math.min(limit, viewWidth)), measure);
  const visibleLeft = Math.max(left, view.leftPx);
  const visibleRight = Math.min(right, view.rightPx);
  const isOutOfSight = visibleLeft >= visibleRight;
  const middle = isOutOfSight ? (left + right) / 2 : (visibleLeft + visibleRight) / 2;
  const centred = middle - fitted.widthPx / 2;
  const leftPx = isOutOfSight
    ? centred
    : Math.max(
        view.leftPx + metrics.labelGapPx / 2,
        Math.min(centred, view.rightPx - fitted.widthPx - metrics.labelGapPx / 2),
      );
  return { ...fitted, leftPx, middlePx: metrics.labelYPx };
}

/** Cuts the first run, then drops from the end, until all fits. */
export function fitRuns(
  runs: readonly Run[],
  maxWidthPx: number,
  measure: MeasureText,
): { readonly runs: readonly Run[]; readonly widthPx: number; readonly isCut: boolean } {
  const widths = runs.map(run => measure(run.text));
  const total = sum(widths) + runGapPx * (runs.length - 1);
  if (total <= maxWidthPx) return { runs, widthPx: total, isCut: false };
  const [first, ...rest] = runs;
  if (!first) return { runs, widthPx: 0, isCut: false };
  const room = maxWidthPx - (total - (widths[0] ?? 0));
  if (room < Math.min(60, maxWidthPx) && rest.length > 0) {
    return { ...fitRuns(runs.slice(0, -1), maxWidthPx, measure), isCut: true };
  }
  const text = ellipsize(first.text, room, measure);
  const kept = [{ ...first, text }, ...rest];
  const widthPx = measure(text) + (total - (widths[0] ?? 0));
  return { runs: kept, widthPx, isCut: true };
}

/** The longest beginning that fits, with an ellipsis. */
export function ellipsize(text: string, maxWidthPx: number, measure: MeasureText): string {
  if (measure(text) <= maxWidthPx) return text;
  const characters = [...text];
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`) <= maxWidthPx) fits = middle;
    else tooLong = middle;
  }
  return `${characters.slice(0, fits).join('')}…`;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
