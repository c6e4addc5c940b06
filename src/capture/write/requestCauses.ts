import { BoundedMap } from '../../core/base/boundedMap';
import type { Span } from '../../core/pairing/entities';

/** Number of the newest ids that are remembered, of traces as of requests that heat asked for. */
const rememberedIds = 6_000;

/**
 * Finds the request that caused the request of a span: the span reports it as its global request id,
 * an earlier request has the same trace, or heat asked for the request.
 */
export class RequestCauses {
  /** The first request of each trace. */
  private readonly traces = new BoundedMap<string, string>(rememberedIds);
  /** Ids of heat's requests, by the ids of the requests that they asked for. */
  private readonly askedFor = new BoundedMap<string, string>(rememberedIds);

  /** @returns true when the span is the first that shows that heat asked for its request */
  addAskedFor({ requestId, stackRequestId }: Span): boolean {
    if (requestId === undefined || stackRequestId === undefined) return false;
    if (this.askedFor.get(requestId)) return false;
    this.askedFor.set(requestId, stackRequestId);
    return true;
  }

  /** @returns the id of the request that caused the span's own; undefined when none is known */
  causeOf(span: Span): string | undefined {
    const { requestId, globalRequestId: reportedId, traceId, stackRequestId } = span;
    if (stackRequestId !== undefined) return stackRequestId;
    const globalRequestId = reportedId && (this.askedFor.get(reportedId) ?? reportedId);
    if (traceId === undefined || requestId === undefined) return globalRequestId;
    const first = this.traces.get(traceId);
    if (first === undefined) this.traces.set(traceId, globalRequestId ?? requestId);
    return globalRequestId ?? (first === requestId ? undefined : first);
  }
}
