import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import { sleep } from '../network/sleep';
import type { TracingSwitch } from './tracingSwitch';

/**
 * Interval at which the switch is read, because somebody else may change it at any time. A shorter time
 * without tracing may stay unseen.
 */
const everyMillis = 1_000;
/**
 * Interval while the API is unreachable: after a restart a broker accepts connections before its
 * API answers.
 */
const retryMillis = 1_000;

/** Last known position of the tracing switch. */
export interface TracingSeen {
  readonly tracing: 'on' | 'off' | 'unknown';
  /** Reason why tracing could not be turned on. */
  readonly tracingFailure?: SourceFailure;
}

export interface TracingListener {
  /** Returns the time in microseconds. */
  now(): number;
  /** Tracing was found off at some time after `askedAtMicros`, and was turned on. */
  switchedOn(askedAtMicros: number): void;
  /** The switch had this position at some time after `askedAtMicros`; `unknown`: it could not be read. */
  read(position: 'on' | 'off' | 'unknown', askedAtMicros: number): void;
  /** The position of the switch has changed, or the switch could not be turned on. */
  changed(seen: TracingSeen): void;
}

/**
 * Turns tracing on where `mayBeSwitched` allows it, then reports the switch until the signal
 * aborts.
 */
export async function watchTracing(
  tracing: TracingSwitch,
  signal: AbortSignal,
  listener: TracingListener,
): Promise<void> {
  let reported = '';
  let mustSwitch = tracing.mayBeSwitched;
  let tracingFailure: SourceFailure | undefined;
  for (;;) {
    if (mustSwitch) {
      const beganAtMicros = listener.now();
      tracingFailure = await failureIn(async () => {
        if (await tracing.switchOn(signal)) listener.switchedOn(beganAtMicros);
      });
      mustSwitch = tracingFailure?.code === 'managementUnreachable';
    }
    const askedAtMicros = listener.now();
    const state = await tracing.readPosition(signal).catch(() => 'unknown' as const);
    if (signal.aborted) return;
    listener.read(state, askedAtMicros);
    const seen = { tracing: state, ...(tracingFailure ? { tracingFailure } : {}) };
    if (JSON.stringify(seen) !== reported) listener.changed(seen);
    reported = JSON.stringify(seen);
    await sleep(mustSwitch || state === 'unknown' ? retryMillis : everyMillis, signal);
  }
}

async function failureIn(action: () => Promise<void>): Promise<SourceFailure | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof SourceError ? error.failure : { code: 'other', detail: String(error) };
  }
}
