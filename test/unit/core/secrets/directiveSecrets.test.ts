import { expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Nab7relimoTuk';
const shown = (text: string): string => new Masker('salt').maskText(text);

test.each([
  `isis password md5 ${secret}`,
  `area-password clear ${secret}`,
  `local-user admin password irreversible-cipher ${secret}`,
  `super password level 15 cipher ${secret}`,
  ` ppp chap password 0 ${secret}\n`,
  ` pre-shared-key address 192.0.2.9 key ${secret}\n`,
  `set psksecret ENC ${secret}`,
  `snmp-server host 192.0.2.7 version 2c ${secret}`,
  `username bob secret 5 ${secret}`,
  `username bob role network-admin secret 5 ${secret}`,
  ` ip rip authentication string ${secret}`,
  `vrrp 1 authentication text ${secret}`,
  `standby 1 authentication ${secret}`,
  `snmp-server host 192.0.2.7 traps ${secret}`,
  `radius server r1\n address ipv4 192.0.2.7\n key 0 ${secret}`,
  `server-private 192.0.2.7 key 7 ${secret}`,
  `password manager plaintext ${secret}`,
  `security wpa psk set-key ascii 0 ${secret}`,
  `ip http client password 0 ${secret}`,
  `snmp-agent community write ${secret}`,
  `snmp-agent community read cipher ${secret}`,
  `auth 1\n1 sha1 ${secret}`,
  `authtrap: trapcommunity ${secret}`,
  `createUser bob MD5 ${secret} DES ${secret}`,
  `snmp-server user u g v3 encrypted auth md5 ${secret} priv des56 ${secret}`,
])('the secret of a switch is masked: %s', text => {
  expect(shown(text)).not.toContain(secret);
  expect(shown(`interface x\n${text}\nexit`)).not.toContain(secret);
});

test.each([
  'snmp-server host 192.0.2.7 version 3 auth',
  'isis circuit-type level7',
  'local-user admin service-type ssh7',
  'set interface ENC port7',
  'standby 1 authentication mode level7',
  'vrrp 1 priority 107',
  'primary key 0 of table7 is missing',
  'the key 7 belongs to ctl7',
  'snmp-server host 192.0.2.7 traps version 3 auth',
])('a harmless line stays: %s', text => {
  expect(shown(text)).toBe(text);
});

test.each([
  '\nset passwd ENC ',
  '\nsuper password level ',
  '\nlocal-user a ',
  '\nsnmp-server host ',
  '\na key 0 ',
  'a a a a key ',
  'createUser a DES ',
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, shown)).toBeLessThan(linearGrowth);
});
