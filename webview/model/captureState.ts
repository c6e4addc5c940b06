import { signal } from '@preact/signals';
import type { HostApi, OfferedAction } from '../../src/protocol/hostApi';
import type { Remote } from '../../src/protocol/rpc';
import type { CaptureStatus } from '../../src/protocol/status';
import type { Feedback } from './feedback';

/** The capture that the tab shows, as the engine and the host describe it. */
export class CaptureState {
  readonly status = signal<CaptureStatus | undefined>(undefined);
  /** The first answers have come; until then the tab shows neither rows nor why there are none. */
  readonly isReady = signal(false);
  /** The capture is being recorded from a broker. */
  readonly isLive = signal(false);
  /** Name of the broker that a stored capture came from and that can be connected to again. */
  readonly reconnectTo = signal<string | undefined>(undefined);

  constructor(
    private readonly host: Pick<Remote<HostApi>, 'runAction'>,
    private readonly feedback: Feedback,
  ) {}

  /** Has the host run an action on the capture or its broker; `clear` asks the user first. */
  runAction(action: OfferedAction): void {
    this.feedback.reportFailureOf(this.host.runAction(action));
  }
}
