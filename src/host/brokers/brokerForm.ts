/** Asks for a new broker, for lost passwords, or for changes of a broker that is stored. */
import { CancellationError } from 'vscode';
import { printTransportUrl } from '../../core/amqp/transportUrl';
import type { BrokerForm } from './brokerSteps';
import {
  addressStep,
  managementPasswordStep,
  managementStep,
  nameStep,
  passwordStep,
  secretsStep,
  tlsStep,
  usernameStep,
} from './brokerSteps';
import type { Choice, Position, Step } from './multiStepInput';
import { askChoice, back, runSteps } from './multiStepInput';
import type { BrokerDraft, BrokerProfile } from './profile';
import { joinSecrets } from './profile';

/** Fills in an empty user name and password for each host for which none was given. */
export const completed = (form: BrokerForm): BrokerDraft => ({
  ...form,
  hosts: form.hosts.map(host => ({ username: '', password: '', ...host })),
});

const newBrokerSteps = [
  addressStep,
  usernameStep,
  passwordStep,
  tlsStep,
  managementStep,
  managementPasswordStep,
  nameStep,
];

/**
 * Asks every step of a new broker.
 *
 * @throws {CancellationError} when the user cancels
 */
export const askNewBroker = (id: string): Promise<BrokerForm> =>
  runSteps('Add Broker', newBrokerSteps, {
    id,
    name: '',
    hosts: [],
    vhost: '/',
    keepSecrets: false,
  });

/** Asks for the passwords of a stored broker that secret storage has lost. */
export const askPasswords = (profile: BrokerProfile): Promise<BrokerForm> =>
  runSteps(profile.name, [passwordStep, managementPasswordStep], {
    ...joinSecrets(profile, { hosts: [] }),
    hosts: profile.hosts,
  });

/** Lets the user change one field after another, until they save. */
export async function editBroker(form: BrokerForm): Promise<BrokerForm> {
  const title = 'Edit Broker';
  const position: Position = { title, step: 1, totalSteps: 1 };
  const chosen = await askChoice(form.name, fieldChoices(form), position);
  if (chosen === back || chosen === 'save') return form;
  const asked = chosen.isAskedAnew ? { ...form, ...chosen.isAskedAnew(form) } : form;
  return await editBroker(await runSteps(title, chosen.steps, asked).catch(keepOnCancel(form)));
}

/** Cancelling the question for one field keeps the form as it was. */
const keepOnCancel = (form: BrokerForm) => (error: unknown) => {
  if (error instanceof CancellationError) return form;
  throw error;
};

interface Field {
  readonly steps: readonly Step<BrokerForm>[];
  /** Values to clear, so that the steps ask for them again. */
  readonly isAskedAnew?: (form: BrokerForm) => Partial<BrokerForm>;
}

function fieldChoices(form: BrokerForm): readonly Choice<Field | 'save'>[] {
  const [first] = form.hosts;
  const fields: readonly Choice<Field | 'save'>[] = [
    { label: '$(check) Test and Save', value: 'save' },
    {
      label: 'Address',
      description: printTransportUrl(form),
      value: { steps: [addressStep, usernameStep, passwordStep, tlsStep] },
    },
    {
      label: 'User and Password',
      description: first?.username ?? '',
      value: {
        steps: [usernameStep, passwordStep],
        isAskedAnew: ({ hosts }) => ({
          hosts: hosts.map(({ hostname, port }) => ({ hostname, port })),
        }),
      },
    },
    {
      label: 'Management API',
      description: form.managementUrl ?? 'none',
      value: { steps: [managementStep, managementPasswordStep] },
    },
    { label: 'Name', description: form.name, value: { steps: [nameStep] } },
    {
      label: 'Secrets in Messages',
      description: form.keepSecrets ? 'kept' : 'masked',
      value: { steps: [secretsStep] },
    },
  ];
  const certificates: Choice<Field> = {
    label: 'TLS Certificates',
    description: form.tls?.caFile ?? 'certificate authorities of the system',
    value: { steps: [tlsStep], isAskedAnew: () => ({ tls: {} }) },
  };
  return form.tls ? [...fields, certificates] : fields;
}
