import { ConfigurationTarget, workspace } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { FilterSettings } from './filterStore';
import type { FilterScope } from './savedFilters';

const key = 'rpcscope.filters';

/** Saved filters in VS Code's settings, which leave out those of an untrusted workspace. */
export class ConfiguredFilters extends Disposable implements FilterSettings {
  private readonly changed = this.register(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;

  constructor() {
    super();
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(key)) this.changed.fire(undefined);
      }),
    );
  }

  readEntries(scope: FilterScope): unknown {
    const all = workspace.getConfiguration().inspect<unknown>(key);
    return scope === 'user' ? all?.globalValue : all?.workspaceValue;
  }

  async writeEntries(scope: FilterScope, value: readonly unknown[]): Promise<void> {
    const target = scope === 'user' ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
    // An empty list is removed from the settings file.
    await workspace.getConfiguration().update(key, value.length > 0 ? value : undefined, target);
  }
}
