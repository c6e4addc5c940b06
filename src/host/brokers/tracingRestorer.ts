import { problemOf, traceOffCommand } from '../errors';
import { showProblem } from '../actions/showProblem';
import type { BrokerQuestions } from './brokerQuestions';
import { connectionOf } from './connectionOf';
import { subjectOf } from './profile';
import type { ProfileStore } from './profileStore';
import type { Restorer } from './tracingJournals';

/** Restores tracing after a crash, with the stored password of the broker. */
export class TracingRestorer implements Restorer {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly questions: BrokerQuestions,
  ) {}

  async restore(profileId: string, journalPath: string): Promise<boolean> {
    if (!this.profiles.get(profileId)) return false;
    const draft = await this.profiles.readDraft(profileId);
    if (!draft) throw new Error('its password is gone.');
    await this.questions.restoreTracing(journalPath, connectionOf(draft));
    return true;
  }

  /** Tells the user that tracing may still be on, and how to turn it off. */
  failed(profileId: string, error: unknown): void {
    const profile = this.profiles.get(profileId);
    if (!profile) return;
    const { name, vhost, managementUsername: username } = profile;
    const subject = { ...subjectOf(profile), ...(username !== undefined && { username }) };
    const cause = problemOf(error, subject).sentence;
    void showProblem({
      sentence: `Tracing may still be on at "${name}", vhost "${vhost}": ${cause}`,
      remedies: [{ label: 'Copy Command', copy: traceOffCommand(vhost) }],
    });
  }
}
