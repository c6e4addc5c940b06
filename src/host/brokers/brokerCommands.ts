/** Commands that add, edit and remove brokers. */
import { randomUUID } from 'node:crypto';
import { CancellationError, window } from 'vscode';
import type { ProbeResult } from '../../core/amqp/probeResult';
import type { BrokerQuestions } from './brokerQuestions';
import type { Connections } from './connections';
import type { BrokerDraft } from './profile';
import type { ProfileStore } from './profileStore';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { runAction } from '../actions/runAction';
import { withoutLinks } from '../plainText';
import type { BrokerForm } from './brokerSteps';
import { askNewBroker, askPasswords, completed, editBroker } from './brokerForm';
import { pickBroker } from './pickBroker';
import { probeBroker } from './probeBroker';
import { probeChoices, savedWords, troubleIn } from './probeWords';
import type { HostHandlers } from '../../protocol/actions/actions';

export interface BrokerDependencies {
  readonly profiles: ProfileStore;
  readonly connections: Connections;
  readonly questions: BrokerQuestions;
}

export const brokerCommands = (dependencies: BrokerDependencies) =>
  ({
    addBroker: async () => {
      await testAndSave(dependencies, await askNewBroker(randomUUID()));
    },
    editBroker: async ref => {
      const profile = await pickBroker(dependencies.profiles, ref);
      const form =
        (await dependencies.profiles.readDraft(profile.id)) ?? (await askPasswords(profile));
      await testAndSave(dependencies, await editBroker(form));
    },
    removeBroker: ref => remove(dependencies, ref),
  }) satisfies Partial<HostHandlers>;

/** Tests the broker, and lets the user edit it until it works, is saved anyway, or they cancel. */
async function testAndSave(dependencies: BrokerDependencies, form: BrokerForm): Promise<void> {
  const tested = completed(form);
  const result = await probeBroker(dependencies.questions, tested);
  const trouble = troubleIn(tested, result);
  let draft = tested;
  if (trouble) {
    const { message, detail, choices } = trouble;
    const chosen = await window.showWarningMessage(message, { modal: true, detail }, ...choices);
    if (chosen === undefined) throw new CancellationError();
    if (chosen === probeChoices.edit) {
      await testAndSave(dependencies, await editBroker(form));
      return;
    }
    if (chosen === probeChoices.continueWithout) draft = withoutManagement(tested);
  }
  await dependencies.profiles.save(draft);
  await offerConnect(dependencies.connections, draft, result);
}

const withoutManagement = ({
  id,
  name,
  hosts,
  vhost,
  tls,
  keepSecrets,
}: BrokerDraft): BrokerDraft => ({ id, name, hosts, vhost, keepSecrets, ...(tls && { tls }) });

async function offerConnect(
  connections: Connections,
  draft: BrokerDraft,
  result: ProbeResult,
): Promise<void> {
  const isConnected = connections.get(draft.id) !== undefined;
  const connect = isConnected ? 'Connect Again' : 'Connect';
  const description = withoutLinks(savedWords(draft, result));
  const chosen = await window.showInformationMessage(description, connect);
  if (chosen !== connect) return;
  // The running connection uses the old values, so it ends first.
  await connections.disconnect(draft.id);
  await runAction('connect', { profileId: draft.id });
}

async function remove(
  { profiles, connections }: BrokerDependencies,
  ref: BrokerRef | undefined,
): Promise<void> {
  const profile = await pickBroker(profiles, ref);
  const isConnected = connections.get(profile.id) !== undefined;
  const confirm = 'Remove';
  const chosen = await window.showWarningMessage(
    `Remove the broker "${profile.name}"?`,
    {
      modal: true,
      detail: isConnected
        ? 'It is disconnected first. Its password is forgotten; captures are kept.'
        : 'Its password is forgotten; captures are kept.',
    },
    confirm,
  );
  if (chosen !== confirm) return;
  await connections.disconnect(profile.id);
  await profiles.remove(profile.id);
}
