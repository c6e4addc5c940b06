import { Disposable, toDisposable } from '../../core/base/disposable';
import type { CaptureSession } from '../captures/captureSession';
import type { LiveCaptures } from '../captures/liveCaptures';
import { AlertNotices } from './alertNotices';
import type { AlertNotice } from './alertNotices';
import type { AlertRule, AlertRules } from './alertRules';
import { keyOf } from './alertRules';
import { AlertWatch } from './alertWatch';

export interface AlertListener {
  /** Reports that rows matching a rule arrived. */
  matched(notice: AlertNotice): void;
  /** Reports, once for each rule, why it cannot be watched. */
  isBroken(rule: AlertRule, sentence: string): void;
  /** Reports that an engine did not answer. */
  failed(error: unknown): void;
}

/** Watches every live capture for rows that match an alert of the workspace. */
export class Alerts extends Disposable {
  private readonly notices: AlertNotices;
  private readonly watches = new Map<CaptureSession, Map<string, AlertWatch>>();
  private rules: readonly AlertRule[] = [];
  private readonly reportedBroken = new Set<string>();
  private viewCount = 0;

  /** @param problemOf returns what is wrong with a filter, or `undefined` when it is valid */
  constructor(
    private readonly stored: AlertRules,
    private readonly live: Pick<LiveCaptures, 'list' | 'onDidChange'>,
    private readonly problemOf: (filter: string) => string | undefined,
    private readonly listener: AlertListener,
  ) {
    super();
    this.notices = this.register(new AlertNotices(notice => listener.matched(notice)));
    this.register(stored.onDidChange(() => this.readRules()));
    this.register(live.onDidChange(() => this.refresh()));
    this.register(toDisposable(() => this.watches.forEach(closeAll)));
    this.readRules();
  }

  private readRules(): void {
    const before = this.rules;
    this.rules = this.stored.list().filter(rule => rule.isOn);
    const kept = new Set(this.rules.map(keyOf));
    for (const rule of before) if (!kept.has(keyOf(rule))) this.notices.forget(rule);
    this.refresh();
  }

  /** Runs at each change of a capture; acts only when a capture or a rule was added or removed. */
  private refresh(): void {
    const sessions = new Set(this.live.list().map(({ session }) => session));
    for (const [session, watches] of this.watches) {
      if (sessions.has(session)) continue;
      closeAll(watches);
      this.watches.delete(session);
    }
    const wanted = new Map(this.rules.map(rule => [watchKey(rule), rule]));
    for (const session of sessions) {
      const watches = this.watches.get(session) ?? new Map<string, AlertWatch>();
      this.watches.set(session, watches);
      for (const [key, watch] of watches) {
        if (wanted.has(key)) continue;
        watch.dispose();
        watches.delete(key);
      }
      for (const [key, rule] of wanted) {
        if (!watches.has(key) && this.canWatch(rule, key)) {
          watches.set(key, this.watch(session, rule));
        }
      }
    }
  }

  private canWatch(rule: AlertRule, key: string): boolean {
    if (this.reportedBroken.has(key)) return false;
    const sentence = this.problemOf(rule.filter);
    if (sentence === undefined) return true;
    this.reportedBroken.add(key);
    this.listener.isBroken(rule, sentence);
    return false;
  }

  private watch(session: CaptureSession, rule: AlertRule): AlertWatch {
    return new AlertWatch(
      session,
      `alert:${++this.viewCount}`,
      rule.filter,
      rows => {
        const place = {
          capturePath: session.path,
          captureName: session.status?.name ?? '',
        };
        this.notices.announce(rule, place, rows);
      },
      error => this.listener.failed(error),
    );
  }
}

/** Key of a watch: it changes when the filter is edited, which starts a new watch. */
const watchKey = (rule: AlertRule): string => `${keyOf(rule)} ${rule.filter}`;

function closeAll(watches: ReadonlyMap<string, AlertWatch>): void {
  for (const watch of watches.values()) watch.dispose();
}
