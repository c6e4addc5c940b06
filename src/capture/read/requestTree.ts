import { parentsOf } from '../../core/requests/parents';
import { treeOf } from '../../core/requests/tree';
import type { RequestSpan } from '../../protocol/requests';
import type { StoredPart } from './requestParts';

/** The spans of a request, each parent before its children. */
export function requestTree(parts: readonly StoredPart[]): RequestSpan[] {
  const byId = new Map(parts.map(part => [part.id, part]));
  const tree = treeOf(
    parts.map(part => ({ id: part.id, startAt: part.at, endAt: ownEnd(part) })),
    parentsOf(parts),
  );
  return tree.flatMap(({ id, depth, parent, endAt, isCritical }) => {
    const part = byId.get(id);
    if (!part) return [];
    const { span } = part;
    return [
      {
        spanId: id,
        parentId: parent?.id,
        guess: parent?.guess,
        depth,
        kind: span.kind,
        state: span.state,
        label: span.label,
        requestId: part.requestId,
        caller: span.senderLane,
        handlers: [...new Set(part.takers.map(({ key }) => key))],
        publishedAtMicros: span.publishedAtMicros,
        deliveredAtMicros: span.deliveredAtMicros,
        replyPublishedAtMicros: span.replyPublishedAtMicros,
        replyDeliveredAtMicros: span.replyDeliveredAtMicros,
        endAtMicros: endAt,
        isCritical,
        isError: span.errorMessageId !== undefined,
        failureClass: span.failureClass,
      },
    ];
  });
}

/** A call that nobody answered lasted until its caller gave up. */
function ownEnd({ span, at, repliedAt }: StoredPart): number {
  const { timeoutMillis } = span;
  const isLost = span.errorMessageId !== undefined && repliedAt === undefined;
  return Math.max(
    at,
    isLost && timeoutMillis !== undefined ? at + timeoutMillis * 1000 : at,
    span.deliveredAtMicros ?? at,
    span.replyPublishedAtMicros ?? at,
    span.replyDeliveredAtMicros ?? at,
  );
}
