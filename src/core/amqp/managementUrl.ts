import type { BrokerConnection } from '../../core/amqp/brokerConnection';

type Management = Pick<BrokerConnection, 'managementUrl' | 'managementCredentials'>;

/** Why a text is no address of a management API. */
export type ManagementUrlProblem = 'notHttp' | 'invalid' | 'badCredentials';

/** Splits user and password off the address; an empty text means that there is no API. */
export function parseManagementUrl(text: string): Management | ManagementUrlProblem {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (!/^https?:\/\//iu.test(trimmed)) return 'notHttp';
  const url = URL.parse(trimmed);
  if (!url) return 'invalid';
  const managementUrl = `${url.origin}${url.pathname.replace(/\/+$/u, '')}`;
  if (url.username === '') return { managementUrl };
  try {
    const credentials = {
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
    return { managementUrl, managementCredentials: credentials };
  } catch {
    return 'badCredentials';
  }
}

/** RabbitMQ's own ports, on the first host. */
export function defaultManagementUrl({
  hosts,
  tls,
}: {
  readonly hosts: readonly { readonly hostname: string }[];
  readonly tls?: unknown;
}): string {
  const hostname = hosts[0]?.hostname ?? 'localhost';
  const name = hostname.includes(':') ? `[${hostname}]` : hostname;
  return tls === undefined ? `http://${name}:15672` : `https://${name}:15671`;
}
