/**
 * Knows until when a source has received everything, and tells its sink the gaps in between.
 *
 * A trace record carries no time and no number, so that the limits of a gap are found by what is
 * certain: all that was published before the tap queue was last seen empty, with tracing on, has
 * been received; and all that is published after the first record of a new tap queue will be. A gap
 * reaches from the one to the other: it may be a little longer than the loss, and is never shorter.
 */
import type { Gap, GapCause } from '../../core/amqp/gap';
import type { IDisposable } from '../../core/base/disposable';
import type { WallClock } from './wallClock';

/** A timer that is late by more than this shows that the process did not run. */
const standstillMicros = 5_000_000;
const beatMillis = 500;
/**
 * Time in which all channels of the broker follow the tracing switch: the broker reports the new
 * position before they do (`update_config` in rabbit_trace.erl).
 */
const settlingMicros = 2_000_000;

export interface GapWatchOptions {
  /** Tells whether records that are not taken are lost with the connection. */
  readonly losesUnread: () => boolean;
  /** True when records come only while the tracing switch is on. */
  readonly isTraced: boolean;
  /** True when the tracing switch can be read. */
  readonly seesSwitch: boolean;
}

export class GapWatch implements IDisposable {
  private lastId = 0;
  private open: Gap | undefined;
  private overflow: Gap | undefined;
  /** Time at which the tap of this session got its bindings; `undefined` without a session. */
  private boundAtMicros: number | undefined;
  /** Time before which all that was published has been received; `undefined` before the recording begins. */
  private emptyAtMicros: number | undefined;
  /** Time at which the recording was found to have begun. */
  private begunAtMicros: number | undefined;
  /** Last time at which tracing is known to have been on. */
  private tracedAtMicros = 0;
  /** Time at which the newest gap was noticed. */
  private beganAtMicros = 0;
  private hasReceived = false;
  /** Time at which the newest record came; `undefined` before the first one. */
  receivedAtMicros: number | undefined;
  /**
   * True when records come though the switch is read as off: in a cluster, the management API may answer
   * for another node than the one that is tapped.
   */
  private isSwitchElsewhere = false;
  /** True when, in the open gap without tracing, records have come that were sent after it began. */
  private hasReceivedUntraced = false;
  /**
   * True when the switch was last read as on, or was turned on by this source: when the next reading is
   * `on` as well, all channels follow the switch.
   */
  private isSettled = false;
  /** Last time at which the process had not run for a while. */
  private standstillAtMicros = -Infinity;
  private beatAtMicros: number;
  private readonly timer = setInterval(() => this.beat(), beatMillis);

  constructor(
    private readonly options: GapWatchOptions,
    private readonly clock: WallClock,
    private readonly tell: (gap: Gap) => void,
  ) {
    this.beatAtMicros = clock.nowMicros();
    this.timer.unref();
  }

  /** The tap has its bindings. Whether records come may depend on the tracing switch. */
  bound(): void {
    this.boundAtMicros = this.clock.nowMicros();
    this.hasReceived = false;
    if (!this.options.isTraced) this.complete(this.boundAtMicros, this.boundAtMicros);
  }

  /** Records have come, the first one at the given time. */
  received(atMicros: number): void {
    this.hasReceived = true;
    this.receivedAtMicros = atMicros;
    if (this.isComplete) return;
    if (this.open?.cause !== 'tracingOff') {
      this.complete(atMicros, this.boundAtMicros ?? 0);
      return;
    }
    // A tap that lags behind still gets records from before tracing went off.
    const isNew = (this.emptyAtMicros ?? 0) > this.beganAtMicros + settlingMicros;
    this.hasReceivedUntraced ||= isNew;
  }

  /** The tap queue had no records when it was asked. */
  foundEmpty(askedAtMicros: number): void {
    if (this.emptyAtMicros === undefined) return;
    // Records that have come since the queue was empty were published since then, with tracing on.
    if (this.hasReceived) this.tracedAtMicros = Math.max(this.tracedAtMicros, this.emptyAtMicros);
    this.hasReceived = false;
    this.emptyAtMicros = askedAtMicros;
  }

  /**
   * Handles a reading of the tracing switch. The position `on` ends a gap without tracing. Records that
   * come end it only when the switch cannot be read, or is still off: it may be that of another node.
   */
  tracingRead(position: 'on' | 'off' | 'unknown', askedAtMicros: number): void {
    const { boundAtMicros } = this;
    if (boundAtMicros === undefined) return;
    if (position === 'on') {
      this.isSwitchElsewhere = false;
      if (this.isComplete) this.tracedAtMicros = askedAtMicros;
      else if (this.open?.cause !== 'tracingOff' || this.isSettled) {
        this.complete(this.clock.nowMicros(), askedAtMicros);
      }
      this.isSettled = true;
      return;
    }
    this.isSettled = false;
    if (this.open?.cause === 'tracingOff') {
      if (!this.hasReceivedUntraced) return;
      this.isSwitchElsewhere = position === 'off';
      this.complete(this.clock.nowMicros(), boundAtMicros);
      return;
    }
    if (position === 'unknown' || this.isSwitchElsewhere) return;
    const isReconnected = this.open !== undefined;
    if (isReconnected || this.emptyAtMicros === undefined) {
      this.complete(boundAtMicros, boundAtMicros);
    }
    this.begin('tracingOff', isReconnected ? boundAtMicros : this.completeUntil);
  }

  /**
   * Tracing was off, and has been turned on by us. A recording that had not begun when we did so begins
   * with its first records, which may come before the answer.
   */
  switchedOn(askedAtMicros: number): void {
    const isOld = (this.begunAtMicros ?? Infinity) < askedAtMicros;
    if (this.isComplete && isOld) this.begin('tracingOff', this.completeUntil);
    this.isSettled = true;
  }

  /** The broker dropped records since it was last asked. */
  dropped(count: number, isLowerBound: boolean): void {
    if (this.emptyAtMicros === undefined) return;
    const sinceMicros = this.completeUntil;
    const known = this.overflow?.sinceMicros === sinceMicros ? this.overflow : undefined;
    this.overflow = {
      id: known?.id ?? ++this.lastId,
      cause: known?.cause ?? (this.hasStoodStill ? 'standstill' : 'overflow'),
      sinceMicros,
      untilMicros: this.clock.nowMicros(),
      lostCount: (known?.lostCount ?? 0) + count,
      isLowerBound: isLowerBound || known?.isLowerBound === true,
    };
    this.tell(this.overflow);
  }

  /** A stream lacks the messages between those that came at two times. */
  lostInStream(cause: GapCause, sinceMicros: number, untilMicros: number): void {
    this.tell({
      id: ++this.lastId,
      cause,
      sinceMicros,
      untilMicros,
      lostCount: undefined,
      isLowerBound: false,
    });
  }

  /** The session has ended, or none could be made. */
  lost(cause: GapCause): void {
    this.boundAtMicros = undefined;
    // A vhost that goes down takes its queues first.
    if (this.open?.cause === 'queueDeleted' && cause === 'brokerStopped') {
      this.open = { ...this.open, cause };
      this.tell(this.open);
    }
    if (!this.options.losesUnread() || !this.isComplete) return;
    const isOurs = cause !== 'paused' && cause !== 'closedByOperator' && this.hasStoodStill;
    this.begin(isOurs ? 'standstill' : cause, this.completeUntil);
  }

  /** The recording ends, and an open gap with it. */
  dispose(): void {
    clearInterval(this.timer);
    if (this.open) this.complete(this.clock.nowMicros(), 0);
  }

  /** Tells whether the recording has begun, and no gap is open. */
  private get isComplete(): boolean {
    return this.emptyAtMicros !== undefined && this.open === undefined;
  }

  private get completeUntil(): number {
    const { seesSwitch, losesUnread } = this.options;
    return Math.min(
      losesUnread() ? (this.emptyAtMicros ?? Infinity) : Infinity,
      seesSwitch && !this.isSwitchElsewhere ? this.tracedAtMicros : Infinity,
    );
  }

  private get hasStoodStill(): boolean {
    this.beat();
    return this.clock.nowMicros() - this.standstillAtMicros < 2 * standstillMicros;
  }

  private begin(cause: GapCause, sinceMicros: number): void {
    const id = ++this.lastId;
    this.beganAtMicros = this.clock.nowMicros();
    this.hasReceivedUntraced = false;
    this.open = {
      id,
      cause,
      sinceMicros,
      untilMicros: undefined,
      lostCount: undefined,
      isLowerBound: false,
    };
    this.tell(this.open);
  }

  /**
   * Notes that everything is received from `atMicros` on, which ends the open gap.
   *
   * @param tracedAtMicros time at which, or after which, tracing was on
   */
  private complete(atMicros: number, tracedAtMicros: number): void {
    const { open } = this;
    this.open = undefined;
    this.begunAtMicros ??= this.clock.nowMicros();
    // Records that were published before the first one came may still be in the queue.
    this.emptyAtMicros = Math.max(this.emptyAtMicros ?? 0, this.boundAtMicros ?? 0);
    this.tracedAtMicros = Math.max(tracedAtMicros, this.emptyAtMicros);
    if (open) this.tell({ ...open, untilMicros: Math.max(open.sinceMicros, atMicros) });
  }

  private beat(): void {
    this.clock.catchUp();
    const now = this.clock.nowMicros();
    if (now - this.beatAtMicros > standstillMicros) this.standstillAtMicros = now;
    this.beatAtMicros = now;
  }
}
