/** Tests members whose value tells whether it is a secret, as their names mean other things, too. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { looksChosen } from '../../../../src/core/secrets/looksChosen';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Lom4kedaRuti7!';
const mask = (value: JsonObject): JsonObject => new Masker('salt').mask(value);
const shown = (text: string): string => new Masker('salt').maskText(text);

test.each<JsonObject>([
  ...['private', 'sk', 'mysql_root', 'galera_sst', 'chat_bot', 'db_conn', 'encrypt'].map(name => ({
    [name]: secret,
  })),
  ...['password_user', 'tokenHeader', 'secret_group', 'token_index', 'bgp_auth', 'mutual_chap'].map(
    name => ({ [name]: secret }),
  ),
  { bgp_auth: 'sunflowerfields' },
  { login: `admin:${secret}` },
  { user: `admin:${secret}` },
  { login: ['admin', secret] },
  { authentication: { type: 'basic', username: 'u', value: secret } },
  { control_attributes: `ipmilan;admin;${secret}` },
])('a value that looks like a secret is masked: %j', message => {
  expect(JSON.stringify(mask(message))).not.toMatch(/Lom4keda|sunflower/);
});

test.each<JsonObject>([
  { private: true, sk: 'net-private7', mysql_root: '/var/lib/mysql', db_conn: 'sqlalchemy' },
  { galera_sst: 'rsync', encrypt: 'luks2-aes256', chat_bot: 'Ctl7-room4' },
  { encrypt: '7c1d44aa-52b1-4f0a-9a53-0c7d5e7b1a10', integration: 'https://ctl7/x' },
  { password_user: 'nova7', tokenHeader: 'X-Auth-Token', secret_group: 'Ops-2', token_index: 7 },
  { bgp_auth: 'md5', mutual_chap: 'none', client_auth: 'OPTIONAL', ldap_auth: 'simple/tls' },
  { vrrp_auth: '', last_auth: '2026-01-01T00:00:00Z', redis_auth: 5, peer_auth: '192.0.2.7' },
  { use_auth: 'Ctl7Room4x', require_auth: true },
  { login: 'Ctl7-room4', user: 'domain:bob', account: 'AUTH_test:tester' },
  { basic: { basic: 'small:2', login: 'operator' }, auth: ['password', 'totp'] },
])('other values stay: %j', message => {
  expect(mask(message)).toBe(message);
});

describe('in text', () => {
  test.each([`mysql_root: ${secret}`, `x encrypt = "${secret}"`, `{'redis_auth': '${secret}'}`])(
    'a value that looks like a secret is masked: %s',
    text => {
      expect(shown(text)).not.toContain(secret);
    },
  );

  test.each(['encrypt = true', 'bgp_auth: md5', 'mysql_root: /var/lib/mysql7', 'client_auth=none'])(
    'other values stay: %s',
    text => {
      expect(shown(text)).toBe(text);
    },
  );
});

test.each(['a1', 'aA1', 'Aa1-', '1', 'f1', '_root', 'encrypt=', 'redis_auth: a'])(
  'a text that repeats %j is judged in linear time',
  part => {
    expect(growth(part, text => looksChosen(text.slice(0, 500)) && shown(text))).toBeLessThan(
      linearGrowth,
    );
    expect(growth(part, shown)).toBeLessThan(linearGrowth);
  },
);
