/**
 * One rule in one live capture. The engine keeps a list of rows for it, as for a diagram; what it
 * announces of that list is compared with what was there before.
 */
import type { IDisposable } from '../../core/base/disposable';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import type { EngineApi, EngineEvent, RowsChanged } from '../../protocol/engineApi';
import type { Remote } from '../../protocol/rpc';

/** What is watched. */
export interface WatchedCapture {
  readonly api: Pick<Remote<EngineApi>, 'setFilter' | 'closeView' | 'readRows'>;
  readonly onDidAnnounce: Event<EngineEvent>;
}

export interface NewRows {
  readonly count: number;
  /** `undefined`: gone already. */
  readonly firstMessageId: number | undefined;
}

/** Rows come every 50 ms; a person who is to be told has more time. */
const lookEveryMillis = 1_000;
/** The newest rows that match are known one by one, to find the first that is new. */
const knownRows = 100;
/** The engine answers no longer questions. */
const maxRows = 2_000;

export class AlertWatch extends Disposable {
  /** `undefined` until all that was there before is found. */
  private matchCount: number | undefined;
  private known: ReadonlySet<number> = new Set();
  /** From this one on all are known. */
  private knownFrom = 0;
  private newestId = 0;
  private latest: RowsChanged | undefined;
  private dirtyFrom = Infinity;
  private isLooking = false;
  private pause: NodeJS.Timeout | undefined;

  /**
   * @param view name of its list of rows in the engine
   * @param found rows match that did not before
   * @param failed the engine did not answer; nothing is found any more
   */
  constructor(
    private readonly capture: WatchedCapture,
    private readonly view: string,
    private readonly filter: string,
    private readonly found: (rows: NewRows) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    super();
    this.register(capture.onDidAnnounce(event => this.heard(event)));
    this.register(toDisposable(() => clearTimeout(this.pause)));
    this.register(this.openView());
    void this.begin();
  }

  private openView(): IDisposable {
    return toDisposable(() => {
      // An engine that has ended keeps no list.
      this.asking(() => this.capture.api.closeView(this.view)).catch(() => undefined);
    });
  }

  private async begin(): Promise<void> {
    try {
      const { filter, view } = this;
      const counts = await this.asking(() =>
        this.capture.api.setFilter(view, { text: filter, hiddenLanes: [] }),
      );
      this.heard({ type: 'rowsChanged', view, dirtyFrom: 0, ...counts });
    } catch (error) {
      this.fail(error);
    }
  }

  private heard(event: EngineEvent): void {
    if (event.type !== 'rowsChanged' || event.view !== this.view || this.isDisposed) return;
    this.latest = event;
    this.dirtyFrom = Math.min(this.dirtyFrom, event.dirtyFrom);
    this.look();
  }

  /** At once, and then no more often than somebody can read. */
  private look(): void {
    if (this.isLooking || this.pause || !this.latest || this.isDisposed) return;
    const { latest, dirtyFrom } = this;
    if (latest.progress !== undefined) return;
    this.latest = undefined;
    this.dirtyFrom = Infinity;
    const isTouched = dirtyFrom < latest.rowCount || latest.matchCount !== this.matchCount;
    if (!isTouched) return;
    this.isLooking = true;
    this.compare(latest, dirtyFrom)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.isLooking = false;
        if (this.isDisposed) return;
        this.pause = setTimeout(() => {
          this.pause = undefined;
          this.look();
        }, lookEveryMillis);
      });
  }

  private async compare({ matchCount, rowCount }: RowsChanged, dirtyFrom: number): Promise<void> {
    const before = this.matchCount;
    const grown = Math.max(0, matchCount - (before ?? matchCount));
    const ids = await this.readIds(rowCount - Math.min(maxRows, knownRows + grown), rowCount);
    const newer = ids.filter(id => id > this.newestId);
    const unknown = ids.filter(id => id > this.knownFrom && !this.known.has(id));
    const newest = ids.slice(-knownRows);
    this.matchCount = matchCount;
    this.known = new Set(newest);
    this.knownFrom = rowCount > knownRows ? (newest[0] ?? 0) : 0;
    this.newestId = Math.max(this.newestId, ids.at(-1) ?? 0);
    // While some rows come, others may go: those that are pending, those that a limit drops.
    const count = Math.max(grown, newer.length);
    if (before === undefined || count === 0 || this.isDisposed) return;
    const [first] = newer.length > 0 ? newer : unknown.slice(-1);
    const firstMessageId = first ?? (await this.readIds(dirtyFrom, dirtyFrom + 1))[0];
    this.found({ count, firstMessageId });
  }

  /** Message ids of rows, in the order of the list. */
  private async readIds(from: number, to: number): Promise<readonly number[]> {
    const first = Math.max(0, from);
    const { rows } = await this.asking(() =>
      this.capture.api.readRows(this.view, first, to - first),
    );
    return rows.map(row => row.messageId);
  }

  private fail(error: unknown): void {
    if (this.isDisposed) return;
    this.dispose();
    this.failed(error);
  }

  /** Of a capture that is closed the question itself throws. */
  private async asking<T>(question: () => Promise<T>): Promise<T> {
    return await question();
  }
}
