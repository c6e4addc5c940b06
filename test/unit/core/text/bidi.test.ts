import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bidiParts, withIsolates } from '../../../../src/core/text/bidi';

const arabic = 'عربي';
const hebrew = 'שלום';

test('text from left to right is one part', () => {
  expect(bidiParts('')).toEqual([]);
  expect(bidiParts('{"a": "é"}')).toEqual([{ kind: 'plain', text: '{"a": "é"}' }]);
  expect(withIsolates('{"a": 1}')).toBe('{"a": 1}');
});

test('words of a right-to-left script are isolated from the punctuation around them', () => {
  expect(bidiParts(`["${arabic} ${arabic}", "${hebrew}"]`)).toEqual([
    { kind: 'plain', text: '["' },
    { kind: 'rightToLeft', text: `${arabic} ${arabic}` },
    { kind: 'plain', text: '", "' },
    { kind: 'rightToLeft', text: hebrew },
    { kind: 'plain', text: '"]' },
  ]);
  expect(withIsolates(`<b>${arabic}</b> 12`)).toBe(`<b>\u2068${arabic}\u2069</b> 12`);
});

test('a joiner does not tear a word apart, and letters beyond the first plane are known', () => {
  expect(bidiParts('می\u200cخواهم')).toHaveLength(1);
  expect(bidiParts('\u{1e900}')).toEqual([{ kind: 'rightToLeft', text: '\u{1e900}' }]);
});

test('each character that changes the direction is a part of its own', () => {
  expect(bidiParts('a\u202eb\u2066').map(({ kind }) => kind)).toEqual([
    'plain',
    'control',
    'plain',
    'control',
  ]);
});

test('the parts of any text together are the text', () => {
  const unit = fc.constantFrom(
    'a',
    ' ',
    '"',
    'ع',
    'ש',
    '\u202e',
    '\u200c',
    '\n',
    '\u{1e900}',
    '\ud83a',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 50 }), text => {
      expect(
        bidiParts(text)
          .map(part => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('a long text is divided in time that grows with its length', () => {
  const text = `${`ع${' '.repeat(200)}`.repeat(1_000)}a`;
  expect(bidiParts(text)).toHaveLength(2);
});
