import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransportUrl } from '../../../../src/core/amqp/transportUrl';
import { parseTransportUrl, printTransportUrl } from '../../../../src/core/amqp/transportUrl';

const host = (hostname: string, port = 5672, username?: string, password?: string) => ({
  hostname,
  port,
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});
const uh = (...hosts: ReturnType<typeof host>[]): TransportUrl => ({ hosts, vhost: '/' });

describe('a transport URL', () => {
  test.each<[string, TransportUrl]>([
    ['rabbit://u:p@h1:5673/v', { hosts: [host('h1', 5673, 'u', 'p')], vhost: 'v' }],
    ['  rabbit://u:p@h1\n', uh(host('h1', 5672, 'u', 'p'))],
    ['kombu+rabbit://u:p@h1/', uh(host('h1', 5672, 'u', 'p'))],
    ['RABBIT://u:p@h1', uh(host('h1', 5672, 'u', 'p'))],
    ['rabbit://u:p@h1:,h2:5673,', uh(host('h1', 5672, 'u', 'p'), host('h2', 5673))],
    [
      'rabbit://a:1@h1:5672,b:2@h2:5673//',
      { hosts: [host('h1', 5672, 'a', '1'), host('h2', 5673, 'b', '2')], vhost: '/' },
    ],
    ['rabbit://h//nova', { hosts: [host('h')], vhost: '/nova' }],
    ['rabbit://h/a/b', { hosts: [host('h')], vhost: 'a/b' }],
    ['rabbit://h/%2Fnova%20x', { hosts: [host('h')], vhost: '/nova x' }],
    // Percent-encoded characters, and unencoded ones that oslo.messaging also accepts.
    ['rabbit://us%40er:p%3A%2F%23%C3%A9@h', uh(host('h', 5672, 'us@er', 'p:/#é'))],
    ['rabbit://us@er:100%:%zz@h', uh(host('h', 5672, 'us@er', '100%:%zz'))],
    ['rabbit://u:%ff@h', uh(host('h', 5672, 'u', '%ff'))],
    // A missing user name or password is left out; an empty password is kept.
    ['rabbit://h', uh(host('h'))],
    ['rabbit://u@h', uh(host('h', 5672, 'u'))],
    ['rabbit://u:@h', uh(host('h', 5672, 'u', ''))],
    ['rabbit://:p@h', uh(host('h', 5672, undefined, 'p'))],
    ['rabbit://@h', uh(host('h'))],
    [
      'rabbit://u:p@[::1]:5673,[fe80::1%25eth0]',
      uh(host('::1', 5673, 'u', 'p'), host('fe80::1%eth0')),
    ],
    ['amqp://h', uh(host('h'))],
    ['amqp://h/', uh(host('h'))],
    ['amqp://h/%2f', uh(host('h'))],
    ['amqps://u:p@h', { ...uh(host('h', 5671, 'u', 'p')), tls: {} }],
    // oslo.messaging does not change the port for TLS.
    ['rabbit://h/?ssl=1', { ...uh(host('h')), tls: {} }],
    ['rabbit://h?ssl=True', { ...uh(host('h')), tls: {} }],
    ['rabbit://h/v?ssl=0&x', { hosts: [host('h')], vhost: 'v' }],
    [
      'rabbit://h:1/?ssl=true&ssl_ca_file=%2Fca.pem&kombu_ssl_certfile=c+d.pem&ssl_key_file=k',
      { ...uh(host('h', 1)), tls: { caFile: '/ca.pem', certFile: 'c d.pem', keyFile: 'k' } },
    ],
    [
      'amqps://h?cacertfile=/ca.pem&certfile=/c.pem&keyfile=/k.pem&verify=verify_peer',
      {
        ...uh(host('h', 5671)),
        tls: { caFile: '/ca.pem', certFile: '/c.pem', keyFile: '/k.pem' },
      },
    ],
  ])('%s is parsed', (text, url) => {
    expect(parseTransportUrl(text)).toEqual({ kind: 'ok', url });
  });

  test.each<[string, object]>([
    ['', { code: 'empty' }],
    [' \n', { code: 'empty' }],
    ['h1:5672', { code: 'noScheme' }],
    ['rabbit:/h1', { code: 'noScheme' }],
    ['://h', { code: 'noScheme' }],
    ['kafka://h', { code: 'unknownScheme', scheme: 'kafka' }],
    ['http://h', { code: 'unknownScheme', scheme: 'http' }],
    ['rabbit://', { code: 'noHost' }],
    ['rabbit:///v', { code: 'noHost' }],
    ['rabbit://,,/v', { code: 'noHost' }],
    ['rabbit://u:p@/v', { code: 'noHost' }],
    ['rabbit://u:p@:5672/v', { code: 'noHost' }],
    ['rabbit://h:0', { code: 'badPort', hostIndex: 0 }],
    ['rabbit://h:65536', { code: 'badPort', hostIndex: 0 }],
    ['rabbit://h,h:-1', { code: 'badPort', hostIndex: 1 }],
    ['rabbit://h:5672x', { code: 'badPort', hostIndex: 0 }],
    ['rabbit://u:pass/word@h/v', { code: 'badPort', hostIndex: 0 }],
    ['rabbit://u:12#34@h/v', { code: 'strayHash' }],
    ['rabbit://[::1', { code: 'badIpv6', hostIndex: 0 }],
    ['rabbit://h,[::1]x', { code: 'badIpv6', hostIndex: 1 }],
    ['rabbit://[host]', { code: 'badIpv6', hostIndex: 0 }],
  ])('%j is rejected', (text, problem) => {
    expect(parseTransportUrl(text)).toEqual({ kind: 'invalid', problem });
  });

  test('is never thrown at, and no credential is named when it is invalid', () => {
    const awkward = fc.string({
      unit: fc.constantFrom(...Array.from('ab01:/@#?%[],.é\0 '), '\ud800'),
    });
    fc.assert(
      fc.property(awkward, awkward, (text, tail) => {
        parseTransportUrl(text);
        const parsed = parseTransportUrl(`rabbit://user:${text}secret${text}@${tail}`);
        if (parsed.kind === 'invalid') expect(JSON.stringify(parsed)).not.toContain('secret');
      }),
    );
  });

  const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
  const hosts = fc.array(
    fc.record(
      {
        hostname: fc.oneof(
          name,
          fc.ipV4(),
          fc.ipV6().filter(ip => ip.includes(':')),
        ),
        port: fc.integer({ min: 1, max: 65_535 }),
        username: fc.string({ minLength: 1 }),
        password: fc.string(),
      },
      { requiredKeys: ['hostname', 'port', 'username'] },
    ),
    { minLength: 1, maxLength: 4 },
  );

  test('is printed without its password, and parsed back to the same value', () => {
    fc.assert(
      fc.property(hosts, fc.string({ minLength: 1 }), fc.boolean(), (all, vhost, isTls) => {
        const tls = isTls ? { tls: {} } : {};
        const printed = printTransportUrl({ hosts: all, vhost, ...tls });
        const withoutPasswords = all.map(({ hostname, port, username }) => ({
          hostname,
          port,
          username,
        }));
        expect(parseTransportUrl(printed)).toEqual({
          kind: 'ok',
          url: { hosts: withoutPasswords, vhost, ...tls },
        });
      }),
    );
  });

  test('is parsed to the original values when everything is percent-encoded', () => {
    fc.assert(
      fc.property(hosts, fc.string({ minLength: 1 }), (all, vhost) => {
        const authority = all.map(({ hostname, port, username, password = '' }) => {
          const at = hostname.includes(':') ? `[${hostname}]` : hostname;
          return `${encodeURIComponent(username)}:${encodeURIComponent(password)}@${at}:${port}`;
        });
        const text = `rabbit://${authority.join(',')}/${encodeURIComponent(vhost)}`;
        expect(parseTransportUrl(text)).toEqual({
          kind: 'ok',
          url: { hosts: all.map(each => ({ password: '', ...each })), vhost },
        });
      }),
    );
  });
});
