/**
 * Journals that record the tracing switch before a recording turned it on, so that the next
 * recording can restore it when one was killed. File names are `<process id>.<uuid>.json`.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readJournal, isOfBroker } from '../adapters/management/tracingJournal';
import { restoreFromJournal } from '../adapters/management/tracingSwitch';
import type { BrokerConnection } from '../core/amqp/brokerConnection';
import { isOwnedByOther } from '../node/processOwner';

/** Folder for state, by the XDG Base Directory Specification. */
const folder = (): string =>
  path.join(
    process.env['XDG_STATE_HOME'] ?? path.join(os.homedir(), '.local', 'state'),
    'rpcscope',
    'tracing',
  );

/** Path for the journal of a new recording. */
export async function newJournalPath(): Promise<string> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  return path.join(folder(), `${process.pid}.${randomUUID()}.json`);
}

/**
 * Restores the tracing switch for recordings of this broker that were killed.
 *
 * @returns true when there was such a recording
 * @throws {SourceError} when the switch cannot be restored; the journal is kept
 */
export async function restoreAbandoned(broker: BrokerConnection): Promise<boolean> {
  let wasOne = false;
  for (const name of await readdir(folder()).catch(() => [])) {
    const file = path.join(folder(), name);
    const found = await stat(file).catch(() => undefined);
    if (!found || !name.endsWith('.json')) continue;
    if (isOwnedByOther(Number.parseInt(name, 10), found.mtimeMs)) continue;
    // Journals of other brokers and unreadable files are left alone.
    const journal = await readJournal(file).catch(() => undefined);
    if (!journal || !isOfBroker(journal, broker)) continue;
    const claimed = await newJournalPath();
    try {
      await rename(file, claimed);
    } catch {
      // When two recordings start at once, one of them gets the journal.
      continue;
    }
    await restoreFromJournal(claimed, broker);
    wasOne = true;
  }
  return wasOne;
}
