import { window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { OpenCaptures } from '../captures/openCaptures';
import type { Log } from '../log';
import { readSetting } from '../settings';
import type { CodeIndexService } from './codeIndexService';
import { FileUses, isPython } from './fileUses';
import type { MethodTraffic } from './methodTraffic';
import { maxAgeMicros } from './trafficWords';
import { TrafficWatch } from './trafficWatch';

/** How often "3 s ago" is told anew when nothing else happens. */
const ageingMillis = 10_000;

/** Traffic of the open captures, as seen from the Python documents of this window. */
export class CodeTraffic extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** {@link of} may answer otherwise than before, or what it answered is older now. */
  readonly onDidChange = this.changed.event;

  private readonly watch: TrafficWatch;
  private readonly uses: FileUses;

  constructor(index: CodeIndexService, captures: OpenCaptures, log: Log) {
    super();
    this.uses = new FileUses(index, log);
    this.watch = this.register(new TrafficWatch(captures, isWatched));
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

  /** Functions of a document that traffic goes through, by what was last counted. */
  async of(document: TextDocument): Promise<readonly MethodTraffic[]> {
    return isPython(document) ? await this.uses.of(document, this.watch.all) : [];
  }

  /** The same as of now, for somebody who waits for it. */
  async now(document: TextDocument): Promise<readonly MethodTraffic[]> {
    return isPython(document) ? await this.uses.of(document, await this.watch.read(), true) : [];
  }

  private age(): void {
    const oldest = Date.now() * 1000 - maxAgeMicros - ageingMillis * 1000;
    const isYoung = this.watch.all.some(({ kinds }) =>
      kinds.some(({ lastAtMicros }) => lastAtMicros > oldest),
    );
    if (isYoung && isWatched()) this.changed.fire(undefined);
  }
}

/** Somebody may see what would be said. */
const isWatched = (): boolean =>
  (readSetting('rpcscope.code.codeLens') || readSetting('rpcscope.code.argumentWarnings')) &&
  window.visibleTextEditors.some(({ document }) => isPython(document));
