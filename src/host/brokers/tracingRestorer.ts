import { window } from 'vscode';
import { printable } from '../../core/base/printable';
import { traceOffCommand } from '../../core/amqp/shellCommands';
import { problemOf } from '../errors';
import { showProblem } from '../actions/showProblem';
import type { BrokerQuestions } from './brokerQuestions';
import { connectionOf } from './connectionOf';
import { failureSubjectOf } from './profile';
import type { ProfileStore } from './profileStore';
import type { Restorer, RestoreOutcome } from './tracingJournals';

/** Restores tracing after a crash, with the stored password of the broker. */
export class TracingRestorer implements Restorer {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly questions: BrokerQuestions,
  ) {}

  async restore(profileId: string, journalPath: string): Promise<RestoreOutcome> {
    const profile = this.profiles.get(profileId);
    if (!profile) return 'brokerRemoved';
    const draft = await this.profiles.readDraft(profileId);
    if (!draft) throw new Error('its password is gone.');
    const readers = await this.questions.restoreTracing(journalPath, connectionOf(draft));
    if (readers.length === 0) return 'restored';
    void window.showInformationMessage(
      `Tracing stays on at "${profile.name}", because ${printable(readers.join(', '), 120)} reads it. It is turned off when the last reader disconnects.`,
    );
    return 'inUse';
  }

  /** Tells the user that tracing may still be on, and how to turn it off. */
  failed(profileId: string, error: unknown): void {
    const profile = this.profiles.get(profileId);
    if (!profile) return;
    const { name, vhost, managementUsername: username } = profile;
    const subject = { ...failureSubjectOf(profile), ...(username !== undefined && { username }) };
    const cause = problemOf(error, subject).sentence;
    void showProblem({
      sentence: `Tracing may still be on at "${name}", vhost "${vhost}": ${cause}`,
      remedies: [{ label: 'Copy Command', copy: traceOffCommand(vhost) }],
    });
  }
}
