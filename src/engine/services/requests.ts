import type {
  RequestDetails,
  RequestList,
  RequestQuery,
  RequestsApi,
  SpanCause,
} from '../../protocol/requests';
import type { RequestReader } from '../../capture/read/requests';
import type { ShownCapture } from '../shownCapture';
import { wholeWithin } from '../wholeWithin';

/** Maximum number of requests in one answer. */
const maxRequests = 2_000;

export class RequestsService implements RequestsApi {
  constructor(
    private readonly capture: ShownCapture,
    private readonly reader: RequestReader,
  ) {}

  listRequests(query: RequestQuery, count: number): RequestList {
    const { player } = this.capture;
    return this.reader.list(query, wholeWithin(count, maxRequests), player?.head.lastId);
  }

  readRequest(id: string): RequestDetails | undefined {
    return this.reader.details(id);
  }

  requestOf(messageId: number): string | undefined {
    return this.reader.requestOf(messageId);
  }

  readCause(spanId: number): SpanCause | undefined {
    return this.reader.causeOf(spanId);
  }
}
