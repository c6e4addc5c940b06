import { beforeEach, expect, test, vi } from 'vitest';
import type { ProbeResult } from '../../../../src/core/amqp/probeResult';
import { brokerCommands } from '../../../../src/host/brokers/brokerCommands';
import type { BrokerForm } from '../../../../src/host/brokers/brokerSteps';
import type { BrokerDraft } from '../../../../src/host/brokers/profile';

interface Shown {
  /** Modal questions, each with its details and buttons. */
  readonly questions: { message: string; detail: string; buttons: readonly string[] }[];
  /** Notifications. */
  readonly said: string[];
  /** The user's answers to the questions, in turn. */
  readonly answers: (string | undefined)[];
  /** Forms that the user fills in. */
  asked: { readonly added?: unknown; readonly edited?: unknown };
}
const shown = vi.hoisted((): Shown => ({ questions: [], said: [], answers: [], asked: {} }));

vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  ProgressLocation: { Notification: 15 },
  workspace: { getConfiguration: () => ({ get: () => undefined }) },
  window: {
    withProgress: (_options: unknown, run: (progress: unknown, token: unknown) => unknown) =>
      run(undefined, undefined),
    showWarningMessage: (
      message: string,
      { detail }: { detail: string },
      ...buttons: readonly string[]
    ) => {
      shown.questions.push({ message, detail, buttons });
      return Promise.resolve(shown.answers.shift());
    },
    showInformationMessage: (text: string) => Promise.resolve(void shown.said.push(text)),
  },
}));
vi.mock('../../../../src/host/brokers/brokerForm', () => ({
  askNewBroker: () => Promise.resolve(shown.asked.added),
  editBroker: () => Promise.resolve(shown.asked.edited),
  completed: (form: unknown) => form,
}));

const form: BrokerForm = {
  id: 'b1',
  name: 'lab',
  hosts: [{ hostname: '127.0.0.1', port: 5672, username: 'u', password: 'p' }],
  vhost: '/',
  keepSecrets: false,
  managementUrl: 'http://127.0.0.1:15672',
};
const silent: ProbeResult = {
  amqpFailure: undefined,
  brokerVersion: '4.1.2',
  management: {
    kind: 'failed',
    failure: { code: 'managementUnreachable', detail: 'connect ECONNREFUSED 127.0.0.1:15672' },
  },
};
const refused: ProbeResult = {
  ...silent,
  management: {
    kind: 'failed',
    failure: { code: 'managementForbidden', detail: 'GET /whoami: HTTP 401' },
  },
};
const dead: ProbeResult = {
  ...silent,
  amqpFailure: { code: 'connectionRefused', detail: 'ECONNREFUSED', host: '127.0.0.1:5672' },
};
const working: ProbeResult = { ...silent, management: { kind: 'none' } };

/** Adds the broker, for which the tests find these results, one after the other. */
async function add(...results: readonly ProbeResult[]): Promise<readonly BrokerDraft[]> {
  const saved: BrokerDraft[] = [];
  const left = [...results];
  const commands = brokerCommands({
    profiles: { save: (draft: BrokerDraft) => Promise.resolve(void saved.push(draft)) },
    connections: { get: () => undefined },
    questions: { probe: () => Promise.resolve(left.shift()) },
  } as unknown as Parameters<typeof brokerCommands>[0]);
  await commands.addBroker();
  return saved;
}

beforeEach(() => {
  shown.questions.length = 0;
  shown.said.length = 0;
  shown.answers.length = 0;
  shown.asked = { added: form, edited: form };
});

test('a broker whose proposed management API is silent can be saved without it', async () => {
  shown.answers.push('Continue Without');
  const { managementUrl, ...without } = form;
  expect(await add(silent)).toEqual([without]);
  expect(shown.questions).toEqual([
    {
      message: `RabbitMQ answers; the management API at ${managementUrl} does not.`,
      detail: expect.stringContaining('ECONNREFUSED') as string,
      buttons: ['Edit…', 'Continue Without'],
    },
  ]);
  expect(shown.said).toEqual([expect.stringContaining('RabbitMQ 4.1.2 answers')]);
});

test('an address of the management API that was typed can be kept', async () => {
  const typed = {
    ...form,
    managementUrl: 'https://rabbit.example/api',
    managementCredentials: { username: 'm', password: 'q' },
  };
  shown.asked = { added: typed };
  shown.answers.push('Save Anyway');
  expect(await add(silent)).toEqual([typed]);
  expect(shown.questions[0]?.buttons).toEqual(['Edit…', 'Continue Without', 'Save Anyway']);
  shown.answers.push('Continue Without');
  const [saved] = await add(silent);
  expect(saved).not.toHaveProperty('managementUrl');
  expect(saved).not.toHaveProperty('managementCredentials');
});

test('a management API that answers and refuses is not called silent', async () => {
  shown.answers.push('Continue Without');
  await add(refused);
  const [question] = shown.questions;
  expect(question?.message).toBe(
    'RabbitMQ answers; the management API at http://127.0.0.1:15672 cannot be used.',
  );
  expect(question?.detail).toContain('needs the tag "monitoring"');
});

test('a broker that does not answer can be edited, and is tested again', async () => {
  shown.answers.push('Edit…');
  shown.asked = { added: form, edited: { ...form, name: 'edited' } };
  expect(await add(dead, working)).toMatchObject([{ name: 'edited' }]);
  expect(shown.questions).toEqual([
    {
      message: 'Testing "lab" failed.',
      detail: expect.stringMatching(/127\.0\.0\.1:5672[^]*\n\n.*management API/) as string,
      buttons: ['Edit…', 'Save Anyway'],
    },
  ]);
});

test('nothing is saved when the user cancels', async () => {
  shown.answers.push(undefined);
  await expect(add(silent)).rejects.toThrow();
  expect(shown.said).toEqual([]);
});
