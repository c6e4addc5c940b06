import type { CodeApi, CodeEvent } from '../protocol/code/codeApi';
import { WorkerClient } from '../node/workerClient';

/** The indexer in its worker thread. Stopping closes the index. */
export class IndexerClient extends WorkerClient<CodeApi, CodeEvent> {
  /**
   * @param workerPath the bundle `dist/indexer.js`
   * @param databaseFile where the index is kept; made when it is not there
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
