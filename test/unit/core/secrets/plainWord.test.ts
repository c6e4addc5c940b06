import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainWord } from '../../../../src/core/secrets/plainWord';

/** The same rule as an expression. */
const plainWord = /^(?:(?:req-|reply_)?[0-9a-f-]{0,40}|[\d:.T+Z -]*|[\w.-]{1,9}|[^]{1,4})$/;

test('a word is plain exactly when the expression says so', () => {
  const part = fc.constantFrom(
    'req-',
    'reply_',
    'a',
    'f',
    'g',
    '0',
    '-',
    '_',
    ':',
    'T',
    ' ',
    'é',
    '\n',
  );
  const texts = fc.array(part, { maxLength: 50 }).map(parts => parts.join(''));
  fc.assert(
    fc.property(
      fc.oneof(texts, fc.string(), fc.stringMatching(/^(?:req-)?[0-9a-f-]{35,45}$/)),
      text => {
        expect(isPlainWord(text)).toBe(plainWord.test(text));
      },
    ),
    { numRuns: 2_000 },
  );
});
