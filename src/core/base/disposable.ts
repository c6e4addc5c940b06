/** Something that holds a resource until it is told to let go. Disposing twice is harmless. */
export interface IDisposable {
  dispose(): void;
}

export const toDisposable = (dispose: () => void): IDisposable => {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
};

/** Owns disposables and lets go of them in reverse order. */
export class Disposable implements IDisposable {
  private readonly owned: IDisposable[] = [];
  private disposed = false;

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Takes ownership; when this is disposed already, the newcomer is disposed at once. */
  protected register<T extends IDisposable>(disposable: T): T {
    if (this.disposed) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const each of this.owned.reverse()) each.dispose();
    this.owned.length = 0;
  }
}

/** Holds one disposable that gets replaced; the old value is disposed. */
export class DisposableHolder<T extends IDisposable> implements IDisposable {
  private current: T | undefined;
  private disposed = false;

  get value(): T | undefined {
    return this.current;
  }

  set value(next: T | undefined) {
    if (next === this.current) return;
    this.current?.dispose();
    this.current = next;
    if (this.disposed) {
      this.current?.dispose();
      this.current = undefined;
    }
  }

  dispose(): void {
    this.disposed = true;
    this.value = undefined;
  }
}
