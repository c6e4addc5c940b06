import type { IDisposable } from '../../src/core/base/disposable';

/** Draws once in the next animation frame, however many requests there were. */
export class FrameScheduler implements IDisposable {
  private frame: number | undefined;

  constructor(private readonly draw: () => void) {}

  request(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  dispose(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }
}
