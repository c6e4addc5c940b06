/**
 * Notes of vhosts whose tracing an engine of ours switched on, so that it is put back even after a
 * crash. The engine writes a journal before it switches and removes it when tracing is as it was
 * found; one that is left, and whose window is gone, is ours to act on. Names:
 * `<profile id>.<process id>.<uuid>.json`.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../log';
import { describeError } from '../log';
import { isOwnedByOther } from '../../node/processOwner';

/** What acts on a journal. */
export interface Restorer {
  /**
   * @returns `false` when the broker was removed
   * @throws when it cannot be asked, or its password is gone; the journal stays
   */
  restore(profileId: string, journalPath: string): Promise<boolean>;
  /** Tells the user that tracing may still be on. */
  failed(profileId: string, error: unknown): void;
}

export class TracingJournals {
  /** @param folder made when needed */
  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  async newPath(profileId: string): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    return this.ownPath(profileId);
  }

  /**
   * Puts tracing back for every journal whose window is gone, and for those of this window.
   *
   * @param only of this profile, which must not be connected; default: of all, when none is
   */
  async restoreAbandoned(restorer: Restorer, only?: string): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const [profileId, pid] = name.split('.');
      if (!name.endsWith('.json') || profileId === undefined) continue;
      if (only !== undefined && profileId !== only) continue;
      const journal = path.join(this.folder, name);
      const found = await stat(journal).catch(() => undefined);
      if (!found || isOwnedByOther(Number(pid), found.mtimeMs)) continue;
      await this.restoreOne(profileId, journal, restorer);
    }
  }

  /** Puts tracing back for a journal that an engine of this window left. */
  async restoreOne(profileId: string, journal: string, restorer: Restorer): Promise<void> {
    const claimed = this.ownPath(profileId);
    try {
      // Of two windows that start at once, one gets it.
      await rename(journal, claimed);
    } catch {
      return;
    }
    try {
      if (await restorer.restore(profileId, claimed)) {
        this.log.info(`tracing of broker ${profileId} is as it was found`);
      } else {
        this.log.warn(`tracing of broker ${profileId} cannot be put back: it was removed`);
        await rm(claimed, { force: true });
      }
    } catch (error) {
      this.log.error(`tracing of broker ${profileId}: ${describeError(error)}`);
      restorer.failed(profileId, error);
    }
  }

  private ownPath(profileId: string): string {
    return path.join(this.folder, `${profileId}.${process.pid}.${randomUUID()}.json`);
  }
}
