import type { MessagePort, Worker } from 'node:worker_threads';
import { toDisposable } from '../core/base/disposable';
import type { EngineEvent } from '../protocol/engineApi';
import type { Channel } from '../protocol/rpc';

/** A worker or its port as a channel. */
export const portChannel = (
  port: Pick<MessagePort | Worker, 'postMessage' | 'on' | 'off'>,
): Channel => ({
  post: message => port.postMessage(message),
  listen(listener) {
    port.on('message', listener);
    return toDisposable(() => port.off('message', listener));
  },
});

const eventTypes: ReadonlySet<string> = new Set<EngineEvent['type']>([
  'rowsChanged',
  'lanesChanged',
  'statusChanged',
  'playbackChanged',
  'bookmarksChanged',
  'exportProgress',
]);

export const isEngineEvent = (message: unknown): message is EngineEvent =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  typeof message.type === 'string' &&
  eventTypes.has(message.type);
