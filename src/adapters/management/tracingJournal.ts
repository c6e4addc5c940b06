/**
 * A file that records the position of the tracing switch before a capture turned it on, so that it
 * can be restored after a crash. The file is written atomically and synced to disk before the
 * switch is changed. It holds no credentials.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import { isJsonObject } from '../../core/base/json';
import { SourceError } from '../../core/amqp/traceSource';
import { detailOf, systemCode } from '../network/failures';
import { isSameHost } from '../network/sameHost';

export interface TracingJournal {
  readonly managementUrl: string;
  readonly vhost: string;
  /**
   * Position of the switch before; always `off`, because only a switch that is off is turned on.
   */
  readonly found: 'off';
  /** ISO 8601 time, for a person who finds the file. */
  readonly switchedOnAt: string;
}

export const journalOf = ({ managementUrl = '', vhost }: BrokerConnection): TracingJournal => ({
  managementUrl,
  vhost,
  found: 'off',
  switchedOnAt: new Date().toISOString(),
});

/** Tells whether a journal belongs to a broker, whatever name it was reached by. */
export async function isOfBroker(
  journal: TracingJournal,
  broker: BrokerConnection,
): Promise<boolean> {
  if (journal.vhost !== broker.vhost) return false;
  if (journal.managementUrl === broker.managementUrl) return true;
  const [one, other] = [URL.parse(journal.managementUrl), URL.parse(broker.managementUrl ?? '')];
  if (!one || !other) return false;
  const isAlike = (['protocol', 'port', 'pathname'] as const).every(
    part => one[part].replace(/\/+$/, '') === other[part].replace(/\/+$/, ''),
  );
  return isAlike && (await isSameHost(one.hostname, other.hostname));
}

/**
 * @returns `undefined` when there is no such file
 * @throws {SourceError} `fileUnreadable`, also when the file is not a journal
 */
export async function readJournal(file: string): Promise<TracingJournal | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(file, detailOf(error));
  }
  const journal = parse(text);
  if (!journal) throw unreadable(file, 'this is not a tracing journal');
  return journal;
}

/** @throws {SourceError} `fileUnreadable` when it cannot be written */
export async function writeJournal(file: string, journal: TracingJournal): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(unfinished, 'w', 0o600);
    try {
      // An umask may take permissions of the owner away, too.
      await handle.chmod(0o600);
      await handle.writeFile(`${JSON.stringify(journal)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unreadable(file, detailOf(error));
  }
}

/** @throws {SourceError} `fileUnreadable` when it cannot be removed */
export async function removeJournal(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw unreadable(file, detailOf(error));
  }
}

/**
 * Syncs a folder: a new file name is on disk only when its folder is. Windows can neither open a
 * folder nor needs to.
 */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parse(text: string): TracingJournal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { managementUrl, vhost, found, switchedOnAt } = value;
  if (typeof managementUrl !== 'string' || typeof vhost !== 'string') return undefined;
  if (found !== 'off' || typeof switchedOnAt !== 'string') return undefined;
  return { managementUrl, vhost, found, switchedOnAt };
}

const unreadable = (file: string, detail: string): SourceError =>
  new SourceError({ code: 'fileUnreadable', detail: `${file}: ${detail}` });
