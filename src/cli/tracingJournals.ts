/**
 * Notes of what the tracing switch was before a recording turned it on, so that the next one can
 * put it back when a recording was killed. Names: `<process id>.<uuid>.json`.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readJournal, isOfBroker } from '../adapters/management/tracingJournal';
import { restoreFromJournal } from '../adapters/management/tracingSwitch';
import type { BrokerConnection } from '../core/amqp/brokerConnection';
import { isOwnedByOther } from '../node/processOwner';

/** By the XDG Base Directory Specification; what a program must remember belongs there. */
const folder = (): string =>
  path.join(
    process.env['XDG_STATE_HOME'] ?? path.join(os.homedir(), '.local', 'state'),
    'rpcscope',
    'tracing',
  );

/** Where a recording notes what it found. */
export async function newJournalPath(): Promise<string> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  return path.join(folder(), `${process.pid}.${randomUUID()}.json`);
}

/**
 * Puts the switch back for recordings of this broker that were killed.
 *
 * @returns whether there was one
 * @throws {SourceError} when it cannot be put back; the note stays
 */
export async function restoreAbandoned(broker: BrokerConnection): Promise<boolean> {
  let wasOne = false;
  for (const name of await readdir(folder()).catch(() => [])) {
    const file = path.join(folder(), name);
    const found = await stat(file).catch(() => undefined);
    if (!found || !name.endsWith('.json')) continue;
    if (isOwnedByOther(Number.parseInt(name, 10), found.mtimeMs)) continue;
    // Another's note, or none at all, is not for us to judge.
    const journal = await readJournal(file).catch(() => undefined);
    if (!journal || !isOfBroker(journal, broker)) continue;
    const claimed = await newJournalPath();
    try {
      await rename(file, claimed);
    } catch {
      // Of two that start at once, one gets it.
      continue;
    }
    await restoreFromJournal(claimed, broker);
    wasOne = true;
  }
  return wasOne;
}
