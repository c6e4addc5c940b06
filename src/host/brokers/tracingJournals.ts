/**
 * Journals of vhosts whose tracing an engine of this extension turned on, so that the switch is
 * restored even after a crash. The engine writes a journal before it turns tracing on, and removes it
 * after restoring the switch. A journal that is left, and whose window is gone, is acted on here.
 * Names: `<profile id>.<process id>.<uuid>.json`.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../log';
import { describeError } from '../log';
import { isOwnedByOther } from '../../node/processOwner';

/** Acts on a journal. */
export interface Restorer {
  /**
   * @returns `false` when the broker was removed
   * @throws when the broker cannot be asked, or its password is gone; the journal stays
   */
  restore(profileId: string, journalPath: string): Promise<boolean>;
  /** Tells the user that tracing may still be on. */
  failed(profileId: string, error: unknown): void;
}

export class TracingJournals {
  /** @param folder is created when needed */
  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  async newPath(profileId: string): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return this.ownPath(profileId);
  }

  /**
   * Restores tracing for every journal whose window is gone, and for the journals of this window.
   *
   * @param only id of the profile to restore, which must not be connected. Default: all profiles,
   *   none of which may be connected
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

  /** Restores tracing for a journal that an engine of this window left. */
  async restoreOne(profileId: string, journal: string, restorer: Restorer): Promise<void> {
    const claimed = this.ownPath(profileId);
    try {
      // When two windows start at once, only one of them succeeds in renaming the journal.
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
