import type { CodeApi, CodeEvent } from '../protocol/code/codeApi';
import { WorkerClient } from '../node/workerClient';

/** Client of the indexer, which runs in a worker thread. Stopping it closes the index. */
export class IndexerClient extends WorkerClient<CodeApi, CodeEvent> {
  /**
   * @param workerPath path of the bundle `dist/indexer.js`
   * @param databaseFile file of the index, which is created if necessary
   */
  constructor(workerPath: string, databaseFile: string) {
    super(workerPath, {
      name: 'indexer',
      data: databaseFile,
      announcementTypes: ['indexStatusChanged' satisfies CodeEvent['type']],
      timeoutMillis: 5_000,
    });
  }
}
