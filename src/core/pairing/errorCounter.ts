import type { Participants } from '../processes/participants';
import type { Span } from './entities';
import { errorMessageId } from './entities';

/** Counts spans that went wrong, at the connections of both caller and handler. */
export class ErrorCounter {
  /**
   * @param onDidCount called when a span begins to count as an error (+1), or no longer does (-1)
   */
  constructor(
    private readonly participants: Participants,
    private readonly onDidCount: (span: Span, difference: 1 | -1) => void,
  ) {}

  /** Updates the counts. Call it whenever the state of a span may have changed. */
  recount(span: Span): void {
    const isError = errorMessageId(span) !== undefined;
    if (isError && !span.errorConnections) {
      span.errorConnections = [span.caller, span.handler].filter(each => each !== undefined);
      this.countAt(span.errorConnections, 1);
      this.onDidCount(span, 1);
    } else if (!isError && span.errorConnections) {
      // A message that seemed to be lost was only late.
      this.countAt(span.errorConnections, -1);
      this.onDidCount(span, -1);
      span.errorConnections = undefined;
    }
  }

  private countAt(connectionIds: readonly number[], difference: 1 | -1): void {
    for (const id of connectionIds) {
      const connection = this.participants.connectionWithId(id);
      if (!connection) continue;
      connection.errorCount += difference;
      this.participants.counted(connection);
    }
  }
}
