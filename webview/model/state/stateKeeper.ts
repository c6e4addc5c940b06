import { effect } from '@preact/signals';
import type { IDisposable } from '../../../src/core/base/disposable';
import type { Diagram } from '../diagram';
import { saveUiState } from './uiState';

const delayMillis = 400;

/** Gives the view's own state to the host a moment after it changed, and at once when hidden. */
export class StateKeeper implements IDisposable {
  private pending: string | undefined;
  private saved: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: () => void;

  constructor(
    diagram: Diagram,
    private readonly save: (state: string) => Promise<void>,
  ) {
    this.stop = effect(() => {
      if (!diagram.isReady.value) return;
      this.pending = saveUiState(diagram.uiState());
      this.timer ??= setTimeout(() => this.flush(), delayMillis);
    });
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pending === undefined || this.pending === this.saved) return;
    this.saved = this.pending;
    // A lost save costs a scroll position; the next one comes with the next change.
    this.save(this.pending).catch((error: unknown) => console.warn('rpcscope: not saved', error));
  }

  dispose(): void {
    this.stop();
    this.flush();
  }
}
