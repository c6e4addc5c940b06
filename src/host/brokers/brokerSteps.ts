/** Questions about a broker, each a step that fills in a part of the form. */
import { CancellationError, window } from 'vscode';
import { defaultManagementUrl, parseManagementUrl } from '../../core/amqp/managementUrl';
import type { TransportHost } from '../../core/amqp/transportUrl';
import { parseTransportUrl, printTransportUrl } from '../../core/amqp/transportUrl';
import { explainManagementUrl, explainTransportUrl } from '../errors';
import type { Choice, Step } from './multiStepInput';
import { askChoice, askText, back } from './multiStepInput';
import type { BrokerDraft } from './profile';

/** A draft whose hosts may still lack a user or a password. */
export interface BrokerForm extends Omit<BrokerDraft, 'hosts'> {
  readonly hosts: readonly TransportHost[];
}

const always = () => true;

export const addressStep: Step<BrokerForm> = {
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
    // An address can ask for TLS but cannot name files, so the files chosen before are kept.
    const changedTls = url.tls && { ...tls, ...url.tls };
    return {
      ...rest,
      vhost: url.vhost,
      hosts: url.hosts.map(host => withKnownPassword(host, form.hosts)),
      ...(changedTls && { tls: changedTls }),
    };
  },
};

export const usernameStep: Step<BrokerForm> = {
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

export const passwordStep: Step<BrokerForm> = {
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

export const tlsStep: Step<BrokerForm> = {
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

export const managementStep: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const text = await askText(
      {
        prompt:
          'Management API, which names connections and switches tracing; leave empty for none',
        placeholder: 'http://host:15672, with user:password@ if they differ',
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

export const managementPasswordStep: Step<BrokerForm> = {
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

export const nameStep: Step<BrokerForm> = {
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

export const secretsStep: Step<BrokerForm> = {
  isNeeded: always,
  async ask(form, position) {
    const isKept = await askChoice<boolean>(
      'Tokens and passwords in messages',
      [
        {
          label: 'Mask',
          detail: 'Replaced before a message is stored; equal secrets get equal marks.',
          value: false,
        },
        {
          label: 'Keep',
          detail: 'Stored as sent: anybody who has the capture can use them.',
          value: true,
        },
      ],
      position,
    );
    return isKept === back ? back : { ...form, keepSecrets: isKept };
  },
};

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
