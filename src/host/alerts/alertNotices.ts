import { Disposable, toDisposable } from '../../core/base/disposable';
import type { AlertRule } from './alertRules';
import { keyOf } from './alertRules';
import type { NewRows } from './alertWatch';

/** Where rows came that match. */
export interface AlertPlace {
  readonly capturePath: string;
  readonly captureName: string;
}

/** What is told of a rule at once. */
export interface AlertNotice {
  readonly rule: AlertRule;
  /** Of all places. */
  readonly count: number;
  /** Those where rows came, the first one first. */
  readonly places: readonly (AlertPlace & NewRows)[];
}

/** Between two notices of one rule. */
export const quietMillis = 30_000;

interface Pending {
  readonly rule: AlertRule;
  readonly places: Map<string, AlertPlace & NewRows>;
  readonly timer: NodeJS.Timeout;
}

/** Tells of the first rows at once, and of those that follow in sums. */
export class AlertNotices extends Disposable {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly tell: (notice: AlertNotice) => void) {
    super();
    this.register(
      toDisposable(() => {
        for (const { timer } of this.pending.values()) clearTimeout(timer);
      }),
    );
  }

  announce(rule: AlertRule, place: AlertPlace, rows: NewRows): void {
    const pending = this.pending.get(keyOf(rule));
    if (!pending) {
      this.tellNow(rule, [{ ...place, ...rows }]);
      return;
    }
    const known = pending.places.get(place.capturePath);
    pending.places.set(place.capturePath, {
      ...place,
      count: (known?.count ?? 0) + rows.count,
      firstMessageId: known?.firstMessageId ?? rows.firstMessageId,
    });
  }

  /** What has not been told of a rule never will be. */
  forget(rule: AlertRule): void {
    this.pending.get(keyOf(rule))?.places.clear();
  }

  private tellNow(rule: AlertRule, places: readonly (AlertPlace & NewRows)[]): void {
    const key = keyOf(rule);
    const timer = setTimeout(() => this.quietIsOver(key), quietMillis);
    this.pending.set(key, { rule, places: new Map(), timer });
    this.tell({ rule, places, count: places.reduce((sum, { count }) => sum + count, 0) });
  }

  private quietIsOver(key: string): void {
    const pending = this.pending.get(key);
    this.pending.delete(key);
    if (pending && pending.places.size > 0)
      this.tellNow(pending.rule, [...pending.places.values()]);
  }
}
