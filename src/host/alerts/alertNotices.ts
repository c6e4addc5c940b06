import { Disposable, toDisposable } from '../../core/base/disposable';
import type { AlertRule } from './alertRules';
import { keyOf } from './alertRules';
import type { NewRows } from './alertWatch';

/** The capture in which matching rows arrived. */
export interface AlertPlace {
  readonly capturePath: string;
  readonly captureName: string;
}

/** The content of one notification about a rule. */
export interface AlertNotice {
  readonly rule: AlertRule;
  /** Number of matching rows, in all captures together. */
  readonly count: number;
  /** Captures with matching rows, in the order in which the rows arrived. */
  readonly places: readonly (AlertPlace & NewRows)[];
}

/** Shortest time between two notifications of one rule. */
export const quietMillis = 30_000;

interface Pending {
  readonly rule: AlertRule;
  readonly places: Map<string, AlertPlace & NewRows>;
  readonly timer: NodeJS.Timeout;
}

/** Reports a rule's first rows at once, and later ones as one sum per pause. */
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

  /** Drops the rows of a rule that have not been reported yet, so that they never are. */
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
