import type { DatabaseSync } from 'node:sqlite';
import { isId } from '../core/oslo/names';
import { formatDuration, plural, publishedWords } from '../core/text/amounts';
import { nameInBothForms } from '../core/text/bothForms';
import { Finder } from '../capture/read/finder';
import { RequestReader } from '../capture/read/requests';
import { RowReader } from '../capture/read/rows';
import type { RequestDetails, RequestSpan } from '../protocol/requests';
import { plain } from './output';
import { wordsForNobody } from './receivers';
import type { CaptureOptions } from './withCapture';
import { printFound, withCapture } from './withCapture';

/**
 * Prints a request as a tree.
 *
 * @param id id of the request, of a part of it, or any id in one of its messages
 * @returns the exit code: 2 when there is no such request
 */
export function requestCommand(
  file: string,
  id: string,
  { managementDir, asJson }: CaptureOptions,
): Promise<number> {
  return withCapture(file, managementDir, async database => {
    const request = await findRequest(database, id);
    if (!request) {
      process.stderr.write(`rpcscope: no request has the id ${plain(id)}\n`);
      return 2;
    }
    const lines = asJson
      ? [JSON.stringify(asJsonDetails(request), null, 1)]
      : asText(request, wordsForNobody(database));
    await printFound(database, asJson, lines);
    return 0;
  });
}

/** @param id id of the request, of a part of it, or any id in one of its messages */
export async function findRequest(
  database: DatabaseSync,
  id: string,
): Promise<RequestDetails | undefined> {
  const requests = new RequestReader(database);
  const direct = requests.details(id);
  // A text that is no id may occur in any message, and so identifies no request.
  if (direct || !isId(id)) return direct;
  const finder = new Finder(database, new RowReader(database), requests);
  for (const { messageId, kind } of await finder.find(id)) {
    if (kind === 'lane' || kind === 'queue') continue;
    const request = requests.requestOf(messageId);
    if (request !== undefined) return requests.details(request);
  }
  return undefined;
}

/** Names of parties in JSON are those of `spans --json`: scripts read both. */
const asJsonDetails = ({ spans, ...request }: RequestDetails) => ({
  ...request,
  spans: spans.map(({ caller, handlers, ...span }) => ({ ...span, from: caller, to: handlers })),
});

/** @param nobody words for the receivers of a span that has none */
function* asText(
  request: RequestDetails,
  nobody: (state: RequestSpan['state']) => string,
): Generator<string> {
  const { name, spans, spanCount, errorCount, firstAtMicros, isReadLater, requestIds } = request;
  const end = spans.reduce((last, { endAtMicros }) => Math.max(last, endAtMicros), firstAtMicros);
  const counts = `${plural(spanCount, 'span')}, ${plural(errorCount, 'error')}`;
  const began = new Date(firstAtMicros / 1000).toISOString();
  if (isReadLater) yield `${plain(name)}  ${counts}`;
  else yield `${plain(name)}  ${formatDuration(end - firstAtMicros)}, ${counts}`;
  if (isReadLater) yield `read ${began}, after it had been stored: its times say nothing`;
  else yield `began ${began}`;
  for (const id of requestIds) yield plain(id);
  yield '';
  const guesses: string[] = [];
  const branches = branchesOf(spans);
  for (const [at, span] of spans.entries()) {
    const start =
      (span.publishedAtMicros ?? span.deliveredAtMicros ?? firstAtMicros) - firstAtMicros;
    const offset = (span.isReadLater ? '–' : (start / 1000).toFixed(1)).padStart(10);
    yield `${offset}  ${span.isCritical ? '*' : ' '} ${branches[at] ?? ''}${spanText(span, nobody(span.state), guesses)}`;
  }
  yield '';
  yield `* on the critical path${isReadLater ? '' : '   times: milliseconds since the request began'}`;
  for (const [at, guess] of guesses.entries()) yield `?${at + 1} the parent is a guess: ${guess}`;
  if (spans.some(({ guessedLanes }) => guessedLanes.length > 0)) yield 'name?: the name is a guess';
  if (request.isCut) yield `only the first ${plural(spans.length, 'span')} are shown`;
}

function spanText(span: RequestSpan, nobody: string, guesses: string[]): string {
  const nameOf = (lane: string): string => (span.guessedLanes.includes(lane) ? `${lane}?` : lane);
  const receivers = span.handlers.length > 0 ? span.handlers.map(nameOf).join(', ') : nobody;
  const caller = span.caller === undefined ? 'unknown' : nameOf(span.caller);
  const route =
    span.kind === 'notification' && span.handlers.length === 0
      ? caller
      : `${caller} → ${receivers}`;
  const name = nameInBothForms(span.label, span.secondForm?.label);
  const parts = [`${span.kind} ${name}`, route, ...timesOf(span)];
  if (span.state !== 'ok') parts.push(span.state);
  if (span.failureClass !== undefined) parts.push(span.failureClass);
  if (span.isRedelivered) parts.push('redelivered');
  const repeated = publishedWords(span.publishCount);
  if (repeated !== undefined) parts.push(repeated);
  if (span.guess !== undefined) {
    if (!guesses.includes(span.guess)) guesses.push(span.guess);
    parts.push(`?${guesses.indexOf(span.guess) + 1}`);
  }
  return parts.map(plain).join('  ');
}

/** Durations in queue, handler and reply queue, as far as they are known. */
function timesOf(span: RequestSpan): string[] {
  if (span.isReadLater) return [];
  const stretch = (name: string, from: number | undefined, to: number | undefined): string[] =>
    from === undefined || to === undefined
      ? []
      : [`${name} ${formatDuration(Math.max(0, to - from))}`];
  const { publishedAtMicros, deliveredAtMicros, replyPublishedAtMicros, replyDeliveredAtMicros } =
    span;
  const parts = [
    ...stretch('queue', publishedAtMicros, deliveredAtMicros),
    ...stretch('handler', deliveredAtMicros, replyPublishedAtMicros),
    ...stretch('reply', replyPublishedAtMicros, replyDeliveredAtMicros),
  ];
  return parts.length > 0 ? [`(${parts.join(', ')})`] : [];
}

/** Lines that connect each span with its parent. */
function branchesOf(spans: readonly RequestSpan[]): string[] {
  /**
   * True for each depth at which a sibling follows below; filled from the last span to the first.
   */
  const follows: boolean[] = [];
  return spans
    .toReversed()
    .map(({ depth }) => {
      const isLast = !(follows[depth] ?? false);
      follows.length = depth + 1;
      follows[depth] = true;
      if (depth === 0) return '';
      const trunks = Array.from({ length: depth - 1 }, (_, at) =>
        follows[at + 1] ? '│  ' : '   ',
      );
      return `${trunks.join('')}${isLast ? '└─ ' : '├─ '}`;
    })
    .toReversed();
}
