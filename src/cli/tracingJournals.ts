/**
 * Journals that record the tracing switch before a recording turned it on, so that a later recording
 * can restore it when one was killed, or left it on for another tap.
 */
import os from 'node:os';
import path from 'node:path';
import { readJournal, isOfBroker } from '../adapters/management/tracingJournal';
import { restoreFromJournal } from '../adapters/management/tracingSwitch';
import type { BrokerConnection } from '../core/amqp/brokerConnection';
import { JournalFolder } from '../node/journalFolder';

/** Folder for state, by the XDG Base Directory Specification. */
const journals = (): JournalFolder =>
  new JournalFolder(
    path.join(
      process.env['XDG_STATE_HOME'] ?? path.join(os.homedir(), '.local', 'state'),
      'rpcscope',
      'tracing',
    ),
  );

/** Path for the journal of a new recording. */
export const newJournalPath = (): Promise<string> => journals().newPath();

export interface Restored {
  /** Number of recordings whose change of the tracing switch was undone. */
  readonly count: number;
  /** Taps for which tracing stays on. */
  readonly readers: readonly string[];
}

/**
 * Restores the tracing switch for recordings of this broker that have ended, and did not do so
 * themselves.
 *
 * @throws {SourceError} when the switch cannot be restored; the journal is kept
 */
export async function restoreAbandoned(broker: BrokerConnection): Promise<Restored> {
  const restored = { count: 0, readers: [] as readonly string[] };
  // Journals of other brokers and unreadable files are left alone.
  const isWanted = async ({ path: file }: { readonly path: string }) => {
    const journal = await readJournal(file).catch(() => undefined);
    return journal !== undefined && (await isOfBroker(journal, broker));
  };
  for await (const journal of journals().claimAbandoned(isWanted)) {
    const readers = await restoreFromJournal(journal.path, broker);
    if (readers.length > 0) restored.readers = readers;
    else restored.count++;
  }
  return restored;
}
