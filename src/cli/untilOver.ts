import type { SourceState } from '../core/amqp/sourceState';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @returns the source's last state; `undefined` when a signal arrived or the duration was over */
export function untilOver(
  ended: Promise<SourceState>,
  forMillis?: number,
): Promise<SourceState | undefined> {
  return new Promise((resolve, reject) => {
    const timer = forMillis === undefined ? undefined : setTimeout(() => settle(), forMillis);
    const stop = () => settle();
    const settle = (state?: SourceState) => {
      clearTimeout(timer);
      // Without listeners a second signal ends the process at once.
      for (const signal of stopSignals) process.off(signal, stop);
      resolve(state);
    };
    for (const signal of stopSignals) process.on(signal, stop);
    ended.then(settle, reject);
  });
}
