import * as v from 'valibot';
import type { BrokerConnection, TlsOptions } from '../../core/amqp/brokerConnection';
import type { FieldsOf } from '../../protocol/schemas';
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
export const failureSubjectOf = ({
  name,
  vhost,
  hosts,
}: Pick<BrokerProfile, 'name' | 'vhost' | 'hosts'>): FailureSubject => ({
  name,
  vhost,
  ...(hosts[0] && { username: hosts[0].username }),
});

const profileSchema = v.object({
  // Folders and files of a broker are named after its id.
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/u)),
  name: v.string(),
  hosts: v.pipe(
    v.array(
      v.object({
        hostname: v.string(),
        port: v.number(),
        username: v.string(),
      } satisfies FieldsOf<ProfileHost>),
    ),
    v.minLength(1),
  ),
  vhost: v.string(),
  tls: v.exactOptional(
    v.object({
      caFile: v.exactOptional(v.string()),
      certFile: v.exactOptional(v.string()),
      keyFile: v.exactOptional(v.string()),
    } satisfies FieldsOf<TlsOptions>),
  ),
  managementUrl: v.exactOptional(v.string()),
  managementUsername: v.exactOptional(v.string()),
  keepSecrets: v.boolean(),
} satisfies FieldsOf<BrokerProfile>);

/** @returns true for a valid profile; other versions of the extension write to the same storage */
export const isProfile = (value: unknown): value is BrokerProfile => v.is(profileSchema, value);
