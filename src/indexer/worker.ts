/** The indexer's thread: keeps the index, and answers questions about code over the port. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { portChannel } from '../node/portChannel';
import { workerContract } from '../node/workerApi';
import type { CodeEvent } from '../protocol/code/codeApi';
import { codeContract } from '../protocol/code/codeApi';
import { serve } from '../protocol/rpc';
import { openIndex } from './openIndex';

if (!parentPort) throw new Error('the indexer runs as a worker thread');
const port = parentPort;
const channel = portChannel(port);
const code = openIndex(workerData as string, path.join(__dirname, 'parser.js'));

/** Announcements go out no faster than people can read. */
const announceMillis = 200;
let timer: NodeJS.Timeout | undefined;
let isChanged = false;

const listening = code.onDidChange(change => {
  isChanged ||= change.isChanged;
  timer ??= setTimeout(() => {
    timer = undefined;
    const event: CodeEvent = { type: 'indexStatusChanged', status: code.api.status(), isChanged };
    isChanged = false;
    channel.post(event);
  }, announceMillis);
});

const stop = async (): Promise<void> => {
  // A closed index has no status to announce.
  listening.dispose();
  clearTimeout(timer);
  await code.close();
  // The answer goes out first.
  setImmediate(() => port.close());
};

serve(
  channel,
  { code: code.api, worker: { stop, ping: () => undefined } },
  { code: codeContract, worker: workerContract },
);
