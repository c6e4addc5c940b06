import type { IDisposable } from './disposable';
import { toDisposable } from './disposable';

export type Event<T> = (listener: (value: T) => void) => IDisposable;

/** Calls listeners in the order in which they subscribed. */
export class Emitter<T> implements IDisposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = listener => {
    const own = (value: T) => listener(value);
    this.listeners.add(own);
    return toDisposable(() => this.listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
