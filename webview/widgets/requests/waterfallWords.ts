/** Words about the spans of a waterfall. */
import { printable } from '../../../src/core/base/printable';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { nameInBothForms } from '../../../src/core/text/bothForms';
import { formatElapsed } from '../../../src/core/text/times';
import type { RequestSpan } from '../../../src/protocol/requests';
import { timeOf } from '../../layout/waterfallLayout';
import type { TreeLine } from '../../model/requests/spanFolds';
import type { AxisZero } from '../../model/requests/waterfallZoom';
import { kindWords, stateWords } from '../../model/rows/rowWords';

export function routeOf({ caller, handlers }: RequestSpan): string {
  const receivers = handlers.length > 2 ? `${handlers.length} lanes` : handlers.join(', ');
  const sender = caller ?? 'unknown';
  return printable(receivers === '' ? sender : `${sender} → ${receivers}`, 200);
}

/**
 * The route of a span. Its caller is the handler of its parent, and is named only where nobody took the
 * span.
 */
export const goalOf = (span: RequestSpan): string =>
  routeOf(span.handlers.length > 0 ? { ...span, caller: '' } : span).trim();

/** The failure of a span, in words. */
export function noteOf(span: RequestSpan): string {
  if (!span.isError) return '';
  return printable(`✕ ${span.failureClass ?? stateWords[span.state]}`, 120);
}

export function lengthOf(span: RequestSpan): string {
  const time = timeOf(span);
  const length = time ? time.toMicros - time.fromMicros : 0;
  return length === 0 ? '' : formatDuration(length);
}

/** The beginning of a span and its length, in words. */
function beginOf(span: RequestSpan, zero: AxisZero): string | undefined {
  const time = timeOf(span);
  if (!time) return undefined;
  const { fromMicros, toMicros } = time;
  const length = toMicros > fromMicros ? `, takes ${formatDuration(toMicros - fromMicros)}` : '';
  return `Begins ${sinceWords(fromMicros - zero.atMicros, zero.isReference)}${length}`;
}

/** The time from the zero of the axis: `after 12 ms`, or `12 ms before the time reference`. */
function sinceWords(micros: number, isReference: boolean): string {
  const elapsed = formatElapsed(Math.abs(micros), 10);
  if (elapsed === '0') return isReference ? 'with the time reference' : 'with the request';
  if (!isReference) return `after ${elapsed}`;
  return `${elapsed} ${micros < 0 ? 'before' : 'after'} the time reference`;
}

function hiddenWords({ hiddenCount, hiddenErrorCount }: TreeLine): string {
  const errors = hiddenErrorCount > 0 ? `, ${plural(hiddenErrorCount, 'error')} among them` : '';
  return `${plural(hiddenCount, 'span')} folded${errors}`;
}

interface LineMarks {
  readonly zero: AxisZero;
  /** The reason why the sources would not accept the span's request. */
  readonly mismatch: string | undefined;
  /** Relative times count from the span. */
  readonly isReference: boolean;
}

/** All about a line, in several lines of text. */
export function titleOf(line: TreeLine, { zero, mismatch, isReference }: LineMarks): string {
  const { span, isFolded } = line;
  const begin = beginOf(span, zero);
  const name = nameInBothForms(span.label, span.secondForm?.label);
  const lines = [
    `${kindWords[span.kind]} ${name}, ${stateWords[span.state]}`,
    routeOf(span),
    ...(isReference ? ['Time reference'] : []),
    ...(begin === undefined ? [] : [begin]),
    ...(isFolded ? [hiddenWords(line)] : []),
    ...(span.guess === undefined ? [] : [`Its place here is a guess. ${span.guess}`]),
    ...(mismatch === undefined ? [] : [mismatch]),
    ...(span.isCritical ? ['On the critical path: the request waited for it.'] : []),
  ];
  return lines.map(each => printable(each, 400)).join('\n');
}
