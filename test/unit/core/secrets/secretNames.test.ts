/** Tests which names are those of secrets, as members and directly before an assignment in text. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Pev5luSodim8';
const mask = (value: JsonObject): JsonObject => new Masker('salt').mask(value);
const shown = (text: string): string => new Masker('salt').maskText(text);

const secretNames = [
  ...['totp_code', 'tfa_code', 'hotpCode', 'token_code', 'secret_code', 'auth_code', 'authcode'],
  ...['community_name', 'snmp_community_name', 'communityName', 'injected_file'],
  ...['psw', 'adminPsw', 'passkey', 'pkey', 'ssh_pkey', 'securitykey', 'encryptkey', 'userkey'],
  ...[
    'basicauth',
    'sessid',
    'sess_id',
    'vmware_cgi_ticket',
    'clone_ticket',
    'preshared',
    'wg_preshared',
  ],
  ...['ldap_default_authtok', 'zsk_private'],
  ...[
    'password_pepper',
    'nsec_salt',
    'cookiejar',
    'rootpwd_hash',
    'sas_url',
    'secretkey_id',
    'token_uuid',
  ],
  ...[
    'ro_comm',
    'session_handle',
    'login_string',
    'auth_value',
    'auth_params',
    'shared_phrase',
    'wpa3_sae',
  ],
  ...[
    'srp_verifier',
    'challenge_response',
    'dnssec_ksk',
    'wakeonlan_secureon',
    'synology_device_id',
  ],
];
/** Names that text is searched for only where a value is assigned to them. */
const assignedNames = [
  ...[
    'csrf',
    'xsrf',
    'PHPSESSID',
    'salt',
    'Kennwort',
    'senha',
    'contraseña',
    'heslo',
    'connstr',
    'conn_str',
  ],
  ...[
    'dek',
    'puk',
    'shib_session',
    'X-API-Session',
    'slack_webhook',
    'security_answer',
    'stdin_data',
    'bgp_md5',
  ],
];

describe('the secret', () => {
  test.each([...secretNames, ...assignedNames])('under %s is masked', name => {
    expect(JSON.stringify(mask({ [name]: secret }))).not.toContain(secret);
  });

  test.each([...secretNames, ...assignedNames])('behind %s in text is masked', name => {
    for (const text of [
      `x ${name}=${secret} y`,
      `{'${name}': '${secret}', 'a': 1}`,
      `${name} : ${secret}`,
    ]) {
      expect(shown(text)).not.toContain(secret);
      expect(shown(text)).toContain('‹');
    }
  });

  test('behind a name of several words is masked', () => {
    expect(shown(`mot de passe : ${secret}`)).toMatch(/^mot de passe : ‹/);
  });

  test.each(['private', 'priv'])('under %s is masked where it looks like a key', name => {
    const key = 'qL7mZk2Wv9TgYb4RcN8dXs1PfHj6Ue3A';
    expect(JSON.stringify(mask({ [name]: key }))).not.toContain(key);
  });
});

test.each([
  ...[
    'error_code',
    'code',
    'code_name',
    'community_id',
    'injected_file_content_bytes',
    'support_ticket',
  ],
  ...[
    'ticket_number',
    'ticket',
    'basicauth_type',
    'sessions',
    'salt_minion',
    'docker_version',
    'answer',
  ],
  ...['login', 'seed_node', 'cake', 'passkey_id', 'private_network', 'pem_path'],
  ...[
    'pepper_version',
    'puk_region',
    'mdp_vgpu',
    'max_password_length_text',
    'bgp_community',
    'message_key',
  ],
  ...['search_phrase', 'tls_verifier', 'serial_comm'],
])('a value under %s stays', name => {
  const message = { [name]: 'Ctl7-room4' };
  expect(mask(message)).toBe(message);
  expect(shown(`x ${name}=Ctl7-room4 y`)).toBe(`x ${name}=Ctl7-room4 y`);
});

test('ids and roles stay in a mapping with the name of a secret', () => {
  const token = { user_id: 'ctl7', project_id: 'a1b2', roles: [{ id: '7c', name: 'member-7' }] };
  expect(mask({ token })).toEqual({ token });
  const odd = { roles: [{ name: 'x', value: secret }], user_id: { name: 'x', key: secret } };
  expect(JSON.stringify(mask({ token: odd }))).not.toContain(secret);
});

test('other values under private stay', () => {
  for (const value of [true, 'True', 'net-private7', '7c1d44aa-52b1-4f0a-9a53-0c7d5e7b1a10']) {
    const message = { private: value };
    expect(mask(message)).toBe(message);
  }
});

describe('numbers under names of several secrets', () => {
  test.each(['recovery_codes', 'passwords', 'pins', 'tokens', 'otps'])(
    'are masked in a list: %s',
    name => {
      expect(JSON.stringify(mask({ [name]: [48213377, 51] }))).not.toMatch(/48213377|51[,\]]/);
    },
  );

  test('are counts where they stand alone', () => {
    const quotas = { secrets: 500, tokens: 1_000_000, injected_files: 5 };
    expect(mask(quotas)).toBe(quotas);
  });
});

test.each(['csrf', 'csrf=', 'x-a-session', 'x-a', 'mdp\\', 'senha ', 'ticket_'])(
  'a text that repeats %j is masked in linear time',
  part => {
    expect(growth(part, shown)).toBeLessThan(linearGrowth);
  },
);
