import { effect } from '@preact/signals';
import type { IDisposable } from '../../../src/core/base/disposable';
import type { CaptureState } from '../captureState';
import type { DiagramState } from './diagramState';
import { saveUiState } from './uiState';

const delayMillis = 400;

/**
 * Saves the view's state with the host a moment after it changed, and at once when the page is
 * hidden.
 */
export class StateKeeper implements IDisposable {
  private pending: string | undefined;
  private saved: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: () => void;

  constructor(
    capture: CaptureState,
    state: DiagramState,
    private readonly save: (state: string) => Promise<void>,
  ) {
    this.stop = effect(() => {
      if (!capture.isReady.value) return;
      this.pending = saveUiState(state.current());
      this.timer ??= setTimeout(() => this.flush(), delayMillis);
    });
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pending === undefined || this.pending === this.saved) return;
    this.saved = this.pending;
    // A failed save costs a scroll position at most, and the next change saves again.
    this.save(this.pending).catch((error: unknown) => console.warn('rpcscope: not saved', error));
  }

  dispose(): void {
    this.stop();
    this.flush();
  }
}
