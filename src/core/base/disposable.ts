/** Something that holds a resource until `dispose` is called. Disposing twice is harmless. */
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

/** Owns disposables, and disposes them in reverse order of registration. */
export class Disposable implements IDisposable {
  private readonly owned: IDisposable[] = [];
  private disposed = false;

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Takes ownership of a disposable. When the owner is already disposed, disposes it at once. */
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

/** Holds one replaceable disposable. Setting a new value disposes the old one. */
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
