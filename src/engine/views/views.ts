import type { DatabaseSync } from 'node:sqlite';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { NoiseKind } from '../../protocol/aggregates';
import type { RowFilter } from '../../protocol/rows';
import { Announcer } from '../announcer';
import { laterMessagesOf } from '../../capture/read/messages';
import type { FoundNoise } from '../../capture/read/noise';
import { findNoise } from '../../capture/read/noise';
import type { CaptureCounts } from '../../capture/read/counts';
import { SpanLabels } from './spanLabels';
import type { ViewedCapture } from './view';
import { View } from './view';

/** What is noise changes slowly: while rows come, it is looked for no more often. */
const noiseEveryMillis = 5_000;

/** All views of a capture, and what they have in common. */
export class Views extends Disposable implements ViewedCapture {
  readonly labels: SpanLabels;
  private readonly views = new Map<string, View>();
  private found: readonly FoundNoise[] | undefined;
  private noiseLabels: ReadonlySet<number> = new Set();
  private readonly noiseAgain = this.register(
    new Announcer(() => this.findNoise(), noiseEveryMillis),
  );

  /**
   * @param head rows after this message are not shown yet
   * @param changed a view has dirty rows
   */
  constructor(
    readonly database: DatabaseSync,
    readonly counts: () => Pick<CaptureCounts, 'firstId' | 'lastId'>,
    readonly head: () => number,
    private readonly changed: () => void,
  ) {
    super();
    this.labels = new SpanLabels(database, counts);
    this.register(
      toDisposable(() => {
        for (const name of [...this.views.keys()]) this.close(name);
      }),
    );
  }

  get all(): ReadonlyMap<string, View> {
    return this.views;
  }

  /** One that is not known is made, without a filter. */
  named(name: string): View {
    let view = this.views.get(name);
    if (!view) {
      view = new View(this, this.changed);
      this.views.set(name, view);
    }
    return view;
  }

  /** See {@link View.setFilter}. */
  async setFilter(name: string, filter: RowFilter): Promise<View> {
    const view = this.named(name);
    await view.setFilter(filter);
    return view;
  }

  close(name: string): void {
    this.views.get(name)?.close();
    this.views.delete(name);
  }

  /** Rows were written: what is noise may be told better soon. */
  rowsWritten(): void {
    if (this.found) this.noiseAgain.request();
  }

  /**
   * Takes in what was written.
   *
   * @param changedIds messages that are not new, and first messages of spans
   */
  update(changedIds: ReadonlySet<number>): void {
    const changed = this.withLater(changedIds);
    if (changed.length > 0) this.labels.renew(changed);
    for (const view of this.views.values()) view.update(changed);
  }

  dropOld(): void {
    // Views look at messages that go.
    for (const view of this.views.values()) view.dropOld();
    this.labels.dropOld();
  }

  /** Lanes have got other names. */
  renew(): void {
    for (const view of this.views.values()) view.renew();
  }

  noise(): ReadonlySet<number> {
    if (!this.found) this.findNoise();
    return this.noiseLabels;
  }

  noiseKinds(): readonly NoiseKind[] {
    this.noise();
    return (this.found ?? []).map(({ label, periodMicros, messageCount }) => ({
      label,
      periodMicros,
      messageCount,
    }));
  }

  private findNoise(): void {
    const isFirst = this.found === undefined;
    this.found = findNoise(this.database, this.noiseLabels);
    const labels = new Set(this.found.map(({ labelId }) => labelId));
    const isSame =
      labels.size === this.noiseLabels.size && [...labels].every(id => this.noiseLabels.has(id));
    this.noiseLabels = labels;
    if (isFirst || isSame) return;
    for (const view of this.views.values()) view.fold();
    this.changed();
  }

  /** With a span, its replies and heartbeats change, which show how it went. */
  private withLater(ids: ReadonlySet<number>): number[] {
    if (ids.size === 0) return [];
    const later = laterMessagesOf(this.database, ids);
    return [...new Set([...ids, ...later])].sort((a, b) => a - b);
  }
}
