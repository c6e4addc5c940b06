import type { BrokerConnection, TlsOptions } from '../../core/amqp/brokerConnection';
import type { FailureSubject } from '../errors';

/** A broker as it is stored: everything but passwords. */
export interface BrokerProfile {
  readonly id: string;
  readonly name: string;
  /** Nodes of one cluster, tried in turn; at least one. */
  readonly hosts: readonly ProfileHost[];
  readonly vhost: string;
  readonly tls?: TlsOptions;
  readonly managementUrl?: string;
  /** User of the management API. Default: that of the first host. */
  readonly managementUsername?: string;
  /** Stores tokens and passwords of messages unmasked. Default: false. */
  readonly keepSecrets: boolean;
}

interface ProfileHost {
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
}

/** Passwords of a profile; they live in secret storage only. */
export interface BrokerSecrets {
  /** Passwords of the profile's hosts, in the same order. */
  readonly hosts: readonly string[];
  readonly management?: string;
}

/** A broker with its passwords, while it is edited or connected. Lives in memory only. */
export interface BrokerDraft
  extends
    Omit<BrokerConnection, 'bindingKeys' | 'tapQueue'>,
    Pick<BrokerProfile, 'id' | 'name' | 'keepSecrets'> {}

/** Copies only the fields of a profile, so that no secret reaches the disk in clear text. */
export function splitSecrets(draft: BrokerDraft): [BrokerProfile, BrokerSecrets] {
  const { id, name, hosts, vhost, tls, managementUrl, managementCredentials, keepSecrets } = draft;
  const profile: BrokerProfile = {
    id,
    name,
    hosts: hosts.map(({ hostname, port, username }) => ({ hostname, port, username })),
    vhost,
    ...(tls && { tls }),
    ...(managementUrl !== undefined && { managementUrl }),
    ...(managementCredentials && { managementUsername: managementCredentials.username }),
    keepSecrets,
  };
  const secrets: BrokerSecrets = {
    hosts: hosts.map(host => host.password),
    ...(managementCredentials && { management: managementCredentials.password }),
  };
  return [profile, secrets];
}

export function joinSecrets(profile: BrokerProfile, secrets: BrokerSecrets): BrokerDraft {
  const { managementUsername, hosts, ...rest } = profile;
  return {
    ...rest,
    hosts: hosts.map((host, index) => ({ ...host, password: secrets.hosts[index] ?? '' })),
    ...(managementUsername !== undefined && {
      managementCredentials: {
        username: managementUsername,
        password: secrets.management ?? '',
      },
    }),
  };
}

/** `host:port` of the first node. */
export const addressOf = (profile: Pick<BrokerProfile, 'hosts'>): string => {
  const [first] = profile.hosts;
  return first ? `${first.hostname}:${first.port}` : '';
};

/** Subject of failures of a broker. */
export const subjectOf = ({
  name,
  vhost,
  hosts,
}: Pick<BrokerProfile, 'name' | 'vhost' | 'hosts'>): FailureSubject => ({
  name,
  vhost,
  ...(hosts[0] && { username: hosts[0].username }),
});

/** @returns true for a valid profile; other versions of the extension write to the same storage */
export const isProfile = (value: unknown): value is BrokerProfile => {
  const profile = value as Partial<BrokerProfile> | null;
  return (
    isId(profile?.id) &&
    typeof profile?.name === 'string' &&
    typeof profile.vhost === 'string' &&
    Array.isArray(profile.hosts) &&
    profile.hosts.length > 0 &&
    profile.hosts.every(isHost) &&
    isTextOrNone(profile.managementUrl) &&
    isTextOrNone(profile.managementUsername) &&
    (profile.tls === undefined || isTls(profile.tls)) &&
    typeof profile.keepSecrets === 'boolean'
  );
};

/** @returns true for a usable id; folders and files of a broker are named after it */
const isId = (value: unknown): boolean => typeof value === 'string' && /^[\w-]+$/u.test(value);

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isTls = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isTextOrNone);

const isHost = (value: unknown): value is ProfileHost => {
  const host = value as Partial<ProfileHost> | null;
  return (
    typeof host?.hostname === 'string' &&
    typeof host.port === 'number' &&
    typeof host.username === 'string'
  );
};
