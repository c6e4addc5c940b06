import { CancellationError, ProgressLocation, window } from 'vscode';
import type { ProbeResult } from '../../core/amqp/probeResult';
import type { BrokerQuestions } from './brokerQuestions';
import { connectionOf } from './connectionOf';
import type { BrokerDraft } from './profile';
import { failureSubjectOf } from './profile';
import type { FailureSubject } from '../errors';

/**
 * Tests the broker, and shows progress.
 *
 * @throws {CancellationError} when the user cancels
 */
export async function probeBroker(
  questions: BrokerQuestions,
  draft: BrokerDraft,
): Promise<ProbeResult> {
  const result = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: `Testing "${draft.name}"`,
      cancellable: true,
    },
    (_progress, token) => questions.probe(connectionOf(draft), token),
  );
  if (!result) throw new CancellationError();
  return result;
}

/** Subject of failures of a broker's management API, which may have a user of its own. */
export const managementSubjectOf = (draft: BrokerDraft): FailureSubject => ({
  ...failureSubjectOf(draft),
  ...(draft.managementCredentials && { username: draft.managementCredentials.username }),
});
