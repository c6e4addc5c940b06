/**
 * One rule in one live capture. The engine keeps a list of rows for it, as for a diagram; each
 * announced change of that list is compared with its state before.
 */
import type { IDisposable } from '../../core/base/disposable';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import type { EngineApi, EngineEvent } from '../../protocol/engineApi';
import type { Row, RowsChanged } from '../../protocol/rows';
import type { RemoteApis } from '../../protocol/rpc';

/** The parts of a live capture that a watch needs. */
export interface WatchedCapture {
  readonly api: Pick<RemoteApis<EngineApi>, 'view' | 'status'>;
  readonly onDidAnnounce: Event<EngineEvent>;
}

export interface NewRows {
  readonly count: number;
  /** Id of the first new row; `undefined` when it is gone already. */
  readonly firstMessageId: number | undefined;
}

/** Interval of checks. Rows are announced every 50 ms; a person needs no such speed. */
const lookEveryMillis = 1_000;
/** Number of newest matching rows whose ids are remembered, to find the first new one. */
const knownRows = 100;
/** Largest number of rows in one question; the engine answers no larger ones. */
const maxRows = 2_000;

export class AlertWatch extends Disposable {
  /** Time of the last message that existed before the watch began; microseconds since the epoch. */
  private begunAtMicros = -Infinity;
  /** Number of matching rows; `undefined` until the search of the rows that existed before has ended. */
  private matchCount: number | undefined;
  private known: ReadonlySet<number> = new Set();
  /** A message id: the ids of all matching rows above it are in {@link known}. */
  private knownFrom = 0;
  private newestId = 0;
  private latest: RowsChanged | undefined;
  private dirtyFrom = Infinity;
  private isLooking = false;
  private pause: NodeJS.Timeout | undefined;

  /**
   * @param view name of its list of rows in the engine
   * @param found called with rows that match and did not before
   * @param failed called once when the engine did not answer; the watch has ended then
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
      // An engine that has ended keeps no list to close.
      this.asking(() => this.capture.api.view(this.view).close()).catch(() => undefined);
    });
  }

  private async begin(): Promise<void> {
    try {
      const { filter, view } = this;
      // The search takes a while in a long capture, and rows that arrive meanwhile are new.
      const { lastAtMicros } = await this.asking(() => this.capture.api.status.captureStatus());
      this.begunAtMicros = lastAtMicros ?? -Infinity;
      const counts = await this.asking(() =>
        this.capture.api.view(view).setFilter({ text: filter, hiddenLanes: [] }),
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

  /** Checks at once, then at most once per interval. */
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
    const isFirst = before === undefined;
    const grown = isFirst ? 0 : Math.max(0, matchCount - before);
    const wanted = isFirst ? maxRows : Math.min(maxRows, knownRows + grown);
    const rows = await this.readRows(rowCount - wanted, rowCount);
    const ids = rows.map(row => row.messageId);
    const isNewer = (row: Row) =>
      isFirst ? row.atMicros > this.begunAtMicros : row.messageId > this.newestId;
    const newer = rows.filter(isNewer).map(row => row.messageId);
    const unknown = ids.filter(id => id > this.knownFrom && !this.known.has(id));
    const newest = ids.slice(-knownRows);
    this.matchCount = matchCount;
    this.known = new Set(newest);
    this.knownFrom = rowCount > knownRows ? (newest[0] ?? 0) : 0;
    this.newestId = Math.max(this.newestId, ids.at(-1) ?? 0);
    // While rows arrive, others may vanish: answered calls that were pending, or rows over a limit.
    const count = Math.max(grown, newer.length);
    if (count === 0 || this.isDisposed) return;
    const [first] = newer.length > 0 ? newer : unknown.slice(-1);
    const firstMessageId = first ?? (await this.readRows(dirtyFrom, dirtyFrom + 2))[0]?.messageId;
    this.found({ count, firstMessageId });
  }

  /** Reads rows, in the order of the list. */
  private async readRows(from: number, to: number): Promise<readonly Row[]> {
    const first = Math.max(0, from);
    const { rows } = await this.asking(() =>
      this.capture.api.view(this.view).readRows(first, to - first),
    );
    return rows.filter(row => row.kind !== 'gap');
  }

  private fail(error: unknown): void {
    if (this.isDisposed) return;
    this.dispose();
    this.failed(error);
  }

  /** Turns the exception that a closed capture throws into a rejection. */
  private async asking<T>(question: () => Promise<T>): Promise<T> {
    return await question();
  }
}
