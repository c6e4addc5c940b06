import { window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { OpenCaptures } from '../captures/openCaptures';
import type { Log } from '../log';
import { readSetting } from '../settings';
import type { CodeIndexService } from './codeIndexService';
import { FileUses, isPython } from './fileUses';
import type { MethodUsage } from './methodUsage';
import { maxAgeMicros } from './codeUsageWords';
import { CodeUsageWatch } from './codeUsageWatch';

/** Interval at which texts like "3 s ago" are updated when nothing else happens. */
const ageingMillis = 10_000;

/** Provides the code usage of open captures for the Python documents of this window. */
export class CodeUsage extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when {@link methodsOf} may return something else, or the time of its data is older now. */
  readonly onDidChange = this.changed.event;

  private readonly watch: CodeUsageWatch;
  private readonly uses: FileUses;

  constructor(index: CodeIndexService, captures: OpenCaptures, log: Log) {
    super();
    this.uses = new FileUses(index, log);
    this.watch = this.register(new CodeUsageWatch(captures, isWatched));
    this.register(this.watch.onDidChange(() => this.changed.fire(undefined)));
    this.register(
      index.onDidChange(() => {
        this.uses.invalidate();
        this.changed.fire(undefined);
      }),
    );
    this.register(window.onDidChangeVisibleTextEditors(() => this.watch.wake()));
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration('rpcscope.code')) return;
        this.watch.wake();
        this.changed.fire(undefined);
      }),
    );
    this.register(workspace.onDidCloseTextDocument(document => this.uses.forget(document)));
    const ageing = setInterval(() => this.age(), ageingMillis);
    this.register(toDisposable(() => clearInterval(ageing)));
  }

  /** Returns the functions of a document that have code usage, with the last counts. */
  async methodsOf(document: TextDocument): Promise<readonly MethodUsage[]> {
    return isPython(document) ? await this.uses.methodsOf(document, this.watch.lastUsage) : [];
  }

  /** Returns the same with counts as of now. */
  async currentMethodsOf(document: TextDocument): Promise<readonly MethodUsage[]> {
    return isPython(document)
      ? await this.uses.methodsOf(document, await this.watch.readUsage(), true)
      : [];
  }

  private age(): void {
    const oldest = Date.now() * 1000 - maxAgeMicros - ageingMillis * 1000;
    const isYoung = this.watch.lastUsage.some(({ kinds }) =>
      kinds.some(({ lastAtMicros }) => lastAtMicros > oldest),
    );
    if (isYoung && isWatched()) this.changed.fire(undefined);
  }
}

/** Tells whether a feature that shows code usage is on and a Python document is visible. */
const isWatched = (): boolean =>
  (readSetting('rpcscope.code.codeLens') || readSetting('rpcscope.code.argumentWarnings')) &&
  window.visibleTextEditors.some(({ document }) => isPython(document));
