/** Tests texts that are MessagePack, pickles or numbers of characters, in which no sign stands between name and value. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { Masker } from '../../../../src/core/secrets/masking';
import { isPackedMapping } from '../../../../src/core/secrets/messagePack';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Nel5rutaMobi';
const mask = (value: JsonObject): JsonObject => new Masker('salt').mask(value);
const shown = (text: string): string => new Masker('salt').maskText(text);

/** MessagePack of `{"password": …, "a": 1}`, a character for each byte. */
const packed = (value: string): string =>
  `\x82\xa8password${String.fromCharCode(0xa0 + value.length)}${value}\xa1a\x01`;
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

describe('a text that is no text for people is masked whole', () => {
  test.each<[string, string]>([
    ['MessagePack', packed(secret)],
    ['a pickle', `(dp0\nS'password'\np1\nS'${secret}'\np2\ns.`],
  ])('%s', (_what, text) => {
    expect(mask({ note: text })['note']).toMatch(/^‹binary:[0-9a-f]{8}›$/);
  });

  test.each([packed(secret), `\x81\xa4data\x82\xa5token\xa5${'x'.repeat(5)}\xa1b\xc0`])(
    'MessagePack in base64: %j',
    text => {
      expect(shown(`blob ${base64(text)} end`)).toMatch(/^blob ‹encoded:[0-9a-f]{8}› end$/);
    },
  );

  test('a list of the bytes of text', () => {
    const data = [...Buffer.from(JSON.stringify({ password: secret }))];
    expect(mask({ type: 'Buffer', data })['data']).toMatch(/^‹encoded:[0-9a-f]{8}›$/);
  });
});

test('a name whose letters are entities is read', () => {
  expect(shown(`&#112;&#97;&#115;&#115;word=${secret}`)).toMatch(/^password=‹/);
  expect(shown(`&#x70;ass&#x77;ord=${secret}`)).toMatch(/^password=‹/);
});

test.each<JsonObject>([
  { note: 'gatewayInterfaceOfTheNode7 iqnOfTheTargetPortal7x h6kmZq93hLsPw72mRtbX' },
  { note: 'Übersicht: password required' },
  { note: '(dp0 of the pool) password required' },
  { note: '&#10;&#8230; a &#124; b' },
  { data: Array.from({ length: 20 }, (_, at) => 40 + at) },
  { data: [...Buffer.from('host=ctl7, state=up, no secret')] },
])('a harmless value stays: %j', message => {
  expect(mask(message)).toBe(message);
});

describe('MessagePack', () => {
  test('is a mapping that ends where its bytes end', () => {
    expect(isPackedMapping(packed(secret))).toBe(true);
    expect(isPackedMapping('\x81\xa1a\x93\x01\xcd\x01\x02\xd9\x03abc')).toBe(true);
    expect(isPackedMapping('\xde\x00\x01\xa1a\xdd\x00\x00\x00\x01\xc3')).toBe(true);
    expect(isPackedMapping(`${packed(secret)}x`)).toBe(false);
    expect(isPackedMapping(packed(secret).slice(0, -2))).toBe(false);
    expect(isPackedMapping('\xdf\xff\xff\xff\xff\xa1a')).toBe(false);
    expect(isPackedMapping('\x92\x01\x02')).toBe(false);
  });

  test.each(['\x81', '\x8f\xa0', '\x81\xa1a', '\xdf\x00\x00\xff\xff', '\xdf\xff\xff\xff\xff'])(
    'bytes that repeat %j are read in linear time',
    part => {
      expect(growth(part, isPackedMapping)).toBeLessThan(linearGrowth);
    },
  );
});

test.each(['gqhw', 'gaA/', '3gAB', '&#112;', '&#x70;', '\x82', "(S'p'\n", '[112,97,'])(
  'a text that repeats %j is masked in linear time',
  part => {
    expect(growth(part, shown)).toBeLessThan(linearGrowth);
  },
);
