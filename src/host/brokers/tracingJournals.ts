/**
 * Journals of vhosts whose tracing an engine of this extension turned on, so that the switch is
 * restored even after a crash. The engine writes a journal before it turns tracing on, and removes it
 * after restoring the switch. A journal that is left, and whose window is gone, is acted on here. The
 * subject of a journal is the id of its profile.
 */
import { rm } from 'node:fs/promises';
import type { Log } from '../log';
import { describeError } from '../log';
import type { ClaimedJournal } from '../../node/journalFolder';
import { JournalFolder } from '../../node/journalFolder';

/** Result of an attempt to restore the tracing switch; `inUse`: other taps still need it. */
export type RestoreOutcome = 'restored' | 'inUse' | 'brokerRemoved';

/** Acts on a journal. */
export interface Restorer {
  /** @throws when the broker cannot be asked, or its password is gone; the journal stays */
  restore(profileId: string, journalPath: string): Promise<RestoreOutcome>;
  /** Tells the user that tracing may still be on. */
  failed(profileId: string, error: unknown): void;
}

export class TracingJournals {
  private readonly journals: JournalFolder;

  /** @param folder is created when needed */
  constructor(
    folder: string,
    private readonly log: Log,
  ) {
    this.journals = new JournalFolder(folder);
  }

  async newPath(profileId: string): Promise<string> {
    return await this.journals.newPath(profileId);
  }

  /**
   * Restores tracing for every journal whose window is gone, and for the journals of this window.
   *
   * @param only id of the profile to restore, which must not be connected. Default: all profiles,
   *   none of which may be connected
   */
  async restoreAbandoned(restorer: Restorer, only?: string): Promise<void> {
    const isWanted = ({ subject }: ClaimedJournal) => only === undefined || subject === only;
    for await (const journal of this.journals.claimAbandoned(isWanted)) {
      await this.restore(journal, restorer);
    }
  }

  /** Restores tracing for a journal that an engine of this window left. */
  async restoreOne(profileId: string, journal: string, restorer: Restorer): Promise<void> {
    const claimed = await this.journals.claim({ subject: profileId, path: journal });
    if (claimed) await this.restore(claimed, restorer);
  }

  private async restore(journal: ClaimedJournal, restorer: Restorer): Promise<void> {
    const { subject: profileId } = journal;
    try {
      switch (await restorer.restore(profileId, journal.path)) {
        case 'restored':
          this.log.info(`tracing of broker ${profileId} is as it was found`);
          return;
        case 'inUse':
          this.log.info(`tracing of broker ${profileId} stays on for another tap`);
          await this.journals.release(journal);
          return;
        case 'brokerRemoved':
          this.log.warn(`tracing of broker ${profileId} cannot be put back: it was removed`);
          await rm(journal.path, { force: true });
      }
    } catch (error) {
      this.log.error(`tracing of broker ${profileId}: ${describeError(error)}`);
      restorer.failed(profileId, error);
    }
  }
}
