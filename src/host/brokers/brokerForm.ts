/** What is asked about a broker, each question as a step on a draft. */
import { CancellationError, window } from 'vscode';
import type { TransportHost } from '../../core/amqp/transportUrl';
import { parseTransportUrl, printTransportUrl } from '../../core/amqp/transportUrl';
import type { BrokerDraft, BrokerProfile } from './profile';
import { joinSecrets } from './profile';
import { explainManagementUrl, explainTransportUrl } from '../errors';
import type { Choice, Position, Step } from './multiStepInput';
import { askChoice, askText, back, runSteps } from './multiStepInput';
import { defaultManagementUrl, parseManagementUrl } from '../../core/amqp/managementUrl';

/** A draft in which a host may still lack its user or password. */
export interface BrokerForm extends Omit<BrokerDraft, 'hosts'> {
  readonly hosts: readonly TransportHost[];
}

/** A form in which all has been asked. */
export const completed = (form: BrokerForm): BrokerDraft => ({
  ...form,
  hosts: form.hosts.map(host => ({ username: '', password: '', ...host })),
});

const always = () => true;

const address: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const text = await askText(
      {
        prompt: 'transport_url of a service, or an AMQP address',
        placeholder: 'rabbit://user:password@host:5672/vhost',
        value: form.hosts.length > 0 ? printTransportUrl(form) : '',
        validate: value => {
          const parsed = parseTransportUrl(value);
          return parsed.kind === 'invalid' ? explainTransportUrl(parsed.problem) : undefined;
        },
      },
      position,
    );
    if (text === back) return back;
    const parsed = parseTransportUrl(text);
    if (parsed.kind === 'invalid') throw new Error(explainTransportUrl(parsed.problem));
    const { tls, ...rest } = form;
    const { url } = parsed;
    // The address may say TLS without naming the files that were chosen before.
    const changedTls = url.tls && { ...tls, ...url.tls };
    return {
      ...rest,
      vhost: url.vhost,
      hosts: url.hosts.map(host => withKnownPassword(host, form.hosts)),
      ...(changedTls && { tls: changedTls }),
    };
  },
};

const username: Step<BrokerForm> = {
  isNeeded: form => form.hosts.some(host => host.username === undefined),
  async ask(form, position) {
    const name = await askText(
      {
        prompt: 'User name',
        value: form.hosts.find(host => host.username !== undefined)?.username ?? '',
        validate: text => (text === '' ? 'The broker needs a user name.' : undefined),
      },
      position,
    );
    if (name === back) return back;
    return { ...form, hosts: form.hosts.map(host => ({ username: name, ...host })) };
  },
};

const password: Step<BrokerForm> = {
  isNeeded: form => form.hosts.some(host => host.password === undefined),
  async ask(form, position) {
    const open = form.hosts.find(host => host.password === undefined);
    const text = await askText(
      {
        prompt: `Password of ${open?.username ?? ''}, kept in secret storage`,
        isPassword: true,
      },
      position,
    );
    if (text === back) return back;
    return { ...form, hosts: form.hosts.map(host => ({ password: text, ...host })) };
  },
};

type TlsChoice = 'system' | 'ca' | 'client';

const tls: Step<BrokerForm> = {
  isNeeded: form => form.tls !== undefined && form.tls.caFile === undefined,
  async ask(form, position) {
    const choices: readonly Choice<TlsChoice>[] = [
      { label: 'Certificate Authorities of the System', value: 'system' },
      { label: 'CA File…', value: 'ca' },
      { label: 'CA File, Client Certificate and Key…', value: 'client' },
    ];
    const chosen = await askChoice(
      'How is the certificate of the broker verified?',
      choices,
      position,
    );
    switch (chosen) {
      case back:
        return back;
      case 'system':
        return { ...form, tls: {} };
      case 'ca':
        return { ...form, tls: { caFile: await askFile('CA File') } };
      case 'client':
        return {
          ...form,
          tls: {
            caFile: await askFile('CA File'),
            certFile: await askFile('Client Certificate'),
            keyFile: await askFile('Client Key'),
          },
        };
    }
  },
};

const management: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const text = await askText(
      {
        prompt: 'Management API, which names connections and switches tracing; empty: none',
        placeholder: 'http://host:15672, with user:password@ where they differ',
        value: form.managementUrl ?? defaultManagementUrl(form),
        validate: value => {
          const parsed = parseManagementUrl(value);
          return typeof parsed === 'string' ? explainManagementUrl(parsed) : undefined;
        },
      },
      position,
    );
    if (text === back) return back;
    const parsed = parseManagementUrl(text);
    if (typeof parsed === 'string') throw new Error(explainManagementUrl(parsed));
    const { managementUrl, managementCredentials, ...rest } = form;
    const isSame = managementUrl === parsed.managementUrl;
    return {
      ...rest,
      ...(isSame && managementCredentials && { managementCredentials }),
      ...parsed,
    };
  },
};

const managementPassword: Step<BrokerForm> = {
  isNeeded: form => form.managementCredentials?.password === '',
  async ask(form, position) {
    const { username: user = '' } = form.managementCredentials ?? {};
    const text = await askText(
      {
        prompt: `Password of ${user} at the management API, kept in secret storage`,
        isPassword: true,
      },
      position,
    );
    if (text === back) return back;
    return { ...form, managementCredentials: { username: user, password: text } };
  },
};

const name: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const [first] = form.hosts;
    const vhost = form.vhost === '/' ? '' : ` ${form.vhost}`;
    const text = await askText(
      {
        prompt: 'Name of the broker',
        value: form.name === '' ? `${first?.hostname ?? ''}${vhost}` : form.name,
        validate: value => (value.trim() === '' ? 'The broker needs a name.' : undefined),
      },
      position,
    );
    return text === back ? back : { ...form, name: text.trim() };
  },
};

const secrets: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const isKept = await askChoice<boolean>(
      'Tokens and passwords in messages',
      [
        {
          label: 'Mask',
          detail: 'Replaced before a message is stored. Equal ones still look alike.',
          value: false,
        },
        {
          label: 'Keep',
          detail: 'Stored as sent: whoever gets the capture can use them.',
          value: true,
        },
      ],
      position,
    );
    return isKept === back ? back : { ...form, keepSecrets: isKept };
  },
};

const newBrokerSteps = [address, username, password, tls, management, managementPassword, name];

/** Asks all about a new broker. @throws {CancellationError} when the user leaves */
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
  runSteps(profile.name, [password, managementPassword], {
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

/** Leaving a field leaves it as it was. */
const keepOnCancel = (form: BrokerForm) => (error: unknown) => {
  if (error instanceof CancellationError) return form;
  throw error;
};

interface Field {
  readonly steps: readonly Step<BrokerForm>[];
  /** What to forget, so that the steps ask for it. */
  readonly isAskedAnew?: (form: BrokerForm) => Partial<BrokerForm>;
}

function fieldChoices(form: BrokerForm): readonly Choice<Field | 'save'>[] {
  const [first] = form.hosts;
  const fields: readonly Choice<Field | 'save'>[] = [
    { label: `$(check) Test and Save`, value: 'save' },
    {
      label: 'Address',
      description: printTransportUrl(form),
      value: { steps: [address, username, password, tls] },
    },
    {
      label: 'User and Password',
      description: first?.username ?? '',
      value: {
        steps: [username, password],
        isAskedAnew: ({ hosts }) => ({
          hosts: hosts.map(({ hostname, port }) => ({ hostname, port })),
        }),
      },
    },
    {
      label: 'Management API',
      description: form.managementUrl ?? 'none',
      value: { steps: [management, managementPassword] },
    },
    { label: 'Name', description: form.name, value: { steps: [name] } },
    {
      label: 'Secrets in Messages',
      description: form.keepSecrets ? 'kept' : 'masked',
      value: { steps: [secrets] },
    },
  ];
  const certificates: Choice<Field> = {
    label: 'TLS Certificates',
    description: form.tls?.caFile ?? 'certificate authorities of the system',
    value: { steps: [tls], isAskedAnew: () => ({ tls: {} }) },
  };
  return form.tls ? [...fields, certificates] : fields;
}

const withKnownPassword = (host: TransportHost, known: readonly TransportHost[]): TransportHost => {
  const same = known.find(
    each =>
      each.hostname === host.hostname && each.port === host.port && each.username === host.username,
  );
  return same?.password === undefined ? host : { password: same.password, ...host };
};

async function askFile(title: string): Promise<string> {
  const [uri] =
    (await window.showOpenDialog({ title, openLabel: 'Choose', canSelectMany: false })) ?? [];
  if (!uri) throw new CancellationError();
  return uri.fsPath;
}
