/** Parses the options of `rpcscope record` into the values that the engine takes. */
import type { BrokerConnection } from '../core/amqp/brokerConnection';
import { defaultBindingKeys, defaultTapQueueLimits } from '../core/amqp/brokerConnection';
import type { BrokerTap } from '../core/amqp/brokerTap';
import { parseBrokerTap } from '../core/amqp/brokerTap';
import { defaultManagementUrl, parseManagementUrl } from '../core/amqp/managementUrl';
import type { TransportUrl } from '../core/amqp/transportUrl';
import { parseTransportUrl } from '../core/amqp/transportUrl';
import { UsageError } from './usageError';

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const bytes: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
};
const leastRingBytes = 4 * 1024 ** 2;
/** Longest delay of a timer of Node. */
const maxMillis = 2 ** 31 - 1;

/** Parses `90s`, `10m`, `2h`, `1d` or `1h30m` to milliseconds. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const total = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (seconds[unit] ?? 0), 0);
  const isWhole = parts.map(([part]) => part).join('') === text;
  if (!isWhole || !(total > 0) || total * 1000 > maxMillis) {
    throw new UsageError(`"${text}" is not a duration: write 90s, 10m or 2h; at most 24 days`);
  }
  return total * 1000;
}

/** Parses `500MB`, `2GB` or `2GiB` to bytes; units are powers of 1024. */
export function parseSize(text: string): number {
  const [, n, unit = ''] = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const size = Number(n) * (bytes[unit.toUpperCase()] ?? NaN);
  if (!(size >= leastRingBytes) || size > Number.MAX_SAFE_INTEGER) {
    throw new UsageError(`"${text}" is not a size of a ring: write 500MB or 2GB; at least 4MB`);
  }
  return Math.floor(size);
}

/** Parses the place that messages are read from. */
export function parseTap(text: string): BrokerTap {
  const tap = parseBrokerTap(text);
  if ('problem' in tap) throw new UsageError(tap.problem);
  return tap;
}

/** Parses binding keys of `amq.rabbitmq.trace`, separated by commas. */
export function parseKeys(text: string): readonly string[] {
  const keys = text.split(',').map(key => key.trim());
  const wrong = keys.find(key => key === '' || key.length > 255 || /\s/.test(key));
  if (wrong !== undefined) {
    throw new UsageError(`"${text}" are not binding keys: write publish.nova,deliver.conductor`);
  }
  return keys;
}

/**
 * Parses the broker's address. It should contain no password, because everybody on a machine can
 * read the command lines of its processes.
 */
export function parseAddress(text: string): TransportUrl {
  const parsed = parseTransportUrl(text);
  if (parsed.kind === 'invalid') {
    throw new UsageError(
      `this is not the address of a broker (${parsed.problem.code}): write amqp://user@host:5672/vhost, or the transport_url of a service without its password`,
    );
  }
  return parsed.url;
}

export const hasPassword = ({ hosts }: TransportUrl): boolean =>
  hosts.some(({ password }) => password !== undefined);

export interface ConnectionOptions {
  /** Password for hosts whose address contains none. */
  readonly password: string;
  /** `undefined` means RabbitMQ's default port on the first host, `''` no management API. */
  readonly managementUrl: string | undefined;
  readonly bindingKeys: readonly string[] | undefined;
}

export function connectionOf(url: TransportUrl, options: ConnectionOptions): BrokerConnection {
  const management = parseManagementUrl(options.managementUrl ?? defaultManagementUrl(url));
  if (typeof management === 'string') {
    throw new UsageError(`this is not the address of a management API (${management})`);
  }
  return {
    hosts: url.hosts.map(({ hostname, port, username = 'guest', password = options.password }) => ({
      hostname,
      port,
      username,
      password,
    })),
    vhost: url.vhost,
    ...(url.tls && { tls: url.tls }),
    ...management,
    bindingKeys: options.bindingKeys ?? defaultBindingKeys,
    tapQueue: defaultTapQueueLimits,
  };
}
