import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import { sleep } from '../network/sleep';
import type { TracingSwitch } from './tracingSwitch';

/** Interval at which the switch is read, because somebody else may change it at any time. */
const everyMillis = 10_000;
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

/**
 * Turns tracing on where `mayBeSwitched` allows it, then reports each change of the switch until the
 * signal aborts.
 */
export async function watchTracing(
  tracing: TracingSwitch,
  signal: AbortSignal,
  tell: (seen: TracingSeen) => void,
): Promise<void> {
  let told = '';
  let mustSwitch = tracing.mayBeSwitched;
  let tracingFailure: SourceFailure | undefined;
  for (;;) {
    if (mustSwitch) {
      tracingFailure = await failureIn(tracing.switchOn(signal));
      mustSwitch = tracingFailure?.code === 'managementUnreachable';
    }
    const state = await tracing.readPosition(signal).catch(() => 'unknown' as const);
    if (signal.aborted) return;
    const seen = { tracing: state, ...(tracingFailure ? { tracingFailure } : {}) };
    if (JSON.stringify(seen) !== told) tell(seen);
    told = JSON.stringify(seen);
    await sleep(mustSwitch || state === 'unknown' ? retryMillis : everyMillis, signal);
  }
}

async function failureIn(action: Promise<void>): Promise<SourceFailure | undefined> {
  try {
    await action;
    return undefined;
  } catch (error) {
    return error instanceof SourceError ? error.failure : { code: 'other', detail: String(error) };
  }
}
