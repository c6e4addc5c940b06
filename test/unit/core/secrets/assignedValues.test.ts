/** Tests which part of a text is the value of a secret's name. */
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Vk4ruNoblet9';
const shown = (text: string): string => new Masker('salt').maskText(text);

function expectMasked(text: string): void {
  const masked = shown(text);
  expect(masked).not.toContain(secret);
  expect(masked).toContain('‹');
}

describe("a quoted name behind a secret's word", () => {
  test.each([
    [`invalid token "admin_password": "${secret}"`, 'invalid token "admin_password": "'],
    [`wrong secret 'password'='${secret}'`, "wrong secret 'password'='"],
    [`no credentials\n"db_password": "${secret}"`, 'no credentials\n"db_password": "'],
    [`bad token 'X-Auth-Token' => '${secret}'`, "bad token 'X-Auth-Token' => '"],
    [`token of "user_token": ${secret}`, 'token of "user_token": '],
  ])('is no value, and what it names is masked: %s', (text, before) => {
    expectMasked(text);
    expect(shown(text).startsWith(before)).toBe(true);
  });

  test.each([
    `password "${secret}"`,
    `password "${secret}": too short`,
    `invalid token '${secret}', "b": 1`,
    'password "mysecret": too short',
    'password "mysecret"',
  ])('is a value where nothing is assigned to it: %s', text => {
    expect(shown(text)).toMatch(/(?:password|token) ["']‹/);
  });
});

describe('a value inside of a call', () => {
  test.each([
    `password=to_bytes('${secret}')`,
    `password = crypt('${secret}', gen_salt('bf'))`,
    `ALTER LOGIN sa WITH PASSWORD = N'${secret}'`,
    `#{password => <<"${secret}">>, user => <<"u">>}`,
    `key_data=bytearray(b'${secret}')`,
    `token=base64.b64encode(bytes('${secret}', 'utf8'))`,
    `auth_token = json.dumps( "${secret}" )`,
    `secret: _encode('${secret}')`,
  ])('is masked: %s', expectMasked);

  test.each([
    "login(password=conf.get('database'))",
    "token=request.headers.get('X-Auth-Token')",
    "connect(secret=os.environ.pop('OS_PW'))",
    "self.token=client.read_token('name')",
  ])('stays when the call looks something up: %s', text => {
    expect(shown(text)).toBe(text);
  });
});

describe('a password behind markup, leaders or the one whose it is', () => {
  test.each([
    `- *password*: ${secret}`,
    `<strong>Password</strong>: <code>${secret}</code>`,
    `Password ........: ${secret}`,
    `password → ${secret}`,
    `password ⇒ ${secret}`,
    `[sudo] password for bob: ${secret}`,
    `passphrase for key '/x/id': ${secret}`,
    `Enter passphrase for x: ${secret}`,
    `Passwort für admin: '${secret}'`,
    `your password (temporary): ${secret}`,
    'password for bob: sunflowerfields',
  ])('is masked: %s', text => {
    expect(shown(text)).toMatch(/‹[^‹›]*:[0-9a-f]{8}›/);
    expect(shown(text)).not.toMatch(new RegExp(`${secret}|sunflower`));
  });

  test.each([
    'password for bob: expired',
    'changing password for bob: authentication failure',
    'password for user nova: no such user',
    'Password for bob (host ctl7)',
    'Enter password for bob: ',
    'password (required): must be given',
    'the password ... was changed',
  ])('is none where something is said about it: %s', text => {
    expect(shown(text)).toBe(text);
  });
});

test.each([
  ...['token "password" ', 'password=a.', 'password=a(', 'password=a(b.c('],
  ...['password .', 'password for a ', 'password for a:', 'password (a ', 'password*', 'password→'],
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, shown)).toBeLessThan(linearGrowth);
});
