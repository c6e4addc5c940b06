import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { replaceHidden } from '../../../../src/core/secrets/hiddenText';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const json = (secret: string): string => JSON.stringify({ user: 'bob', password: secret });
const secret = 'Ruk6vaneTols2';
const plain = 'a harmless note: host=ctl7, state=up';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const shown = (text: string): string => new Masker('salt').maskText(text);

/** Texts around an encoded part. */
const places: readonly ((encoded: string) => string)[] = [
  encoded => `config=${encoded}`,
  encoded => `tool --data=${encoded}, next`,
  encoded => `GET /v1/x/${encoded} failed`,
  encoded => `GET /v1/abcd/${encoded}`,
  encoded => `log:\\n${encoded}\\n`,
  encoded => `a=1&state=${encoded}`,
];
/** Ways to write text in base64 or hexadecimal digits. */
const encodings: readonly ((text: string) => string)[] = [
  base64,
  text => base64(`{"nom":"Zoé Dürr"}${text}`),
  text => base64(`etc/x.conf${'\0'.repeat(60)}${text}`),
  text => base64(`${'x'.repeat(80)} ${text}`).replace(/.{76}/g, '$&\\n'),
  hex,
  text => `0x${hex(text)}`,
  text => `\\x${hex(text)}`,
  text => hex(`{"nom":"Zoé"}\n${text}`),
  text => hex(text).replace(/..(?=.)/g, '$&:'),
  text => hex(text).replace(/..(?=.)/g, '$& '),
];

describe('encoded text', () => {
  const cases = places.flatMap(place => encodings.map(encode => [place, encode] as const));
  test('an encoded secret is masked behind any sign', () => {
    for (const [place, encode] of cases) {
      const text = place(encode(json(secret)));
      expect(shown(text), text).toMatch(/‹encoded:[0-9a-f]{8}›/);
      expect(shown(text), text).not.toContain(encode(json(secret)).slice(-20));
    }
  });

  test('encoded text without a secret stays', () => {
    for (const [place, encode] of cases) {
      const text = place(encode(plain));
      expect(shown(text), text).toBe(text);
    }
  });
});

test.each(['=', '/x/', '\\n', '&x='])('compressed text behind %j is masked', before => {
  const text = `blob${before}${gzipSync(json(secret)).toString('base64')}`;
  expect(shown(text)).toBe(`blob${before}${/‹encoded:[0-9a-f]{8}›$/.exec(shown(text))?.[0]}`);
});

test.each([
  'GET /v2/eNovaComputeServiceListOfAll/detail',
  'checksum=5d41402abc4b2a76b9719d911017c592',
  'fingerprint 5d:41:40:2a:bc:4b:2a:76:b9:71:9d:91:10:17:c5:92',
  'sizes 20 30 40 50 60 70 21 31 41 51 61 71 22 32 42 52 62',
  '/var/lib/nova/instances/7c1d44aa52b14f0a9a530c7d5e7b1a10/disk',
])('a harmless text stays: %s', text => {
  expect(shown(text)).toBe(text);
});

test.each([
  ...['dG9rZW4gYSBi', '746f6b656e', 'a%3D', 'H4sIa', 'eJxa', '%'],
  ...['dG9rZW4gYSBi/', 'dG9rZW4gYSBi\\n', '74:6f:6b:', '746f6b656e ', '=eJxa', 'dG9rZW4gYSBiéQ'],
])('encoded text that repeats %j is read in linear time', part => {
  const read = (text: string) =>
    replaceHidden(
      text,
      () => false,
      encoded => encoded,
    );
  expect(growth(part, read)).toBeLessThan(linearGrowth);
});
