import { BoundedMap } from '../base/boundedMap';
import type { Participants } from '../processes/participants';
import type { Connection } from '../processes/process';
import type { Message, Span } from './entities';

const rememberedRequests = 6_000;
const maxCastsOfRequest = 100;

/**
 * Determines until when a process worked on a cast. A cast has no reply: its work lasts until the
 * last message that its receiver sends for the same request.
 */
export class CastWork {
  private readonly castsByRequest = new BoundedMap<string, Span[]>(rememberedRequests);

  /** @param onDidExtend called with each cast whose work lasted longer than was known */
  constructor(
    private readonly participants: Participants,
    private readonly onDidExtend: (cast: Span) => void,
  ) {}

  rememberCast(cast: Span): void {
    if (cast.requestId === undefined) return;
    const casts = this.castsByRequest.get(cast.requestId);
    if (!casts) this.castsByRequest.set(cast.requestId, [cast]);
    else if (casts.push(cast) > maxCastsOfRequest) casts.shift();
  }

  /**
   * Assigns a message that a process sends while it handles a cast of the same request to that
   * cast.
   */
  notePublished(message: Message, sender: Connection): void {
    if (message.requestId === undefined) return;
    const cast = this.castsByRequest
      .get(message.requestId)
      ?.findLast(
        each =>
          each !== message.span &&
          each.handler !== undefined &&
          this.participants.isSameProcess(each.handler, sender.id),
      );
    if (!cast) return;
    // The reply of a call belongs to the work, too. Casts do not record it: a chain of casts has no
    // end.
    if (message.kind === 'call') message.span.workOf = cast;
    this.reached(cast, message.id);
  }

  /** Extends the work of the cast to this message. */
  reached(cast: Span, messageId: number): void {
    cast.endMessageId = messageId;
    this.onDidExtend(cast);
  }
}
