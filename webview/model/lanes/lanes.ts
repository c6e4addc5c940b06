import type { Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { Lane, LaneLevel } from '../../../src/protocol/lanes';
import { laneLevels } from '../../../src/protocol/lanes';
import { isSameList } from '../isSameList';
import { moveLane, orderLanes } from './laneOrder';
import { CoalescingTask } from '../coalescingTask';

export interface LaneSource {
  lanes(level: LaneLevel): Promise<readonly Lane[]>;
  setHiddenLanes(keys: readonly string[]): Promise<void>;
}

/** All lanes, which of them are hidden, and the order in which the user wants them. */
export class Lanes {
  readonly all = signal<readonly Lane[]>([]);
  readonly hidden = signal<readonly string[]>([]);
  /** Keys in the user's order; empty until a lane was moved. */
  readonly placed = signal<readonly string[]>([]);

  /** Keys of lanes without a row in the list, which are left out. */
  readonly idle = signal<ReadonlySet<string>>(new Set());

  readonly shown = computed(() => {
    const hidden = this.hidden.value;
    const idle = this.idle.value;
    return orderLanes(this.all.value, this.placed.value).filter(
      lane => !idle.has(lane.key) && !hidden.some(key => isWithin(lane.key, key)),
    );
  });
  readonly byKey = computed(() => new Map(this.all.value.map(lane => [lane.key, lane])));
  /** Count of hidden services, hosts and processes, whatever the lanes stand for now. */
  readonly hiddenCount = computed(() => {
    const keys = this.all.value.map(lane => lane.key);
    return this.hidden.value.filter(hidden =>
      keys.some(key => isWithin(key, hidden) || isWithin(hidden, key)),
    ).length;
  });

  private readonly reload = new CoalescingTask(() => this.load());

  constructor(
    private readonly source: LaneSource,
    private readonly level: Signal<LaneLevel>,
    private readonly report: (problem: unknown) => void,
  ) {}

  refresh(): void {
    this.reload.request();
  }

  setLevel(level: LaneLevel): void {
    if (level === this.level.value) return;
    this.level.value = level;
    this.refresh();
  }

  /** Switches from processes to hosts to services, and round again. */
  showNextLevel(): void {
    const at = laneLevels.indexOf(this.level.value);
    this.setLevel(laneLevels[(at + 1) % laneLevels.length] ?? 'host');
  }

  move(key: string, to: number): void {
    const shown = this.shown.value.map(lane => lane.key);
    const moved = moveLane(shown, key, to).values();
    const isShown = new Set(shown);
    // A hidden lane keeps its place, for when it is shown again.
    this.placed.value = orderLanes(this.all.value, this.placed.value).map(lane =>
      isShown.has(lane.key) ? (moved.next().value ?? lane.key) : lane.key,
    );
  }

  moveBy(key: string, step: number): void {
    const at = this.shown.value.findIndex(lane => lane.key === key);
    if (at >= 0) this.move(key, at + step);
  }

  /** Hides a lane and its messages. The host announces it to all views, including this one. */
  hide(key: string): void {
    this.hideThrough([...new Set([...this.hidden.value, key])]);
  }

  showAll(): void {
    this.hideThrough([]);
  }

  /** Takes over the hidden lanes from the host. */
  setHidden(keys: readonly string[]): void {
    if (!isSameList(keys, this.hidden.value)) this.hidden.value = keys;
  }

  /** Shows all lanes in their original order. */
  reset(): void {
    this.placed.value = [];
    if (this.hidden.value.length > 0) this.showAll();
  }

  private hideThrough(keys: readonly string[]): void {
    this.source.setHiddenLanes(keys).catch(this.report);
  }

  private async load(): Promise<void> {
    try {
      this.all.value = await this.source.lanes(this.level.value);
    } catch (error) {
      this.report(error);
    }
  }
}

/** A key begins with the keys of the groups it belongs to: `service`, `service · host`. */
export const isWithin = (key: string, whole: string): boolean =>
  key === whole || key.startsWith(`${whole} · `);
