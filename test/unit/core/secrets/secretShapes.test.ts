import { describe, expect, test } from 'vitest';
import { findSecretShapes } from '../../../../src/core/secrets/secretShapes';
import { growth, linearGrowth } from '../../../support/growth';

/** Replaces the secrets of a text by their kinds. */
function shown(text: string): string {
  let end = 0;
  const parts = findSecretShapes(text).map(secret => {
    const before = text.slice(end, secret.start);
    end = secret.end;
    return `${before}<${secret.kind}>`;
  });
  return parts.join('') + text.slice(end);
}

const fernet =
  'gAAAAABm1Zq-3vT0kQ8sPzW_dJ5xL2nYbRcFhUoE7iGaMtXyKwVqNpSlCdBeAfHgJkLmNoPqRsTuVwXyZ012345678';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2lnbmF0dXJlc2lnbmF0dXJl';
const pem = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEpAIBAAKCAQEA7',
  '-----END RSA PRIVATE KEY-----',
];
const ceph = 'AQBSdFhbAAAAABAAJ5vJ1nXWcKIq3Qo7Xl0Yew==';

describe('secrets by their shape', () => {
  test.each([
    '{"reason":"waiting for authorization","host":"cmp1"}',
    '{"Vary":"X-Auth-Token","Server":"Apache-2.4.52"}',
    '{"h":["X-Auth-Token","X-Subject-Token","X-OpenStack-Request-ID"]}',
    '{"what":["authentication","authorization","accounting"]}',
    '{"headers":[{"name":"X-Auth-Token","value":"‹X-Auth-Token:01234567›"}]}',
    '{"headers":{"X-Auth-Token":["‹X-Auth-Token:01234567›"]}}',
    '{"authorization":{"policy":"‹policy:01234567›"}}',
    '{"authorization":{},"b":1}',
    '{"authorization":[],"b":1}',
    'allow_headers = X-Auth-Token,X-Openstack-Request-Id,X-Identity-Status',
    'Vary: X-Auth-Token, Accept',
  ])('the name of a header is none where a name or a mark follows: %s', text => {
    expect(shown(text)).toBe(text);
  });

  test.each([
    ['("X-Auth-Token", "abc123def")', '("X-Auth-Token", "<HTTP header>")'],
    ['{"X-Auth-Token": ["abc123def"]}', '{"X-Auth-Token": ["<HTTP header>"]}'],
    ['{\\"Authorization\\":\\"Bearer abc\\"}', '{\\"Authorization\\":\\"Bearer <HTTP header>\\"}'],
  ])('the value of a header in a list or mapping is found: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    [`a ${fernet}.`, 'a <fernet token>.'],
    [`line\\n${fernet}\\n`, 'line\\n<fernet token>\\n'],
    [`/v2.0/tokens/${fernet}`, '/v2.0/tokens/<fernet token>'],
    [`reply_${fernet}`, 'reply_<fernet token>'],
    [`at=${encodeURIComponent(`${fernet}==`)}&a`, 'at=<fernet token>&a'],
    [`{"${jwt}": 1}`, '{"<JSON web token>": 1}'],
    [`cut ${jwt.slice(0, 30)}`, 'cut <JSON web token>'],
    [pem.join('\n'), '<private key>'],
    [`"${pem.join('\\n')}\\n", "b": 1`, '"<private key>\\n", "b": 1'],
    [pem.slice(0, 2).join('\n'), '<private key>'],
    [pem.join('\n').replaceAll('RSA ', 'ENCRYPTED '), '<private key>'],
    [`x ${Buffer.from(pem.join('\n')).toString('base64')} y`, 'x <private key> y'],
    [
      `x ${Buffer.from(`#!/bin/sh\n${pem.join('\n')}`).toString('base64')} y`,
      /^x .*<private key> y$/,
    ],
    [`key = ${ceph}`, 'key = <ceph key>'],
    [`${encodeURIComponent(ceph)}&`, '<ceph key>&'],
    ['AKIAIOSFODNN7EXAMPLE', '<AWS key>'],
    ['kubeadm abcdef.0123456789abcdef', 'kubeadm <service token>'],
    ['join with a1b2c3.zx81y2w3v4u5t6s7 again', 'join with <service token> again'],
    ['x s.4Qm9ZrT1xVb8Kd3LpWn6Ys2e', 'x <service token>'],
    ['join SWMTKN-1-4x7mZk2Wv9TgYb4Rc-8dXs1PfHj6', 'join <service token>'],
    ['K10f3a9c1e2b7d8460a5::server:5e1b0c9d8a7f', '<service token>'],
    ['x sha256~Zk2Wv9TgYb4RcN8dXs1PfHj6Ue3A y', 'x <service token> y'],
    ['hvb.AAAAAQJkZk2Wv9TgYb4RcN8d', '<service token>'],
    ['url/glrt-Zk2Wv9TgYb4RcN8dXs1P', 'url/<service token>'],
    ['glsa_Zk2Wv9TgYb4RcN8dXs1PfHj6_1f2e3d4c', '<service token>'],
    ['dop_v1_4f0a9a530c7d5e7b1a107c1d44aa52b1', '<service token>'],
    ['key sk-Zk2Wv9TgYb4RcN8dXs1PfHj6Ue3AqL7mZk', 'key <service token>'],
    ['dapi4f0a9a530c7d5e7b1a107c1d44aa52b1', '<service token>'],
    ['db:5432:nova:nova:pa55word', 'db:5432:nova:nova:<URL password>'],
    ['-H "X-Auth-Token: a b" -d', '-H "X-Auth-Token: <HTTP header>" -d'],
    ['tempauth AUTH_tk0123456789abcdef0123456789abcdef', 'tempauth <service token>'],
    ['root:$6$rounds=4096$c2FsdA$aGFzaGhhc2hoYXNo:1', 'root:$6$<password hash>:1'],
    ['amqp://u:p@h:5672/', 'amqp://u:<URL password>@h:5672/'],
    ["'mysql://u:p/,%@x@h/db', 'a@b'", "'mysql://u:<URL password>@h/db', 'a@b'"],
    [`"mysql://u:p'x@h/db"`, '"mysql://u:<URL password>@h/db"'],
    ['"rabbit://u:p x@h:5672/"', '"rabbit://u:<URL password>@h:5672/"'],
    ["see mysql://u:p'x@h/db", 'see mysql://u:<URL password>@h/db'],
    ['redis://:p@h', 'redis://:<URL password>@h'],
    ['rabbit://u:12/3@h/v', 'rabbit://u:<URL password>@h/v'],
    ['http://u:12/3@h:80/v', 'http://u:<URL password>@h:80/v'],
    ['rabbit://a:x@h1:1,b:y@h2:2/', 'rabbit://a:<URL password>@h1:1,b:<URL password>@h2:2/'],
    ['rabbit://a:x,y:z@h1:1/', 'rabbit://a:<URL password>@h1:1/'],
    ['<u>http://u:p@h</u><m>a@b</m>', '<u>http://u:<URL password>@h</u><m>a@b</m>'],
    ['http://h:1/x?a=1&token=abc&b=2', 'http://h:1/x?a=1&token=<URL parameter>&b=2'],
    ['vnc.html?path=%3Ftoken%3Dabc%26b', 'vnc.html?path=%3Ftoken%3D<URL parameter>%26b'],
    ['?path=%253Ftoken%253Dabc', '?path=%253Ftoken%253D<URL parameter>'],
    ['/v1/o?temp_url_sig=abc&temp_url_expires=1', /sig=<URL parameter>&temp_url_expires=1$/],
    ['?Signature=a%2Bb&SignatureVersion=2', '?Signature=<URL parameter>&SignatureVersion=2'],
    ['http://h/x?a=1&key=sunshine&b=2', 'http://h/x?a=1&key=<URL parameter>&b=2'],
    ['/cb?code=sunshine', '/cb?code=<URL parameter>'],
    ['x%3Fticket%3Dsunshine%26b', 'x%3Fticket%3D<URL parameter>%26b'],
    ['https://h/cb#code=sunshine', 'https://h/cb#code=<URL parameter>'],
    ['https://h/cb?a=1&amp;sid=sunshine"', 'https://h/cb?a=1&amp;sid=<URL parameter>"'],
    ['https://sunshine@sentry.example.org/1', 'https://<URL password>@sentry.example.org/1'],
    ['dsn=http://sunshine@h:9000/a/1', 'dsn=http://<URL password>@h:9000/a/1'],
    ['https://0a1b2c3d@h/1, x', 'https://<URL password>@h/1, x'],
    ['https://0a1b2c3d:sunshine@h/1', 'https://<URL password>:<URL password>@h/1'],
    ['{"kty":"oct","k":"abc"}', '{"kty":"oct","k":"<private key>"}'],
    ["{'d': 'abc', 'kty': 'EC'}", "{'d': '<private key>', 'kty': 'EC'}"],
    ['{\\"qi\\": \\"abc\\", \\"kty\\": \\"RSA\\"}', /^\{\\"qi\\": \\"<private key>\\"/],
    ['kty: oct\nk: abc\n', 'kty: oct\nk: <private key>\n'],
    ['X-Auth-Token: abc', 'X-Auth-Token: <HTTP header>'],
    [`-H "X-Auth-Token: abc" -d`, `-H "X-Auth-Token: <HTTP header>" -d`],
    [`{'X-Subject-Token': 'abc', 'b': 1}`, `{'X-Subject-Token': '<HTTP header>', 'b': 1}`],
    ['Authorization: Basic dTpw\r\nHost: h', 'Authorization: Basic <HTTP header>\r\nHost: h'],
    ['Authorization: Digest username="u", response="r"', 'Authorization: Digest <HTTP header>'],
    ['"Authorization: abc", 1', '"Authorization: <HTTP header>", 1'],
    ['with Bearer abcdef0123456789', 'with Bearer <HTTP header>'],
    ['CHAP user pa55word', 'CHAP user <CHAP password>'],
    [`{'provider_auth': 'CHAP user word'}`, `{'provider_auth': 'CHAP user <CHAP password>'}`],
  ])('%s', (text, expected) => {
    if (typeof expected === 'string') expect(shown(text)).toBe(expected);
    else expect(shown(text)).toMatch(expected);
  });

  test.each([
    'http://host:80/a@b',
    'time: 10:11, see http://host:80/a@b',
    'http://[::1]:9292/images/a@b',
    'qemu+ssh://nova@cmp1/system',
    'ssh://git@host:22/a',
    'reply_2f6e0d1c9b8a47569e3c2d1f0a5b4c3d',
    'req-6f1d0c3e-52b1-4f0a-9a53-0c7d5e7b1a10',
    `-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----`,
    Buffer.from('-----BEGIN CERTIFICATE-----\nMIID').toString('base64'),
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4',
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 nova@cmp1',
    'CHAP authentication is enabled for the target',
    'Basic authentication failed, Bearer tokens are refused',
    'the authorization failed',
    'Authorization: ‹authorization:7f3a12cd›',
    'rabbit://a:‹password:7f3a12cd›@h1:1,b:‹password:7f3a12ce›@h2:2/',
    'http://h/?token=‹token:7f3a›&a=1',
    'http://h/?token=‹token#58;7f3a12cd›&a=1',
    'Authorization: ‹authoriz…',
    // JSON in JSON may escape what is not ASCII.
    String.raw`rabbit://a:\u2039password:7f3a12cd\u203a@h1:1/`,
    String.raw`rabbit://a:\\u2039password:7f3a\\u203a@h2:2/`,
    '?token_type=bearer&limit=10&sort_key=id',
    '?key=name&code=404&auth=basic&session=new&sid=17',
    '?code=NOT_FOUND&key=hw_disk_bus&ticket=open',
    'https://bob@host/17',
    'https://a1b2c3@host/17/files',
    'https://‹password:7f3a12cd›@sentry.example.org/1',
    '{"kty":"EC","crv":"P-256","x":"abc","y":"def"}',
    '{"d":"abc","p":"abc","k":"abc"}',
    '{"kty":"oct","k":"‹private_key:7f3a12cd›"}',
    'cost: $1 and $5',
    'eyJ and gAAAA',
    'task-sk-network-agent-of-the-first-controller',
    'disk-7c1d44aa52b14f0a9a530c7d5e7b1a10aa',
    'sha256:7c1d44aa52b14f0a9a530c7d5e7b1a10',
    'neutron::server:default-config',
    'globals-glrt and hvb',
    'ctl003.region01cloudorg',
    'volume.5f1c2f0e2b414c7e',
    'abc123.0123456789012345',
    'self.s.abcdefghijklmnopqrstuvwx',
    'db:5432:nova:nova',
    '192.0.2.7:5672:vhost1:openstack:consumer-4',
  ])('%s holds none', text => {
    expect(shown(text)).toBe(text);
  });
});

describe('hostile text', () => {
  const parts = [
    ...[
      'gAAAA',
      '_gAAAA',
      'gAAAA ',
      'eyJ',
      '_eyJ',
      'eyJa.',
      '-----BEGIN ',
      '-----BEGIN PRIVATE KEY',
    ],
    ...[
      'LS0tLS1CRUdJTi',
      'AQB',
      '_AQB',
      'AKIA',
      '$6$',
      '{SSHA}',
      '://',
      '://a:',
      '://a:b@',
      '://a:1/',
    ],
    ...[
      "'://a:b",
      '"\\\\://a:@ ',
      '>://a:b@',
      '://@',
      '://a:b,c:',
      '?token=',
      '?to',
      '%253F',
      'a.',
    ],
    ...['x-auth-token', 'x-auth-token: "', 'authorization: ', 'authorization: digest ', 'Bearer '],
    ...[
      'CHAP ',
      'CHAP a ',
      'MII',
      'MIIabc',
      '‹',
      '‹token:7f3a›',
      '\\\\u2039',
      '\\\\',
      '\\n',
      '%3D',
    ],
    ...[
      '"kty":"a",',
      '{"kty":"a","k":"',
      "'k':'a',",
      '&key=abcd',
      '%3Fcode%3D',
      '://a1b2@h/1 ',
      '://#code=',
    ],
    ...['abcdef.', '.0a1b2c3d', 's.a1', 'a:5432:', ':*:*:', 'a:5432:b:c:d ', '"x-auth-token: a '],
    ...['K10a', 'K10abc::server:', '::server:a', 'SWMTKN-1-', 'sk-', 'glrt-', 'dapi'],
  ];
  test.each(parts)('a text that repeats %j is read in linear time', part => {
    expect(growth(part, text => findSecretShapes(text))).toBeLessThan(linearGrowth);
  });
});
