/** Tests that long texts are masked: an expression that loops over them may overflow its stack. */
import { expect, test } from 'vitest';

import { isEncodedText } from '../../../../src/core/secrets/bodyKind';
import { bodyText } from '../../../../src/core/oslo/decode';
import { Masker } from '../../../../src/core/secrets/masking';

const length = 10_000_000;
const masker = new Masker('salt');

test.each([
  ['one word', '', 'x'],
  ['base64', '', 'QUJD'],
  ['lines of base64', '', 'QUJDQUJDQUJDQUJDQUJDQUJDQUJD\n'],
  ['short lines of base64', 'QUJDQUJDQUJDQUJDQUJDQUJDQUJD\n', 'QUJD\n'],
  ['hexadecimal digits', '', '41'],
  ['a parameter of a URL', 'http://a/?token=', '%41'],
  ['what gzip made', 'H4sI', 'A'],
  ['a token', 'gAAAAA', 'x'],
  ['a token of a service', 'ghp_', 'x'],
  ['the hash of a password', '$6$', 'x'],
  ['credentials', 'Bearer 1', 'x'],
  ['an old header', 'AWS abcdefgh', 'x:'],
  ['a sentence', 'the password is 1', 'x'],
  ['a block of YAML', 'password: |\n  ', 'x'],
  ['a block of many lines', 'password: |\n', '  x\n'],
  ['the lines of a table', 'user,password\n', `${'u'.repeat(40)},x\n`],
  ['the rows of a statement', 'insert into a (password) values ', `('${'x'.repeat(40)}'),`],
  ['the hosts of a URL', 'rabbit://a:b@h', `,a:${'b'.repeat(40)}@h`],
  ['the words of a user', 'http://', 'a-b1-', 'c@h'],
  ['lines above a frame', 'password x\n', `${'x'.repeat(40)}\n`, '+--'],
  ['a name', '{"password": {"1', 'x'],
])('%s', (_what, begin, unit, end = '') => {
  const text = begin + unit.repeat(length / unit.length) + end;
  expect(masker.maskText(text).length).toBeGreaterThan(0);
  masker.mask({ args: { a: text, [text]: 1, password: { [text]: 1 } } });
  isEncodedText(text);
});

test('a body that is too long to be searched is not decoded', () => {
  const body = Buffer.alloc(33 * 1024 * 1024, 'x');
  expect(bodyText(body, {}, () => undefined)).toMatchObject({ kind: 'opaque', reason: 'tooLong' });
});
