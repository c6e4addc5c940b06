import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exactValue,
  quoted,
  quotedKey,
  termsOf,
  withoutTerm,
  withTerm,
} from '../../../../src/core/filter/edit';
import { parseFilter } from '../../../../src/core/filter/parse';

test.each([
  ['nova-compute', 'nova-compute'],
  ['10.0.0.1', '10.0.0.1'],
  ['‹token›', '‹token›'],
  ['two words', '"two words"'],
  ['nova-compute:cmp1', '"nova-compute:cmp1"'],
  ['a*', '"a*"'],
  ['a,b', '"a,b"'],
  ['-a', '"-a"'],
  ['=a', '"=a"'],
  ['>a', '">a"'],
  ['a"b', '"a\\"b"'],
  ['a\\b', '"a\\\\b"'],
  ['(a)', '"(a)"'],
  ['', '""'],
])('the value %j is written as %s', (value, written) => {
  expect(quoted(value)).toBe(written);
});

const anyText = fc.string({ unit: 'binary', maxLength: 12 }).map(text => text.replaceAll('\0', ''));

test('any quoted value is parsed back to itself', () => {
  fc.assert(
    fc.property(anyText, value => {
      const fit = value === '' ? 'exact' : 'part';
      const texts = [`method:${quoted(value)}`, `method:${exactValue(value)}`];
      expect(texts.map(text => parseFilter(text))).toMatchObject([
        { expression: { pattern: { parts: [value], fit } }, problems: [] },
        { expression: { pattern: { parts: [value], fit: 'exact' } }, problems: [] },
      ]);
    }),
  );
});

test('any quoted key is parsed back to itself', () => {
  fc.assert(
    fc.property(fc.array(anyText.filter(Boolean), { minLength: 1, maxLength: 3 }), path => {
      const text = `args.${path.map(quotedKey).join('.')}:x`;
      expect(parseFilter(text)).toMatchObject({ expression: { path }, problems: [] });
    }),
  );
});

describe('termsOf', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['a', ['a']],
    [' a  -b ', ['a', '-b']],
    ['method:"x y" (a | b) -(c d)', ['method:"x y"', '(a | b)', '-(c d)']],
    ['a | b c', ['a | b c']],
    ['(a | (b)) c', ['(a | (b))', 'c']],
    ['a (b', ['a', '(b']],
    ['a) b', ['a', ')', 'b']],
    ['a -', ['a']],
  ])('splits %j', (filter, texts) => {
    const terms = termsOf(filter);
    expect(terms.map(({ text }) => text)).toEqual(texts);
    for (const { from, to, text } of terms) expect(filter.slice(from, to)).toBe(text);
  });

  test('tells which terms are negated', () => {
    expect(termsOf('a -b -(c)').map(({ isNegated }) => isNegated)).toEqual([false, true, true]);
  });
});

test.each([
  ['', 'method:x', 'method:x'],
  ['a', 'method:x', 'a method:x'],
  ['a method:x', 'method:x', 'a method:x'],
  ['a METHOD:"x"  b', 'method:x', 'a METHOD:"x"  b'],
  ['a method:x b', '-method:x', 'a b -method:x'],
  ['-method:x', 'method:x', 'method:x'],
  ['-(method:x)', 'method:x', 'method:x'],
  ['a | b', 'method:x', '(a | b) method:x'],
  ['a', 'b | c', 'a (b | c)'],
  ['(a | b)', 'method:x', '(a | b) method:x'],
  ['method:x', 'service:y method:x', 'method:x service:y'],
  ['"a b', 'method:x', '"a b" method:x'],
  ['"a\\', 'method:x', '"a\\\\" method:x'],
  ['(a (b', 'method:x', '(a (b)) method:x'],
  ['a', '', 'a'],
])('%j with the term %j added is %j', (filter, term, changed) => {
  expect(withTerm(filter, term)).toBe(changed);
});

test.each([
  ['a method:x b', 'method:x', 'a b'],
  ['a method:"x"', 'METHOD:x', 'a'],
  ['a -method:x', '-method:x', 'a'],
  ['a method:x', '-method:x', 'a method:x'],
  ['method:x', 'method:x', ''],
  ['a | b', 'a', 'a | b'],
  ['a  b', 'c', 'a  b'],
])('%j with the term %j removed is %j', (filter, term, changed) => {
  expect(withoutTerm(filter, term)).toBe(changed);
});

test('a term that is added twice is there once, and can be removed', () => {
  const value = anyText.filter(text => text !== '');
  fc.assert(
    fc.property(value, value, (a, b) => {
      const term = `method:${exactValue(a)}`;
      const filter = `host:${quoted(b)}`;
      const once = withTerm(filter, term);
      expect(withTerm(once, term)).toBe(once);
      expect(withoutTerm(once, term)).toBe(filter);
      expect(withTerm(once, `-${term}`)).toBe(`${filter} -${term}`);
    }),
  );
});
