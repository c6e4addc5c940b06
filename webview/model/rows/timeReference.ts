import { computed, effect, signal, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { Remote } from '../../../src/protocol/rpc';
import type { SpansApi } from '../../../src/protocol/spans';
import type { CaptureState } from '../captureState';
import type { Feedback } from '../feedback';
import type { Selection } from '../selection/selection';
import type { ViewOptions } from '../state/viewOptions';

export interface TimeReferenceDependencies {
  readonly spans: Pick<Remote<SpansApi>, 'readSentTime'>;
  readonly capture: CaptureState;
  readonly options: ViewOptions;
  readonly selection: Selection;
  readonly feedback: Feedback;
}

/** The row from which the relative times of all views count. Without one they count from the beginning. */
export class TimeReference extends Disposable {
  /** A restored row has no time yet. */
  private readonly chosen = signal<
    { readonly messageId: number; readonly atMicros: number | undefined } | undefined
  >(undefined);
  readonly messageId = computed(() => this.chosen.value?.messageId);
  /** Time of the row in microseconds since the epoch; `undefined` when there is none. */
  readonly atMicros = computed(() => this.chosen.value?.atMicros);

  constructor(private readonly dependencies: TimeReferenceDependencies) {
    super();
    const dropped = computed(() => dependencies.capture.status.value?.droppedByLimit ?? 0);
    this.register(
      toDisposable(
        effect(() => {
          // A full capture drops its oldest rows, perhaps this one.
          if (dropped.value > 0) untracked(() => this.refreshSoon());
        }),
      ),
    );
  }

  /** Makes the selected row the reference, and shows relative times. */
  set(): void {
    const { selection, options, feedback } = this.dependencies;
    const row = selection.row.value;
    if (!row) return feedback.tell('Select a message first');
    if (row.isReadLater) return feedback.tell('It is not known when this message was sent');
    this.chosen.value = { messageId: row.messageId, atMicros: row.atMicros };
    options.timeFormat.value = 'relative';
    feedback.tell('Times count from this row');
  }

  clear(): void {
    const { feedback } = this.dependencies;
    if (this.chosen.value === undefined) return feedback.tell('No time reference is set');
    this.chosen.value = undefined;
    feedback.tell('Times count from the beginning again');
  }

  /** @param messageId saved with the tab's state; {@link refresh} finds out whether it can be used */
  restore(messageId: number | undefined): void {
    this.chosen.value = messageId === undefined ? undefined : { messageId, atMicros: undefined };
  }

  /** Reads the time of the row, and clears a reference to a row that is not in the capture any more. */
  async refresh(): Promise<void> {
    const { spans, feedback } = this.dependencies;
    const messageId = this.messageId.value;
    if (messageId === undefined) return;
    const time = await spans.readSentTime(messageId);
    if (messageId !== this.messageId.value) return;
    if (time && !time.isReadLater) this.chosen.value = { messageId, atMicros: time.atMicros };
    else {
      this.chosen.value = undefined;
      feedback.tell('The row of the time reference is gone; times count from the beginning again');
    }
  }

  refreshSoon(): void {
    this.dependencies.feedback.reportFailureOf(this.refresh());
  }
}
