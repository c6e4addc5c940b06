import type { SpanSubject, TrafficApi, TrafficKind } from '../../protocol/code/traffic';
import { subjectOf, trafficKinds } from '../../capture/read/trafficKinds';
import type { ShownCapture } from '../shownCapture';

export class TrafficService implements TrafficApi {
  /** Cached, because counting the kinds of a large capture takes a second. */
  private known: readonly TrafficKind[] | undefined;

  constructor(private readonly capture: ShownCapture) {}

  subjectOf(spanId: number): SpanSubject | undefined {
    return subjectOf(this.capture.database, spanId);
  }

  listTrafficKinds(): readonly TrafficKind[] {
    return (this.known ??= trafficKinds(this.capture.database));
  }

  /** Discards the cached kinds, because rows were written, or lanes have changed. */
  forget(): void {
    this.known = undefined;
  }
}
