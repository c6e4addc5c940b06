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
])('the secret of a switch is masked: %s', text => {
  expect(shown(text)).not.toContain(secret);
  expect(shown(`interface x\n${text}\nexit`)).not.toContain(secret);
});

test.each([
  'snmp-server host 192.0.2.7 version 3 auth',
  'isis circuit-type level7',
  'local-user admin service-type ssh7',
  'set interface ENC port7',
])('a harmless line stays: %s', text => {
  expect(shown(text)).toBe(text);
});

test.each([
  '\nset passwd ENC ',
  '\nsuper password level ',
  '\nlocal-user a ',
  '\nsnmp-server host ',
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, shown)).toBeLessThan(linearGrowth);
});
