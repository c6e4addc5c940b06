import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyRoots, fields } from '../../../../src/core/filter/fields';
import type { FilterExpression, TextPattern } from '../../../../src/core/filter/filterExpression';
import { maxFilterLength, parseFilter } from '../../../../src/core/filter/parse';

const part = (...parts: readonly string[]): TextPattern => ({ parts, fit: 'part' });
const whole = (...parts: readonly string[]): TextPattern => ({ parts, fit: 'whole' });
const exact = (...parts: readonly string[]): TextPattern => ({ parts, fit: 'exact' });
const words = (...parts: readonly string[]): FilterExpression => ({
  type: 'words',
  pattern: part(...parts),
});
const method = (pattern: TextPattern): FilterExpression => ({
  type: 'text',
  field: 'method',
  pattern,
});
const body = (
  root: 'args' | 'ctx' | 'result',
  path: readonly string[],
  pattern: TextPattern,
): FilterExpression => ({ type: 'body', root, path, pattern });
const not = (each: FilterExpression): FilterExpression => ({ type: 'not', part: each });
const and = (...parts: readonly FilterExpression[]): FilterExpression => ({ type: 'and', parts });
const or = (...parts: readonly FilterExpression[]): FilterExpression => ({ type: 'or', parts });

function said(text: string): FilterExpression | undefined {
  const { expression, problems } = parseFilter(text);
  expect(problems).toEqual([]);
  return expression;
}

test.each<[string, FilterExpression | undefined]>([
  ['', undefined],
  [' \t\n ', undefined],
  ['a', words('a')],
  ['a b', and(words('a'), words('b'))],
  ['a | b', or(words('a'), words('b'))],
  ['a|b', or(words('a'), words('b'))],
  // "And" binds tighter than "or".
  ['a b | c d', or(and(words('a'), words('b')), and(words('c'), words('d')))],
  ['a (b | c) d', and(words('a'), or(words('b'), words('c')), words('d'))],
  ['(a)', words('a')],
  ['a(b)', and(words('a'), words('b'))],
  ['-a', not(words('a'))],
  ['--a', words('a')],
  ['-a b', and(not(words('a')), words('b'))],
  ['-(a | b)', not(or(words('a'), words('b')))],
  ['-(-a)', words('a')],
  ['-method:x', not(method(part('x')))],
  // Within a word a minus is an ordinary character.
  ['nova-compute', words('nova-compute')],
  ['\\-x', words('-x')],
])('%j is combined by its operators', (text, expression) => {
  expect(said(text)).toEqual(expression);
});

test.each<[string, FilterExpression | undefined]>([
  ['"free text"', words('free text')],
  ['"a | (b)"', words('a | (b)')],
  ['"say \\"x\\""', words('say "x"')],
  ['"back\\\\slash"', words('back\\slash')],
  ['"C:\\new"', words('C:\\new')],
  ['""', undefined],
  ['build_*_instance', words('build_', '_instance')],
  ['\\*', words('*')],
  ['"*"', words('*')],
  ['a,b', words('a,b')],
  ['=a', words('=a')],
  ['"live "*', words('live ', '')],
])('%j is searched everywhere', (text, expression) => {
  expect(said(text)).toEqual(expression);
});

test.each<[string, FilterExpression]>([
  ['method:build', method(part('build'))],
  ['METHOD:Build', method(part('Build'))],
  ['method:build_*', method(whole('build_', ''))],
  ['method:*', method(whole('', ''))],
  ['method:=build_*', method(exact('build_*'))],
  ['method:"="x', method(part('=x'))],
  ['method:="two words"', method(exact('two words'))],
  ['method:"a b"*', method(whole('a b', ''))],
  ['method:"a,b"', method(part('a,b'))],
  ['method:a\\,b', method(part('a,b'))],
  ['method:a\\*b', method(part('a*b'))],
  ['method:""', method(exact(''))],
  ['method:=', method(exact(''))],
  ['method:a,b*', or(method(part('a')), method(whole('b', '')))],
  ['method:a:b', method(part('a:b'))],
  ['method:a-b', method(part('a-b'))],
])('%j is a condition on a text field', (text, expression) => {
  expect(said(text)).toEqual(expression);
});

test.each<[string, FilterExpression]>([
  ['args.instance.uuid:1a7', body('args', ['instance', 'uuid'], part('1a7'))],
  ['ctx.user_id:*', body('ctx', ['user_id'], whole('', ''))],
  ['result.x:=1', body('result', ['x'], exact('1'))],
  ['args:cmp1', body('args', [], part('cmp1'))],
  ['Args.Instance:x', body('args', ['Instance'], part('x'))],
  ['args."hw:cpu.policy".x:y', body('args', ['hw:cpu.policy', 'x'], part('y'))],
  ['args.a:x,y', or(body('args', ['a'], part('x')), body('args', ['a'], part('y')))],
  ['args.0-x_$:y', body('args', ['0-x_$'], part('y'))],
])('%j is a condition on a value inside a body', (text, expression) => {
  expect(said(text)).toEqual(expression);
});

test.each([
  'http://127.0.0.1:9292/v2',
  '10.0.0.1:5672',
  'fa:16:3e:bd:51:0b',
  'fe80::f816:3eff:febd:510b',
  'fd::1',
  '::1',
  'nova-compute:cmp1',
  'reply_7d:x',
  'a::b',
  'nova_object.data:x',
  '"volume:abc"',
  'volume\\:abc',
  ':x',
])('%j has a colon and is not a condition', text => {
  expect(said(text)?.type).toBe('words');
});

describe('a condition on each field is understood', () => {
  const values = {
    text: 'x',
    flag: 'yes',
    duration: '>1ms',
    size: '>1kB',
    time: '>2026-11-25',
    number: '1',
  };
  test.each(fields.map(field => [field.name, field] as const))('%s', (name, field) => {
    const value = field.values === 'choice' ? field.choices[0] : values[field.values];
    expect(said(`${name}:${value}`)).toMatchObject({ field: name });
  });
  test.each(bodyRoots)('$name', ({ name }) => {
    expect(said(`${name}.x:y`)).toMatchObject({ root: name });
  });
  test.each(
    fields.flatMap(field =>
      field.values === 'choice' ? field.choices.map(choice => [field.name, choice]) : [],
    ),
  )('%s:%s', (field, choice) => {
    expect(said(`${field}:${choice.toUpperCase()}`)).toEqual({
      type: 'choice',
      field,
      values: [choice],
    });
  });
});

test('several choices of one field are one condition', () => {
  expect(said('kind:call,cast,call')).toEqual({
    type: 'choice',
    field: 'kind',
    values: ['call', 'cast'],
  });
});

test.each([
  ['redelivered:yes', true],
  ['bookmarked:NO', false],
])('%s is a condition on a flag', (text, isSet) => {
  expect(said(text)).toMatchObject({ type: 'flag', isSet });
});

test.each<[text: string, from: number, to: number, sentence: string, fixes: readonly string[]]>([
  ['a )', 2, 3, 'This parenthesis has no opening one: remove it, or put it in quotes.', ['']],
  ['a (b', 2, 3, 'This parenthesis is not closed: ")" is missing.', []],
  [
    'a ()',
    2,
    4,
    'There is nothing between the parentheses: put them in quotes to search for them.',
    ['"()"', ''],
  ],
  ['| a', 0, 1, 'Something is missing before "|", which means or.', ['']],
  ['a |', 2, 3, 'Something is missing after "|", which means or.', ['']],
  ['a | | b', 4, 5, 'Something is missing before "|", which means or.', ['']],
  ['(a |) b', 3, 4, 'Something is missing after "|", which means or.', ['']],
  [
    'a - b',
    2,
    3,
    'A minus negates the condition right after it: put it in quotes to search for it.',
    ['"-"', ''],
  ],
  [
    '-',
    0,
    1,
    'A minus negates the condition right after it: put it in quotes to search for it.',
    ['"-"', ''],
  ],
  ['a "b c', 2, 6, 'This quote is not closed: put another one after the text.', []],
  ['method:"b c', 7, 11, 'This quote is not closed: put another one after the text.', []],
  [
    'a metod:x',
    2,
    9,
    'There is no field "metod": did you mean "method"? To search for the text itself put it in quotes: "metod:x".',
    ['method:x', '"metod:x"'],
  ],
  [
    '-sender:x',
    1,
    9,
    'There is no field "sender": did you mean "from"? To search for the text itself put it in quotes: "sender:x".',
    ['from:x', '"sender:x"'],
  ],
  [
    'volume:abc',
    0,
    10,
    'There is no field "volume". To search for the text itself put it in quotes: "volume:abc".',
    ['"volume:abc"'],
  ],
  ['a method: b', 2, 9, 'A value is missing after "method:".', []],
  [
    'kind:call,',
    9,
    10,
    'A value is missing beside the comma: put commas that belong to a value in quotes.',
    [],
  ],
  [
    'kind:,call',
    4,
    6,
    'A value is missing beside the comma: put commas that belong to a value in quotes.',
    [],
  ],
  [
    'kind:cast,calls',
    10,
    15,
    'There is no kind "calls": did you mean "call"? Choose one of call, cast, fanout, reply, failure, heartbeat, notification, foreign.',
    ['call'],
  ],
  [
    'kind:zzz',
    5,
    8,
    'There is no kind "zzz": choose one of call, cast, fanout, reply, failure, heartbeat, notification, foreign.',
    [],
  ],
  ['redelivered:maybe', 12, 17, 'Write yes or no after "redelivered:".', ['yes', 'no']],
  ['latency:500', 8, 11, 'A duration needs a unit: write 500ms or 500s.', ['500ms', '500s']],
  [
    'latency:fast',
    8,
    12,
    '"fast" is not a duration: write latency:>500ms, latency:10ms..2s, with us, ms, s, m or h.',
    [],
  ],
  [
    'size:1mile',
    5,
    10,
    '"1mile" is not a size: write size:>10KB, size:1KB..2MB, with B, KB, MB or GB.',
    [],
  ],
  [
    'time:noon',
    5,
    9,
    '"noon" is not a time: write time:>2026-11-25T08:00:00Z, time:2026-11-25T08:00..2026-11-25T08:15.',
    [],
  ],
  [
    'time:2026-02-30',
    5,
    15,
    'There is no "2026-02-30": write time:>2026-11-25T08:00:00Z, time:2026-11-25T08:00..2026-11-25T08:15.',
    [],
  ],
  [
    'latency:2s..1s',
    8,
    14,
    'The range ends before it begins: latency:1s..2s is the other way round.',
    ['1s..2s'],
  ],
  [
    'latency:..',
    8,
    10,
    'A range has a beginning or an end: latency:>500ms, latency:10ms..2s, with us, ms, s, m or h.',
    [],
  ],
  ['args..x:y', 0, 7, 'A key is missing: write args.instance.uuid, or quote keys with dots.', []],
])('%j has a problem, with its place', (text, from, to, sentence, fixes) => {
  expect(parseFilter(text).problems).toEqual([{ from, to, sentence, fixes }]);
});

test.each([
  ['metod:"a b"', 'method:"a b"'],
  ['stauts:failed', 'status:failed'],
  ['meth:x', 'method:x'],
  ['lat:>5ms', 'latency:>5ms'],
  ['payload:x', 'args:x'],
  ['volume:a"b', undefined],
])('the first fix of %j is a valid filter', (text, first) => {
  const { fixes } = parseFilter(text).problems.at(-1) ?? { fixes: [] };
  if (first !== undefined) expect(fixes[0]).toBe(first);
  expect(fixes.length).toBeGreaterThan(0);
  for (const fix of fixes) expect(parseFilter(fix).problems).toEqual([]);
});

test('all problems are reported, and the correct parts are kept', () => {
  const { expression, problems } = parseFilter('kind:x method:y lat:z');
  expect(problems.map(({ from }) => from)).toEqual([5, 16]);
  expect(expression).toEqual(method(part('y')));
});

test('tokens have their positions', () => {
  const text = '-method:build_* (a | "b c")';
  const tokens = parseFilter(text).tokens.map(({ from, to, kind }) => [text.slice(from, to), kind]);
  expect(tokens).toEqual([
    ['-', 'operator'],
    ['method:', 'field'],
    ['build_*', 'value'],
    ['(', 'operator'],
    ['a', 'words'],
    ['|', 'operator'],
    ['"b c"', 'words'],
    [')', 'operator'],
  ]);
});

describe('limits', () => {
  const onlyProblem = (text: string) => {
    const { problems } = parseFilter(text);
    expect(problems).toHaveLength(1);
    return problems[0];
  };
  test('parentheses can be nested 50 levels deep', () => {
    expect(said(`${'('.repeat(50)}a${')'.repeat(50)}`)).toEqual(words('a'));
    expect(onlyProblem(`${'('.repeat(51)}a${')'.repeat(51)}`)).toMatchObject({
      from: 50,
      sentence: 'Parentheses can be nested at most 50 levels deep.',
    });
  });
  test('a filter can have 100 conditions', () => {
    expect(said('a '.repeat(100))).toMatchObject({ type: 'and' });
    const sentence = 'A filter has at most 100 conditions.';
    expect(onlyProblem('a '.repeat(101))).toMatchObject({ from: 200, sentence });
    expect(onlyProblem(`method:${'x,'.repeat(100)}y`)).toMatchObject({ from: 0, sentence });
  });
  test('a filter can have 10,000 characters', () => {
    expect(said('a'.repeat(maxFilterLength))).toBeDefined();
    expect(parseFilter('a'.repeat(maxFilterLength + 1)).problems).toEqual([
      {
        from: maxFilterLength,
        to: maxFilterLength + 1,
        sentence: 'A filter has at most 10000 characters; this one has 10001.',
        fixes: [''],
      },
    ]);
  });
});

describe('hostile input', () => {
  test.each([
    ['(', 100_000],
    ['(', 10_000],
    [')', 10_000],
    ['-', 10_000],
    ['|', 10_000],
    ['"', 9_999],
    ['\\', 10_000],
    [':', 10_000],
    ['method:', 1_400],
    ['kind:,', 1_600],
    ['fo:x ', 2_000],
    ['args.', 2_000],
    ['..', 5_000],
    ['\0', 10_000],
    ['\ud800', 10_000],
  ])('%j, many times', (text, times) => {
    const filter = text.repeat(times);
    const { problems } = parseFilter(filter);
    expect(problems.length).toBeLessThanOrEqual(100);
    for (const { from, to } of problems) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThanOrEqual(filter.length);
    }
  });

  test('NULs are ignored', () => {
    expect(said('me\0thod:\0x "a\0b"')).toEqual(and(method(part('x')), words('ab')));
  });

  test('any text gives problems or an expression, with positions inside the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(...'()|-"\\*,=:.<> '.split('')),
      fc.constantFrom('method:', 'latency:', 'args.', 'kind:', 'time:', '..', '5ms', 'call'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('');
        const { problems, tokens } = parseFilter(text);
        let end = 0;
        for (const token of tokens) {
          expect(token.from).toBeGreaterThanOrEqual(end);
          expect(token.to).toBeGreaterThan(token.from);
          end = token.to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        for (const { from, to, sentence } of problems) {
          expect(from).toBeLessThanOrEqual(to);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(sentence).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
