import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { Masker } from '../../../../src/core/secrets/masking';
import { captureFixtures, readTrace } from '../../../support/captureFixtures';
import { decodeGolden, decodeRecord, golden } from '../../../support/goldenExamples';
import { growth, linearGrowth } from '../../../support/growth';

const masker = new Masker('salt');
const mask = (value: object): JsonObject => masker.mask(value as JsonObject);
const tokenOf = (name: string, secret: string): string => {
  const token = mask({ [name]: secret })[name];
  if (typeof token !== 'string') throw new Error('not masked');
  return token;
};

describe('names of secrets', () => {
  test.each([
    'password',
    'adminPass',
    'admin_pass',
    'new_pass',
    'auth_token',
    'console_token',
    'X-Auth-Token',
    'X-Auth-Key',
    'Authorization',
    'private_key',
    'hmac_key',
    'key_data',
    'user_data',
    'passphrase',
    'CHAPPASSWORD',
    'pem_data',
    'ssh_host_key_private',
    '.dockerconfigjson',
    'nt_hash',
    'totp_seed',
    'slot_pin',
    'p11_login',
  ])('%s', name => {
    expect(mask({ [name]: 's3cret' })[name]).toMatch(new RegExp(`^‹${name}:[0-9a-f]{8}›$`));
  });

  test('a token lacks the prefix of the context', () => {
    expect(mask({ _context_auth_token: 'gAAAA' })['_context_auth_token']).toMatch(/^‹auth_token:/);
  });

  test('all other names keep their values', () => {
    const harmless = {
      host: 'cmp1',
      uuid: '5c2f2a9e-8a67-4b2b-9f43-1de0a7d1f001',
      config_drive: 'True',
      key_name: 'my key',
      metadata: { role: 'web' },
      at: '2026-02-03T10:11:12.123456',
      url: 'http://127.0.0.1:8776/v3/02c004c02b98421d8bdf577a7934bf85',
      methods: ['password', 'token'],
      description: 'the password was forgotten, the token is lost',
    };
    expect(mask(harmless)).toBe(harmless);
  });

  test('null, booleans and empty values are kept', () => {
    const nothing = {
      password: null,
      auth_token: '',
      injected_files: [],
      connection_info: {},
      token_required: true,
      service_catalog: [],
    };
    expect(mask(nothing)).toBe(nothing);
  });

  test('a number, and each leaf of a list and of a mapping, are masked', () => {
    const masked = mask({
      password: 1234,
      tokens: ['a', 'b', null],
      token: { user: 'admin', secret: 'x', expires_at: '2026-02-03T10:11:12Z', is_domain: false },
      connection_info: { data: { target_lun: 1, ports: [], qos: null } },
    });
    const token = (name: string) => expect.stringMatching(new RegExp(`^‹${name}:`)) as string;
    expect(masked).toEqual({
      password: token('password'),
      tokens: [token('tokens'), token('tokens'), null],
      token: {
        user: token('user'),
        secret: token('secret'),
        expires_at: '2026-02-03T10:11:12Z',
        is_domain: false,
      },
      connection_info: { data: { target_lun: token('target_lun'), ports: [], qos: null } },
    });
  });

  test.each(['has_password', 'is_token', 'needs_secret', 'password_required', 'token_enabled'])(
    'a value under %s is an answer, and no secret',
    name => {
      expect(mask({ [name]: 'perhaps' })).toEqual({ [name]: 'perhaps' });
    },
  );

  test('JSON in a text under a secret name is masked as a whole', () => {
    const name = '_context_service_catalog';
    expect(mask({ [name]: '[{"a": 1}]' })[name]).toMatch(/^‹service_catalog:[0-9a-f]{8}›$/);
  });
});

describe('tokens', () => {
  test('equal secrets get equal tokens, different ones different tokens', () => {
    const [one, again, other] = ['gAAAA1', 'gAAAA1', 'gAAAA2'].map(each => tokenOf('token', each));
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(tokenOf('auth_token', 'gAAAA1').slice(-9)).toBe(one?.slice(-9));
  });

  test('another salt gives other tokens', () => {
    const other = new Masker('pepper').mask({ token: 'gAAAA1' })['token'];
    expect(other).not.toBe(tokenOf('token', 'gAAAA1'));
  });

  test('a value that is already masked stays as it is', () => {
    const once = mask({
      auth_token: 'gAAAA',
      text: 'password = abc, url rabbit://u:p@h/ and "admin_password": "x"',
      nested: JSON.stringify({ password: 'abc' }),
    });
    expect(new Masker('another').mask(once)).toBe(once);
  });
});

describe('text', () => {
  const secret = 's3cr3t!';
  test.each([
    `password = ${secret}`,
    `password=${secret}`,
    `admin_password: ${secret}`,
    `Password1 = "${secret}"`,
    `auth_token='${secret}'`,
    `auth_token=u'${secret}', user=1`,
    `password == ${secret}`,
    `password := ${secret}`,
    `{'admin_password': '${secret}', 'a': 1}`,
    `{"admin_password" : "${secret}"} is not all`,
    `text with {\\"admin_password\\": \\"${secret}\\"} in it`,
    `deeper \\\\\\"admin_password\\\\\\": \\\\\\"${secret}\\\\\\" still`,
    `cut {\\"auth_token\\": \\"${secret}`,
    `cut "injected_files": [["/etc/x", "${secret}"], ["`,
    `cut "_context_service_catalog": [{"a": "${secret}"}], "b": 1`,
    `{"a": 1, "b" was given with password=${secret}`,
    `ssh --password ${secret} host`,
    `ssh --os-password=${secret} host`,
    `mysql --password "${secret}"`,
    `<password>${secret}</password>`,
    `<adminPass>${secret}`,
    `X-Auth-Token: ${secret}`,
    `Authorization: Bearer ${secret}`,
    `Authorization: Basic ${secret}`,
    `http://host/?token=${secret}`,
    `password "${secret}"`,
    `mysql+pymysql://nova:${secret}@localhost/nova`,
    `rabbit://a:x@h1:5672,b:${secret}@h2:5672/`,
    `rabbit://a:${secret}@with@h1:5672/`,
    `first line\n  password = ${secret}\nlast line`,
  ])('%s', text => {
    const masked = masker.maskText(text);
    expect(masked).not.toContain(secret);
    expect(masked).toMatch(/‹[\w.-]+:[0-9a-f]{8}›/);
    expect(mask({ text })['text']).toBe(masked);
  });

  test('only the secret is replaced', () => {
    const token = tokenOf('password', 'abc');
    expect(masker.maskText('a password = abc of mine')).toBe(`a password = ${token} of mine`);
    expect(masker.maskText(`{'password': 'abc', 'x': 1}`)).toBe(`{'password': '${token}', 'x': 1}`);
    expect(masker.maskText('rabbit://u:abc@h1:1/v')).toBe(`rabbit://u:${token}@h1:1/v`);
    expect(masker.maskText('<password>abc</password>')).toBe(`<password>${token}</password>`);
    expect(masker.maskText('\\"password\\": \\"abc\\", \\"b\\": 1')).toBe(
      `\\"password\\": \\"${token}\\", \\"b\\": 1`,
    );
  });

  test.each(['echo "root:root" | chpasswd', 'printf root:root | chpasswd'])(
    'a password that equals the name of its user is masked: %s',
    text => {
      const token = tokenOf('password', 'root');
      expect(masker.maskText(text)).toBe(text.replace(':root', `:${token}`));
    },
  );

  test('a secret with several commands in it is replaced as a whole', () => {
    expect(masker.maskText("IDENTIFIED BY 'mysql -pab; mysql -pcd s3cr3t'")).toMatch(
      /^IDENTIFIED BY '‹password:[0-9a-f]{8}›'$/,
    );
  });

  test('an escaped quote in a value does not end it', () => {
    expect(masker.maskText('x "password": "ab\\"s3cr3t" y')).toMatch(
      /^x "password": "‹password:........›" y$/,
    );
  });

  test('text without a secret is unchanged', () => {
    for (const text of [
      'password = None',
      '"auth_token": null, "b": 1',
      'password=',
      'Invalid password (3 attempts)',
      'token expired at 10:11:12',
      'http://127.0.0.1:9292/images/404ab220-1808-4c6c-9bb6-3e3879a284f8',
      'time: 10:11, see http://host:80/a@b',
      'Traceback (most recent call last):\n  File "/a/token.py", line 5, in get_token\n',
    ]) {
      expect(masker.maskText(text)).toBe(text);
    }
  });

  test('JSON in a string stays JSON, masked at any depth', () => {
    const inner = JSON.stringify({ kwargs: { password: 'abc', why: 'token=xyz' } });
    const masked = mask({ failure: JSON.stringify({ class: 'E', message: inner }) });
    const failure = JSON.parse(masked['failure'] as string) as { message: string };
    expect(JSON.parse(failure.message)).toEqual({
      kwargs: { password: tokenOf('password', 'abc'), why: `token=${tokenOf('token', 'xyz')}` },
    });
  });
});

describe('messages', () => {
  test('in an example of each kind tokens and passwords are masked, and everything else is kept', () => {
    const decoded = decodeGolden(golden.cast);
    if (decoded.kind !== 'cast') throw new Error('no cast');
    const masked = mask(decoded.inner);
    expect(JSON.stringify(masked)).not.toMatch(/s3cret|gAAAAAexample/);
    expect({ ...masked, args: 0, _context_auth_token: 0 }).toEqual({
      ...decoded.inner,
      args: 0,
      _context_auth_token: 0,
    });
  });

  test('the given message is not modified', () => {
    const message = { args: { password: 'abc', list: [{ token: 'x' }, 1] } };
    const before = structuredClone(message);
    const masked = mask(message);
    expect(message).toEqual(before);
    expect(masked).not.toBe(message);
  });

  test('the name `__proto__` is treated like any other', () => {
    const hostile = JSON.parse('{"__proto__": {"password": "abc"}, "a": 1}') as JsonObject;
    expect(JSON.stringify(mask(hostile))).toBe(
      `{"__proto__":{"password":"${tokenOf('password', 'abc')}"},"a":1}`,
    );
  });
});

describe('hostile input', () => {
  const parts = [
    ...['password', 'password=', 'password ', 'password"', "password'", 'password:"', '--password'],
    ...['<password>', '<password', 'token\\', 'token="\\"', '"token": "', 'token=[', 'secret={('],
    ...[
      ' ',
      '"',
      '\\',
      "\\'",
      '://',
      '://a:',
      ',a:',
      '://a:b@',
      'a@',
      '-',
      '_',
      '‹token:',
      'Bearer ',
    ],
    ...[
      'password: |\n',
      'password:\n ',
      '\\npassword:',
      '"password", ',
      '("password","',
      'name="password" ',
    ],
    ...[
      '<password a="',
      '<password><',
      '<a k="password">',
      '&quot;',
      'password&quot;:&quot;',
      'password|',
    ],
    ...[
      'curl -u ',
      'mysql ',
      'mysql -p',
      'echo a | ',
      'identified by ',
      'password is ',
      "password='a''",
    ],
    ...[
      '%22',
      'QUJD',
      'QUJDQUJDQUJDQUJDQUJDQUJD\n',
      '4142',
      'H4sI',
      '{"a":1,',
      '{"a":{"',
      '["a",',
      '\\u00',
    ],
    ...['key_', 'auth', 'passpass', '\\\\n', '- password: ', "'password: ", 'CHAP a '],
    ...['curl -b a=', 'net user a ', 'htpasswd -b a ', 'openssl passwd ', 'chpasswd <<A\na:b\n'],
    ...['insert into a(password) values ', '(1,', '|password|\n', '+--\n', 'password, a\n'],
    ...[
      '\nrootpw ',
      '\nneighbor a password ',
      'username a ',
      '[client.',
      'key = ',
      'kind: Secret\n',
    ],
    ...[
      'vault login ',
      'nvme -S ',
      "'mysql', ",
      '-u a -p ',
      '(echo a; ',
      'net use \\\\',
      'key-string ',
    ],
    ...[
      'snmp-server a ',
      'createUser ',
      ' SHA ',
      'cluster_',
      '[client.\nkey = ',
      'tempauth user_',
      'EAP "',
    ],
    ...[
      'on >',
      'user a on >',
      ']:25 a:',
      'login=a:',
      'send "',
      'assword"',
      'auth digest:a:',
      'nova::',
    ],
    ...[
      "auth=('a', ",
      "login('a','b',",
      'set_password(a, ',
      'password “',
      'password: a b ',
      'password=a aB3456 ',
    ],
    ...['\\x70', '&lt;', 'value="a" name="password" ', 'password=""" ', 'password = a.b('],
    ...[' a:bcd@', '://a b', '://a:b c', 'SG.', 'DHHC-1:', '<Assertion>', '?key=', 'cABhAHMA'],
    ...[
      "instance['password'] ",
      "'x' is not password ",
      'value x for password ',
      'option password ',
    ],
    ...['attribute password got: ', '<<A\na\n', 'echo "a" | su ', 'stdin: a ', 'Command: get-key '],
    ...[
      '- value: a\n  name: password\n',
      '<value>b</value><name>password',
      'put a=b ',
      '--a b:c@d ',
    ],
    ...['password: the ', 'password: : ', '--value a --name password ', 'name=password value='],
    ...[
      '"kty":"oct",',
      '{"kty":"oct","k":"a',
      "'k': 'a', ",
      'kty: a\nd: ',
      '{"a": "\\"',
      '"{\\"',
      '[{"',
    ],
    ...[
      '"\\u007b" ',
      '{"a":[1]} token ',
      '[{"name":"password"},',
      '{"value":"a"},',
      'password (a',
      'password is a',
    ],
    ...['?key=abcd', '&code=', 'https://a1b2@h/1 ', 'https://a1b2:c@', 'sentry://'],
    ...['{"a":', '[', 'authorization: bearer ', 'password \\\\"', 'tokentoken'],
  ];
  test.each([
    '{"name":"password","value":',
    '{"path":["password"],"value":',
    '{"path":["password"],"instance":',
    '{"parameter":{"name":"password"},"value":',
    '{"name":"password","attributes":{"value":',
    '{"columns":["password"],"rows":[',
    '{"method":"set_password","args":{"value":',
    '{"kty":"oct","k":',
    '["password",',
  ])('values that are nested in %s are masked in linear time', part => {
    expect(growth(part, text => new Masker('salt').maskText(text))).toBeLessThan(linearGrowth);
  });

  test('each value that is nested in others with a name beside them is masked', () => {
    const inner = {
      name: 'password',
      value: { name: 'token', value: ['Kes4muRatoli'], x: 'Bo5x' },
    };
    const masked = JSON.stringify(
      new Masker('salt').mask({ a: { path: ['password'], value: inner } }),
    );
    expect(masked).not.toMatch(/Kes4muRatoli|Bo5x/);
  });

  test.each(parts)('a text that repeats %j is masked in linear time', part => {
    for (const start of ['http://password=', '{"password": "']) {
      // A masker remembers texts, so that each look needs a new one.
      const look = (text: string): string => new Masker('salt').maskText(start + text);
      expect(growth(part, look)).toBeLessThan(linearGrowth);
    }
  });

  test.each([
    ['an SQL clause', "identified by 'abcdef17' "],
    ['a validation', "'abcdef17' is too short On instance['password'] "],
  ])('a text with more secrets of %s than a call may have arguments is masked', (_, part) => {
    expect(new Masker('salt').maskText(part.repeat(200_000))).not.toContain('abcdef17');
  });

  test('no value makes the masker throw or lose a name', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('password', 'token', 'connection_info', '__proto__', 'a'),
    );
    const text = fc
      .array(fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary' })))
      .map(each => each.join(''));
    const value = fc.anything({
      key: name,
      values: [text, fc.integer(), fc.boolean(), fc.constant(null)],
    });
    fc.assert(
      fc.property(fc.dictionary(name, value), object => {
        const json = JSON.parse(JSON.stringify(object)) as JsonObject;
        const masked = mask(json);
        expect(Object.keys(masked)).toEqual(Object.keys(json));
      }),
    );
  });

  test('JSON that goes on as other text is masked as such', () => {
    const secret = 's3cr3t!';
    const masked = masker.maskText(`{"a": "b", "c" {"\\q": 1} password=${secret}`);
    expect(masked).toMatch(/^\{"a": "b", "c" \{"\\q": 1\} password=‹password:[0-9a-f]{8}›$/);
  });

  test('values beyond the maximal depth are hidden without being searched', () => {
    let deep: unknown = { password: 'abc' };
    for (let i = 0; i < 5_000; i++) deep = [deep];
    expect(JSON.stringify(mask({ deep }))).toContain('(nested too deeply)');
    expect(JSON.stringify(mask({ token: [deep] }))).toContain('(nested too deeply)');
  });
});

describe('real traffic', () => {
  const inners: JsonObject[] = [];
  beforeAll(async () => {
    for (const { file } of captureFixtures) {
      for (const record of (await readTrace(file)).records) {
        const decoded = decodeRecord(record);
        if (decoded.kind !== 'opaque') inners.push(decoded.inner);
      }
    }
  });

  test('a capture that was masked before it became a fixture stays masked', () => {
    expect(inners.length).toBeGreaterThan(900);
    for (const inner of inners) expect(mask(inner)).toBe(inner);
  });
});

describe('a name that stands twice in a mapping', () => {
  const repeated = '"host": "gAAAAABhidden", "host": "ctl1"';
  test.each([
    ['at the top', `{${repeated}}`],
    ['in a list', `{"a": [{${repeated}}]}`],
    ['under the name of a secret', `{"password": {${repeated}}}`],
    [
      'beside a value that was masked',
      `{"name": "password", "value": {"a": {"b": 1}}, ${repeated}}`,
    ],
    ['beside a masked option', `{"args": ["--password", {"a": 1}], ${repeated}}`],
    ['in JSON inside of text', `{"a": ${JSON.stringify(`{"b": {"c": 1}, ${repeated}}`)}}`],
    [
      'beside JSON inside of text',
      `{"a": ${JSON.stringify('{"b": {"c": 1}, "password": {"d": 1}}')}, ${repeated}}`,
    ],
    [
      'beside the arguments of an object',
      `{"objmethod": "validate", "objname": "ConsoleAuthToken", "args": [{"a": 1}], ${repeated}}`,
    ],
  ])('hides no secret %s', (_where, json) => {
    const once = masker.maskRead({ object: JSON.parse(json) as JsonObject, json });
    expect(once.json).not.toContain('gAAAA');
    // Masked members are walked again, and must not count twice.
    const masked = once.json.slice(0, -1) + `, ${repeated}}`;
    const twice = masker.maskRead({ object: JSON.parse(masked) as JsonObject, json: masked });
    expect(twice.json).not.toContain('gAAAA');
  });
});

test('a text that was nested too deeply to be searched is searched where it stands at the top', () => {
  const note = '{"host": "ctl1", "admin": {"password": "s3cret"}}';
  for (const levels of [997, 998, 999, 1_000]) {
    const deep = `${'{"a":'.repeat(levels)}${JSON.stringify({ note })}${'}'.repeat(levels)}`;
    mask(JSON.parse(deep) as JsonObject);
    expect(JSON.stringify(mask({ note }))).not.toContain('s3cret');
  }
});
