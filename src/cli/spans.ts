import type { ListedParty, ListedSpan } from '../capture/read/spanList';
import { listSpans } from '../capture/read/spanList';
import { formatDuration, publishedWords } from '../core/text/amounts';
import { nameInBothForms } from '../core/text/bothForms';
import { sentTime } from '../core/text/sentTime';
import { plain } from './output';
import { wordsForNobody } from './receivers';
import type { CaptureOptions } from './withCapture';
import { printFound, withCapture } from './withCapture';

/** Prints one line for each span. */
export function spansCommand(
  file: string,
  { managementDir, asJson }: CaptureOptions,
): Promise<number> {
  return withCapture(file, managementDir, async database => {
    const spans = listSpans(database);
    const nobody = wordsForNobody(database);
    await printFound(
      database,
      asJson,
      asJson
        ? mapped(spans, span => JSON.stringify(span))
        : mapped(eachOnce(spans), span => asText(span, nobody(span.state))),
    );
    return 0;
  });
}

/** Leaves out notifications of events that the line before has reported in another form. */
function* eachOnce(spans: Iterable<ListedSpan>): Generator<ListedSpan> {
  const written = new Set<number>();
  for (const span of spans) {
    if (span.otherForm && written.delete(span.otherForm.id)) continue;
    if (span.otherForm) written.add(span.id);
    yield span;
  }
}

function* mapped<T, U>(items: Iterable<T>, map: (item: T) => U): Generator<U> {
  for (const item of items) yield map(item);
}

/** @param nobody words for the receivers where there is none */
function asText(span: ListedSpan, nobody: string): string {
  const times = {
    atMicros: span.publishedAt ?? span.deliveredAt ?? 0,
    isReadLater: span.readLater,
    toldAtMicros: span.toldAt ?? undefined,
  };
  const at = sentTime(times, micros => new Date(micros / 1000).toISOString());
  const receivers = [...new Set(span.to.map(nameOf))].join(', ') || nobody;
  const end = span.replyDeliveredAt ?? span.replyPublishedAt;
  const took =
    end === null || span.publishedAt === null || span.readLater
      ? ''
      : formatDuration(end - span.publishedAt);
  const parts = [
    at,
    span.kind,
    nameInBothForms(span.method ?? '', span.otherForm?.method),
    `${span.from ? nameOf(span.from) : 'unknown'} → ${receivers}`,
    span.state === 'ok' ? '' : span.state,
    span.failure?.class ?? '',
    span.redelivered ? 'redelivered' : '',
    publishedWords(span.publishCount) ?? '',
    took,
    span.requestId ?? '',
  ];
  return parts
    .filter(part => part !== '')
    .map(plain)
    .join('  ');
}

/** `?` marks a name that is a guess. */
const nameOf = ({ service, host, pid, inferred }: ListedParty): string =>
  [service ?? 'unknown', host, pid].filter(part => part !== null).join(' · ') +
  (inferred && service !== null ? '?' : '');
