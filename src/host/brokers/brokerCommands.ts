/** Commands that add, edit and remove brokers. */
import { randomUUID } from 'node:crypto';
import { CancellationError, window } from 'vscode';
import type { ProbeResult } from '../../core/amqp/probeResult';
import type { BrokerQuestions } from './brokerQuestions';
import type { Connections } from './connections';
import type { BrokerDraft } from './profile';
import { subjectOf } from './profile';
import type { ProfileStore } from './profileStore';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { runAction } from '../actions/runAction';
import { explainFailure } from '../errors';
import { withoutLinks } from '../plainText';
import type { BrokerForm } from './brokerSteps';
import { askNewBroker, askPasswords, completed, editBroker } from './brokerForm';
import { pickBroker } from './pickBroker';
import { managementSubjectOf, probeBroker } from './probeBroker';
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
  const draft = completed(form);
  const result = await probeBroker(dependencies.questions, draft);
  const trouble = troubleIn(draft, result);
  if (trouble.length > 0) {
    const edit = 'Edit…';
    const save = 'Save Anyway';
    const chosen = await window.showWarningMessage(
      `Testing "${draft.name}" failed.`,
      { modal: true, detail: trouble.join('\n\n') },
      edit,
      save,
    );
    if (chosen === edit) {
      await testAndSave(dependencies, await editBroker(form));
      return;
    }
    if (chosen !== save) throw new CancellationError();
  }
  await dependencies.profiles.save(draft);
  await offerConnect(dependencies.connections, draft, result);
}

function troubleIn(draft: BrokerDraft, { amqpFailure, management }: ProbeResult): string[] {
  const sentences: string[] = [];
  if (amqpFailure) sentences.push(explainFailure(amqpFailure, subjectOf(draft)).sentence);
  if (management.kind === 'failed') {
    sentences.push(explainFailure(management.failure, managementSubjectOf(draft)).sentence);
  }
  return sentences;
}

async function offerConnect(
  connections: Connections,
  draft: BrokerDraft,
  result: ProbeResult,
): Promise<void> {
  const isConnected = connections.get(draft.id) !== undefined;
  const connect = isConnected ? 'Connect Again' : 'Connect';
  const description = withoutLinks(describeProbe(draft, result));
  const chosen = await window.showInformationMessage(description, connect);
  if (chosen !== connect) return;
  // The running connection uses the old values, so it ends first.
  await connections.disconnect(draft.id);
  await runAction('connect', { profileId: draft.id });
}

function describeProbe(draft: BrokerDraft, { amqpFailure, ...result }: ProbeResult): string {
  if (amqpFailure) return `"${draft.name}" is saved.`;
  const version = result.brokerVersion ?? '';
  const { management } = result;
  const sentences = [`"${draft.name}" is saved: RabbitMQ ${version} answers.`];
  if (management.kind === 'ok') {
    if (management.tracing === 'on') sentences.push('Tracing is on.');
    if (management.tracing === 'off') sentences.push('Tracing is off.');
    if (!management.canNameConnections) {
      sentences.push('Names are inferred: the user lacks the tag "monitoring".');
    }
  } else {
    sentences.push('Names are inferred without the management API.');
  }
  return sentences.join(' ');
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
