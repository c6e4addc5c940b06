import type { CodeApi, CodeEvent } from '../protocol/code/codeApi';
import { WorkerClient } from '../node/workerClient';

/** Client of the indexer, which runs in a worker thread. Stopping it closes the index. */
export class IndexerClient extends WorkerClient<{ readonly code: CodeApi }, CodeEvent> {
  readonly api = this.apis.code;

  /**
   * @param workerPath path of the bundle `dist/indexer.js`
   * @param databaseFile file of the index, which is created if necessary
   */
  constructor(workerPath: string, databaseFile: string) {
    super(workerPath, {
      name: 'indexer',
      data: databaseFile,
      timeoutMillis: 5_000,
    });
  }
}
