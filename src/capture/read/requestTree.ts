import type { NamesOf } from '../../core/requests/namedThings';
import { parentsOf } from '../../core/requests/parents';
import { treeOf } from '../../core/requests/tree';
import type { RequestSpan } from '../../protocol/requests';
import type { StoredPart } from './requestParts';

/** Returns the spans of a request, each parent before its children. */
export function requestTree(all: readonly StoredPart[], namesOf: NamesOf): RequestSpan[] {
  const byId = new Map(all.map(part => [part.id, part]));
  const isSecond = ({ span: { firstFormId } }: StoredPart): boolean =>
    firstFormId !== undefined && byId.has(firstFormId);
  const seconds = new Map(all.filter(isSecond).map(part => [part.span.firstFormId, part] as const));
  const parts = all.filter(part => !isSecond(part));
  const tree = treeOf(
    parts.map(part => ({ id: part.id, startAtMicros: part.atMicros, endAtMicros: ownEnd(part) })),
    parentsOf(parts, namesOf),
  );
  return tree.flatMap(({ id, depth, parent, endAtMicros, isCritical }) => {
    const part = byId.get(id);
    if (!part) return [];
    const { span } = part;
    const second = seconds.get(id);
    const receivers = [...part.receivers, ...(second?.receivers ?? [])];
    return [
      {
        spanId: id,
        parentId: parent?.id,
        parentAmong: parent?.among ?? [],
        guess: parent?.guess,
        depth,
        kind: span.kind,
        state: span.state,
        label: span.label,
        secondForm: second && { spanId: second.id, label: second.span.label },
        requestId: part.requestId,
        caller: span.senderLane,
        handlers: [...new Set(receivers.map(({ key }) => key))],
        guessedLanes: guessedLanesOf({ ...part, receivers }),
        publishCount: span.publishCount,
        isRedelivered: span.redelivered,
        publishedAtMicros: span.publishedAtMicros,
        deliveredAtMicros: span.deliveredAtMicros,
        replyPublishedAtMicros: span.replyPublishedAtMicros,
        replyDeliveredAtMicros: span.replyDeliveredAtMicros,
        isReadLater: span.isReadLater,
        endAtMicros,
        isCritical,
        isError: span.errorMessageId !== undefined,
        failureClass: span.failureClass,
      },
    ];
  });
}

/** Lanes of the span whose names are guesses. */
function guessedLanesOf({ span, receivers }: StoredPart): string[] {
  const lanes = receivers.flatMap(({ key, isGuess }) => (isGuess ? [key] : []));
  if (span.senderInferred && span.senderLane !== undefined) lanes.push(span.senderLane);
  return [...new Set(lanes)];
}

/** Returns the end of the span itself. An unanswered call lasts until its caller gives up. */
function ownEnd({ span, atMicros, repliedAtMicros }: StoredPart): number {
  const { timeoutMillis } = span;
  const isLost =
    span.errorMessageId !== undefined && repliedAtMicros === undefined && !span.isReadLater;
  return Math.max(
    atMicros,
    isLost && timeoutMillis !== undefined ? atMicros + timeoutMillis * 1000 : atMicros,
    span.deliveredAtMicros ?? atMicros,
    span.replyPublishedAtMicros ?? atMicros,
    span.replyDeliveredAtMicros ?? atMicros,
  );
}
