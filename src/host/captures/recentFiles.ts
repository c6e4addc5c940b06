import type { Memento } from 'vscode';
import { Emitter } from '../../core/base/emitter';

const stateKey = 'recentCaptures';
const keptFiles = 20;

/** Captures that the user opened from outside storage, newest first. */
export class RecentFiles {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  list(): readonly string[] {
    return this.memento.get<readonly string[]>(stateKey, []);
  }

  async remember(file: string): Promise<void> {
    if (this.list()[0] === file) return;
    await this.set([file, ...this.list().filter(each => each !== file)].slice(0, keptFiles));
  }

  async forget(file: string): Promise<void> {
    await this.set(this.list().filter(each => each !== file));
  }

  private async set(files: readonly string[]): Promise<void> {
    await this.memento.update(stateKey, files);
    this.changed.fire(undefined);
  }
}
