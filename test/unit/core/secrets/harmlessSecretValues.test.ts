/** Tests that harmless values under names that look like those of secrets stay, and that secrets there do not. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { isHarmlessText } from '../../../../src/core/secrets/harmlessSecretValues';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Tuf8mabeKod3';
const mask = (value: JsonObject): JsonObject => new Masker('salt').mask(value);
const shown = (text: string): string => new Masker('salt').maskText(text);

test.each([
  ...[
    'tunnel_key',
    'reservation_key',
    'image_key',
    'snapshotKey',
    'region_key',
    'last_key',
    'next-key',
    'page_key',
  ],
  ...[
    'snmp_location',
    'snmp_contact',
    'ipmi_vendor',
    'ipmi_firmware',
    'ipmi_cipher_suite',
    'ipmi_sensors',
  ],
  ...[
    'sas_controller',
    'first_pass',
    'pci_pin',
    'discovery-token-ca-cert-hash',
    'encrypt.key-secret',
  ],
])('a value under %s stays', name => {
  const message = { [name]: 'Ctl-7 of room4' };
  expect(mask(message)).toBe(message);
  expect(shown(`x ${name}=ctl7room4 y`)).toBe(`x ${name}=ctl7room4 y`);
});

test.each([
  ...[
    'image_encryption_key',
    'tunnel_secret_key',
    'volume_key',
    'snmp_community',
    'snmp_priv',
    'ipmi_kg',
  ],
  ...['snmp_location_password', 'root_pass', 'sas', 'storage_sas', 'token_pin', 'password_hash'],
])('a value under %s is masked', name => {
  expect(JSON.stringify(mask({ [name]: secret }))).not.toContain(secret);
});

describe('a value that is a reference', () => {
  test.each<JsonObject>([
    { password: { get_param: 'admin_password' } },
    { admin_pass: { get_attr: ['random', 'value'] } },
    { MasterUserPassword: { Ref: 'DbPassword' } },
    { password: '{{ vault_db_password | trim }}' },
    { secret: '<% $.creds.pw %>' },
    { text: 'password: {get_param: db_password}' },
    { text: 'db:\n  password: {{ lookup_pw }}\n' },
    { text: 'token: <% $.token %>' },
  ])('stays: %j', message => {
    expect(mask(message)).toEqual(message);
  });

  test.each<JsonObject>([
    { password: { get_param: 'x', value: secret } },
    { password: `{{ '${secret}' }}` },
    { password: `{{ pw | default("${secret}") }}` },
    { password: `{{ pw }}${secret}` },
    { text: `password: {value: ${secret}}` },
    { password: { get_file: secret } },
  ])('is masked where it may hold a secret itself: %j', message => {
    expect(JSON.stringify(mask(message))).not.toContain(secret);
  });
});

test.each<JsonObject>([
  { community: '65010:300' },
  { bgp_communities: ['64512:1', 'no-export', '64512:1:2'] },
  { text: 'mount -t cifs -o credentials=/etc/manila/share7.cred //nas/x /mnt' },
  { imagePullSecrets: [{ name: 'registry-team7' }] },
  { key_data: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMk7 nova@ctl7' },
  { text: 'WARNING keystonemiddleware.auth_token [req-7c1d44aa-52b1] Identity response' },
  {
    xml: "<secret ephemeral='no'><uuid>ab12-7</uuid><usage type='ceph'><name>client.x7</name></usage></secret>",
  },
])('a harmless value stays: %j', message => {
  expect(mask(message)).toEqual(message);
});

test.each<JsonObject>([
  { community: secret },
  { community: `65010:300 ${secret}` },
  { community: '6501030' },
  { text: `credentials=${secret}` },
  { text: `password=/etc/${secret}.cred` },
  { imagePullSecrets: [{ name: 'x', password: secret }] },
  { key_data: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}` },
  { text: `auth_token [${secret}]` },
  { xml: `<secret><uuid>ab12</uuid><value>${secret}</value></secret>` },
])('a secret in the same place is masked: %j', message => {
  const masked = JSON.stringify(mask(message));
  expect(masked).not.toContain(secret);
  expect(masked).toContain('‹');
});

test.each(['{{ a', '| a', '/a', '65010:1 ', '65010:1:', '<% $.a', 'ssh-rsa AAAA', '{get_param: '])(
  'a value that repeats %j is read in linear time',
  part => {
    const look = (text: string): boolean => isHarmlessText('community_credentials', text);
    expect(growth(part, look)).toBeLessThan(linearGrowth);
    expect(growth(part, text => shown(`community: ${text}`))).toBeLessThan(linearGrowth);
  },
);
test.each(['<secret>', '<uuid>a</uuid>', '<secret><usage>'])(
  'XML that repeats %j is read in linear time',
  part => {
    expect(growth(part, shown)).toBeLessThan(linearGrowth);
  },
);
