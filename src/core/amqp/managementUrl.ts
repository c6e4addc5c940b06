import type { BrokerConnection } from '../../core/amqp/brokerConnection';

type Management = Pick<BrokerConnection, 'managementUrl' | 'managementCredentials'>;

/** Reason why a text is not the address of a management API. */
export type ManagementUrlProblem = 'notHttp' | 'invalid' | 'badCredentials';

/**
 * Separates the address from its user and password. An empty text means that there is no management
 * API.
 */
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

/** Address of RabbitMQ's default management port (15672, or 15671 with TLS) on the first host. */
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
