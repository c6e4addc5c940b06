import type { Event } from '../core/base/emitter';
import type { CodeApi } from '../protocol/code/codeApi';
import { CodeService } from './codeService';
import { IndexDatabase } from './indexDatabase';
import { Indexer } from './indexer';
import { ParserPool } from './parserPool';

export interface OpenIndex {
  readonly api: CodeApi;
  /** Fires when the index changed or made progress; see `Indexer.onDidChange`. */
  readonly onDidChange: Event<{ readonly isChanged: boolean }>;
  /**
   * @returns a promise that resolves when the index matches the folders, or indexing was stopped
   */
  readonly whenIdle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the index with the service that answers from it.
 *
 * @param databaseFile file of the index; `:memory:` for one that is not kept
 * @param parserPath path of the bundle `dist/parser.js`
 */
export function openIndex(databaseFile: string, parserPath: string): OpenIndex {
  const database = IndexDatabase.open(databaseFile);
  const pool = new ParserPool(parserPath);
  const indexer = new Indexer(database, pool);
  const service = new CodeService(database, file => indexer.overlay(file));
  indexer.onDidChange(({ isChanged }) => {
    if (isChanged) service.invalidate();
  });
  let busy: Promise<void> = Promise.resolve();
  const later = (work: () => Promise<void>) => {
    busy = busy.then(work, work);
  };
  return {
    api: {
      configure(settings) {
        service.setMappings(settings.mappings);
        busy = indexer.configure(settings);
      },
      filesChanged: files => later(() => indexer.filesChanged(files)),
      setOverlay: (file, text) => indexer.setOverlay(file, text),
      pause: isPaused => {
        const before = busy;
        busy = indexer.pause(isPaused).then(() => before);
      },
      status: () => indexer.status,
      handlers: call => service.handlers(call),
      callers: call => service.callers(call),
      emitters: notification => service.emitters(notification),
      listeners: notification => service.listeners(notification),
      frames: traceback => service.frames(traceback),
      usesIn: (file, kinds) => service.usesIn(file, kinds),
    },
    onDidChange: indexer.onDidChange,
    whenIdle: () => busy,
    close: async () => {
      await indexer.stop();
      indexer.dispose();
      pool.dispose();
      database.close();
    },
  };
}
