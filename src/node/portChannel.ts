import type { MessagePort, Worker } from 'node:worker_threads';
import { toDisposable } from '../core/base/disposable';
import type { Channel } from '../protocol/rpc';

/** Wraps a worker or a message port as a {@link Channel}. */
export const portChannel = (
  port: Pick<MessagePort | Worker, 'postMessage' | 'on' | 'off'>,
): Channel => ({
  post: message => port.postMessage(message),
  listen(listener) {
    port.on('message', listener);
    return toDisposable(() => port.off('message', listener));
  },
});
