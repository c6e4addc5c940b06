/** Texts about the test of a broker. */
import { defaultManagementUrl } from '../../core/amqp/managementUrl';
import type { ProbeResult } from '../../core/amqp/probeResult';
import { explainFailure } from '../errors';
import { managementSubjectOf } from './probeBroker';
import type { BrokerDraft } from './profile';
import { failureSubjectOf } from './profile';

/** Ways to go on after a test that failed, besides cancelling. */
export const probeChoices = {
  edit: 'Edit…',
  /** Saves the broker without the address of its management API. */
  continueWithout: 'Continue Without',
  save: 'Save Anyway',
} as const;

export interface ProbeTrouble {
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly (typeof probeChoices)[keyof typeof probeChoices][];
}

/** Describes what a test found to be wrong; `undefined` when all that was asked works. */
export function troubleIn(draft: BrokerDraft, result: ProbeResult): ProbeTrouble | undefined {
  const { amqpFailure, management } = result;
  const managementSentence =
    management.kind === 'failed'
      ? explainFailure(management.failure, managementSubjectOf(draft)).sentence
      : undefined;
  if (amqpFailure) {
    const sentence = explainFailure(amqpFailure, failureSubjectOf(draft)).sentence;
    return {
      message: `Testing "${draft.name}" failed.`,
      detail: [sentence, managementSentence].filter(Boolean).join('\n\n'),
      choices: [probeChoices.edit, probeChoices.save],
    };
  }
  if (management.kind !== 'failed' || managementSentence === undefined) return undefined;
  const isSilent = management.failure.code === 'managementUnreachable';
  return {
    message: `RabbitMQ answers; the management API at ${draft.managementUrl ?? ''} ${isSilent ? 'does not' : 'cannot be used'}.`,
    detail: `${isSilent ? `${management.failure.detail}.` : managementSentence}\n\nWithout it, names of services are guesses, and RPC Scope cannot turn tracing on.`,
    // An address that was proposed is proposed again; one that was typed would be lost.
    choices: [
      probeChoices.edit,
      probeChoices.continueWithout,
      ...(draft.managementUrl === defaultManagementUrl(draft) ? [] : [probeChoices.save]),
    ],
  };
}

/** Says that a broker is saved, and what the test found. */
export function savedWords(draft: BrokerDraft, result: ProbeResult): string {
  const { amqpFailure, management } = result;
  if (amqpFailure) return `"${draft.name}" is saved.`;
  const version = result.brokerVersion ?? '';
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
