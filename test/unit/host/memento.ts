import type { Memento, SecretStorage } from 'vscode';

/** VS Code's state, in memory; `text` is what would be on disk. */
export class MemoryState implements Pick<Memento, 'get' | 'update'> {
  private readonly entries = new Map<string, string>();

  get text(): string {
    return [...this.entries].join('\n');
  }

  // The signature is VS Code's.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  get<T>(key: string): T | undefined;
  get<T>(key: string, fallback: T): T;
  get<T>(key: string, fallback?: T): T | undefined {
    const stored = this.entries.get(key);
    return stored === undefined ? fallback : (JSON.parse(stored) as T);
  }

  update(key: string, value: unknown): Promise<void> {
    this.entries.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

export class MemorySecrets implements Pick<SecretStorage, 'get' | 'store' | 'delete'> {
  readonly entries = new Map<string, string>();

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.entries.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.entries.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.entries.delete(key);
    return Promise.resolve();
  }
}
