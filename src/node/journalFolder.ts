/**
 * A folder with journals: files that say what a process must restore before it ends, and that another
 * process acts on when the first one is gone. Their names are `<subject>.<process id>.<uuid>.json`;
 * without a subject, the first part is left out.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { isOwnedByOther } from './processOwner';

/** Stands for the process id in the name of a journal without an owner: every process may act on it. */
const nobody = 'left';

export interface ClaimedJournal {
  readonly subject: string;
  readonly path: string;
}

export class JournalFolder {
  /** @param folder is created when needed */
  constructor(private readonly folder: string) {}

  /** Path of a new journal of this process. */
  async newPath(subject = ''): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return this.pathOf(subject, String(process.pid));
  }

  /**
   * Takes over the journals that no other running process owns, one after another.
   *
   * @param isWanted tells whether to take over a journal; others stay as they are
   */
  async *claimAbandoned(
    isWanted: (journal: ClaimedJournal) => boolean | Promise<boolean>,
  ): AsyncGenerator<ClaimedJournal> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (!name.endsWith('.json')) continue;
      const parts = name.split('.');
      const [subject, pid] = [parts.slice(0, -3).join('.'), Number(parts.at(-3))];
      const journal = { subject, path: path.join(this.folder, name) };
      const found = await stat(journal.path).catch(() => undefined);
      if (!found || isOwnedByOther(pid, found.mtimeMs) || !(await isWanted(journal))) continue;
      const claimed = await this.claim(journal);
      if (claimed) yield claimed;
    }
  }

  /** @returns `undefined` when another process was quicker, or the journal is gone */
  async claim({ subject, path: from }: ClaimedJournal): Promise<ClaimedJournal | undefined> {
    const path = await this.newPath(subject);
    try {
      await rename(from, path);
      return { subject, path };
    } catch {
      return undefined;
    }
  }

  /** Leaves a journal of this process to the next one that claims it, while this one still runs. */
  async release({ subject, path: from }: ClaimedJournal): Promise<void> {
    await rename(from, this.pathOf(subject, nobody)).catch(() => undefined);
  }

  private pathOf(subject: string, owner: string): string {
    const prefix = subject === '' ? '' : `${subject}.`;
    return path.join(this.folder, `${prefix}${owner}.${randomUUID()}.json`);
  }
}
