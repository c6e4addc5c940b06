import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfString, maxNesting, parsePythonJson } from '../../../../src/core/oslo/json';

describe('text that JSON.parse reads correctly', () => {
  test('gives the same value', () => {
    const number = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    const leaf = [fc.string(), fc.boolean(), fc.constant(null), fc.integer(), number];
    fc.assert(
      fc.property(fc.anything({ values: leaf, maxDepth: 3 }), value => {
        const text = JSON.stringify(value);
        expect(parsePythonJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('keeps ids, fractions and digits in strings', () => {
    const texts = [
      '{"id": "1234567890123456789"}',
      '{"text": "n: 1234567890123456789, m"}',
      '{"text": "a \\" : 1234567890123456789, b"}',
      '{"hex": "5c2f2a9e8a674b2b9f431de0a7d1f001"}',
      '{"time": 0.12345678901234567, "other": 1795452497.4466361234}',
      '{"large": 1e300, "small": -1.2345678901234567e-300}',
      '{"safe": 9007199254740991, "negative": -9007199254740991}',
      '{"name": "NaN", "text": "-Infinity and NaN"}',
    ];
    for (const text of texts) expect(parsePythonJson(text)).toEqual(JSON.parse(text));
  });
});

describe('text that JSON.parse rejects or rounds', () => {
  const cases: readonly [text: string, value: unknown][] = [
    ['{"a": NaN}', { a: 'NaN' }],
    ['[NaN,Infinity,-Infinity]', ['NaN', 'Infinity', '-Infinity']],
    ['{"a": NaN, "b": "NaN: \\"NaN\\" NaN"}', { a: 'NaN', b: 'NaN: "NaN" NaN' }],
    ['{"a": 9007199254740993}', { a: '9007199254740993' }],
    ['{"a":-12345678901234567890,"b":1}', { a: '-12345678901234567890', b: 1 }],
    ['[1, 18446744073709551615 ]', [1, '18446744073709551615']],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    [
      '{"a": 1e5, "n": NaN, "big": 99999999999999999999}',
      { a: 1e5, n: 'NaN', big: '9'.repeat(20) },
    ],
  ];
  test.each(cases)('%s', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value);
  });

  test('keeps every digit of integers beyond 2^53, wherever they stand', () => {
    const unsafe = fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n });
    fc.assert(
      fc.property(fc.string(), unsafe, fc.boolean(), fc.nat(40), (before, digits, minus, pad) => {
        const number = `${minus ? '-' : ''}${digits}`;
        const text = `{"k": ${JSON.stringify(before)}, "n":${' '.repeat(pad)}[${number}, 1]}`;
        expect(parsePythonJson(text)).toEqual({ k: before, n: [number, 1] });
      }),
    );
  });

  test('is a syntax error when Python rejects it too', () => {
    for (const text of ['', '{', 'nan', '{"a": NaNs}', '{"a": Infinityx}', "{'a': 1}", '[1,]']) {
      expect(() => parsePythonJson(text)).toThrow(SyntaxError);
    }
  });
});

describe('nesting', () => {
  const nested = (levels: number) => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);

  test(`up to ${maxNesting} levels is accepted`, () => {
    expect(JSON.stringify(parsePythonJson(nested(maxNesting)))).toBe(nested(maxNesting));
  });

  test('beyond the limit is rejected, however deep', () => {
    for (const levels of [maxNesting + 2, 100_000, 1_000_000]) {
      expect(() => parsePythonJson(nested(levels))).toThrow(RangeError);
    }
  });

  test('is not counted for brackets side by side', () => {
    const flat = `[${Array(5_000).fill('{}').join(',')}]`;
    expect(parsePythonJson(flat)).toHaveLength(5_000);
  });
});

describe('ends of strings', () => {
  const cases: readonly [text: string, end: number | undefined][] = [
    ['""', 2],
    ['"a" b', 3],
    ['"a\\"b" c', 6],
    ['"a\\\\" b', 5],
    ['"a\\\\\\" b', undefined],
    ['"', undefined],
  ];
  test.each(cases)('%s', (text, end) => {
    expect(endOfString(text, 0)).toBe(end);
  });
});
