import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import { sleep } from '../amqp/sleep';
import type { TracingSwitch } from './tracingSwitch';

/** Somebody else may turn the switch at any time. */
const everyMillis = 10_000;
/** After a restart the broker takes connections before its management API answers. */
const retryMillis = 1_000;

/** The switch as last seen. */
export interface TracingSeen {
  readonly tracing: 'on' | 'off' | 'unknown';
  /** Why it could not be turned on. */
  readonly tracingFailure?: SourceFailure;
}

/** Turns the switch on, where that is wanted, and looks at it until the signal aborts. */
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
    const state = await tracing.read(signal).catch(() => 'unknown' as const);
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
