/**
 * Reads addresses of brokers: `transport_url` of oslo.messaging
 * (`rabbit://user:pw@host:5672,user2:pw2@host2/vhost?ssl=1`) and RabbitMQ's AMQP URIs.
 *
 * The rules for hosts, credentials and the vhost are those of `oslo_messaging/transport.py`
 * (`TransportURL.parse`), which also fit AMQP URIs. Comments mark the differences.
 */
import type { TlsOptions } from './brokerConnection';

/** Content of a URL. Parts that the URL does not contain are left out. */
export interface TransportUrl {
  /** Hosts in the URL's order; at least one. */
  readonly hosts: readonly TransportHost[];
  /** Name of the vhost; `/` when the URL names none. */
  readonly vhost: string;
  /** Present when the URL asks for TLS. */
  readonly tls?: TlsOptions;
}

export interface TransportHost {
  readonly hostname: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

export type ParsedTransportUrl =
  | { readonly kind: 'ok'; readonly url: TransportUrl }
  | { readonly kind: 'invalid'; readonly problem: TransportUrlProblem };

/** Reason why a text is not a broker's address. None of these repeats a credential. */
export type TransportUrlProblem =
  | { readonly code: 'empty' }
  /** The text does not begin with `scheme://`. */
  | { readonly code: 'noScheme' }
  | { readonly code: 'unknownScheme'; readonly scheme: string }
  | { readonly code: 'noHost' }
  /**
   * The text contains a `#`, which has no meaning in such an address; in a password it must be
   * written `%23`.
   */
  | { readonly code: 'strayHash' }
  /**
   * The host with this index has no port from 1 to 65535 after its colon. The usual reason is a
   * `/`, `?` or `,` in a password that is not percent-encoded.
   */
  | { readonly code: 'badPort'; readonly hostIndex: number }
  /** An IPv6 address lacks its closing bracket, or is followed by something other than a port. */
  | { readonly code: 'badIpv6'; readonly hostIndex: number };

export const knownSchemes = ['rabbit', 'kombu+rabbit', 'amqp', 'amqps'] as const;

const amqpPort = 5672;
const amqpsPort = 5671;

export function parseTransportUrl(text: string): ParsedTransportUrl {
  const trimmed = text.trim();
  if (trimmed === '') return invalid({ code: 'empty' });
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#)?/is.exec(trimmed);
  if (!parts) return invalid({ code: 'noScheme' });
  const [, rawScheme = '', authority = '', path = '', query = '', hash] = parts;
  if (hash !== undefined) return invalid({ code: 'strayHash' });
  const scheme = rawScheme.toLowerCase();
  if (!isKnown(scheme)) return invalid({ code: 'unknownScheme', scheme });
  // oslo.messaging connects to port 5672 when the URL has none, even with TLS.
  const defaultPort = scheme === 'amqps' ? amqpsPort : amqpPort;
  const hosts: TransportHost[] = [];
  for (const [hostIndex, each] of authority.split(',').filter(Boolean).entries()) {
    const host = parseHost(each, defaultPort);
    if (typeof host === 'string') return invalid(hostProblem(host, hostIndex));
    hosts.push(host);
  }
  if (hosts.length === 0) return invalid({ code: 'noHost' });
  const tls = parseTls(scheme, new Map(parseQuery(query)));
  return { kind: 'ok', url: { hosts, vhost: parseVhost(path), ...(tls ? { tls } : {}) } };
}

/**
 * Writes the address without passwords, for display. {@link parseTransportUrl} can read the result.
 */
export function printTransportUrl({ hosts, vhost, tls }: TransportUrl): string {
  const authorities = hosts.map(({ hostname, port, username }) => {
    const name = hostname.includes(':') ? `[${hostname.replace('%', '%25')}]` : encode(hostname);
    return `${username === undefined ? '' : `${encode(username)}@`}${name}:${port}`;
  });
  const path = vhost === '/' ? '' : `/${encode(vhost)}`;
  return `${tls ? 'amqps' : 'amqp'}://${authorities.join(',')}${path}`;
}

type HostProblem = 'noHost' | 'badPort' | 'badIpv6';

function parseHost(text: string, defaultPort: number): TransportHost | HostProblem {
  const at = text.lastIndexOf('@');
  const [address, credentials] = [text.slice(at + 1), text.slice(0, Math.max(at, 0))];
  const parts = address.startsWith('[')
    ? /^\[([0-9a-f:.]+(?:%[^\]]+)?)\](?::(.*))?$/is.exec(address)
    : /^([^:]*)(?::(.*))?$/s.exec(address);
  if (!parts) return 'badIpv6';
  const [, hostname = '', portText = ''] = parts;
  if (hostname === '') return 'noHost';
  const port = portText === '' ? defaultPort : parsePort(portText);
  if (port === undefined) return 'badPort';
  return { hostname: decode(hostname), port, ...(at < 0 ? {} : parseCredentials(credentials)) };
}

/**
 * Reads `user`, `user:` or `user:password`. `user` alone has no password; `user:` has an empty one.
 */
function parseCredentials(text: string): Pick<TransportHost, 'username' | 'password'> {
  const colon = text.indexOf(':');
  const username = colon < 0 ? text : text.slice(0, colon);
  return {
    ...(username === '' ? {} : { username: decode(username) }),
    ...(colon < 0 ? {} : { password: decode(text.slice(colon + 1)) }),
  };
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * Reads the vhost, which is everything after the first `/`, further slashes included:
 * `rabbit://h//` names `/`. By the AMQP URI specification `amqp://h/` names the vhost `''`; people
 * who write it mean `/`, and oslo.messaging reads it as `/` too.
 */
const parseVhost = (path: string): string => decode(path.slice(1)) || '/';

/**
 * Reads the TLS options of oslo.messaging (`[oslo_messaging_rabbit]`) and of RabbitMQ's URI query.
 */
function parseTls(scheme: string, query: ReadonlyMap<string, string>): TlsOptions | undefined {
  const isAsked = /^(1|true|yes|on)$/i.test(query.get('ssl') ?? query.get('rabbit_use_ssl') ?? '');
  if (scheme !== 'amqps' && !isAsked) return undefined;
  const first = (...names: string[]) => names.map(name => query.get(name)).find(Boolean);
  const caFile = first('ssl_ca_file', 'kombu_ssl_ca_certs', 'cacertfile');
  const certFile = first('ssl_cert_file', 'kombu_ssl_certfile', 'certfile');
  const keyFile = first('ssl_key_file', 'kombu_ssl_keyfile', 'keyfile');
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

const parseQuery = (text: string): [string, string][] =>
  text.split('&').map(pair => {
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
    return [decode(name), decode(value.join('='))];
  });

/** Decodes percent-encoded characters and keeps a lone `%`, as Python's `unquote` does. */
const decode = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, escapes => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

/**
 * Percent-encodes a text. `encodeURIComponent` would throw at a lone surrogate, so it is replaced
 * first.
 */
const encode = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

const isKnown = (scheme: string): boolean => (knownSchemes as readonly string[]).includes(scheme);

const hostProblem = (code: HostProblem, hostIndex: number): TransportUrlProblem =>
  code === 'noHost' ? { code } : { code, hostIndex };

const invalid = (problem: TransportUrlProblem): ParsedTransportUrl => ({
  kind: 'invalid',
  problem,
});
