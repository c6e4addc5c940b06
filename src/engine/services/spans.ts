import type { SentTime } from '../../core/text/sentTime';
import type { SameMethodMessages, SpanDetails, SpansApi } from '../../protocol/spans';
import { maxSameMethodMessages } from '../../protocol/spans';
import type { SameMethodReader } from '../../capture/read/sameMethod';
import type { SpanReader } from '../../capture/read/spanReader';
import type { ShownCapture } from '../shownCapture';
import { wholeWithin } from '../wholeWithin';

export class SpansService implements SpansApi {
  constructor(
    private readonly capture: ShownCapture,
    private readonly reader: SpanReader,
    private readonly sameMethod: SameMethodReader,
  ) {}

  readSpan(spanId: number): SpanDetails | undefined {
    return this.reader.details(spanId, this.capture.momentMicros);
  }

  readSentTime(messageId: number): SentTime | undefined {
    return this.reader.sentTimeOf(messageId);
  }

  readBody(messageId: number): string | undefined {
    return this.reader.bodyOf(messageId);
  }

  messagesOfSameMethod(messageId: number, count: number): SameMethodMessages | undefined {
    const most = wholeWithin(count, maxSameMethodMessages);
    return this.sameMethod.around(messageId, most, this.capture.momentMicros);
  }
}
