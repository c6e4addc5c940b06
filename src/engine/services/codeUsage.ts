import type { SpanSubject, CodeUsageApi, CodeUsageKind } from '../../protocol/code/codeUsage';
import { codeSubjectOf, codeUsageKinds } from '../../capture/read/codeUsageKinds';
import type { ShownCapture } from '../shownCapture';

export class CodeUsageService implements CodeUsageApi {
  /** Cached, because counting the kinds of a large capture takes a second. */
  private known: readonly CodeUsageKind[] | undefined;

  constructor(private readonly capture: ShownCapture) {}

  codeSubjectOf(spanId: number): SpanSubject | undefined {
    return codeSubjectOf(this.capture.database, spanId);
  }

  listCodeUsageKinds(): readonly CodeUsageKind[] {
    return (this.known ??= codeUsageKinds(this.capture.database));
  }

  /** Discards the cached kinds, because rows were written, or lanes have changed. */
  forget(): void {
    this.known = undefined;
  }
}
