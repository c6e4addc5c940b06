import { expect, test } from 'vitest';
import { parseFilter } from '../../../../../src/core/filter/parse';
import { pickedValue } from '../../../../../webview/model/copying/pickedValue';

test('the path and the condition of a value are in the filter language', () => {
  expect(pickedValue('0db38f75', ['instance', 'uuid'], ['args'])).toEqual({
    path: 'args.instance.uuid',
    text: '0db38f75',
    term: 'args.instance.uuid:=0db38f75',
  });
  expect(pickedValue(true, ['ok'], ['result']).term).toBe('result.ok:=true');
  expect(pickedValue(null, ['a'], ['ctx']).term).toBe('ctx.a:=null');
});

test.each([
  ['a b', 'x'],
  ['a.b', 'x'],
  ['a"b\\', 'x'],
  ['', 'x'],
  ['k', ''],
  ['k', 'two words'],
  ['k', 'a*b, "c" | (d)'],
  ['k:1', '-x'],
  ['🙂', '=1'],
])('a key %j and a value %j are read back from the condition', (key, value) => {
  const { term = '' } = pickedValue(value, [key, 'b'], ['args']);
  const { expression, problems } = parseFilter(term);
  // The filter language cannot name an empty key.
  if (key === '') return expect(problems.length).toBeGreaterThan(0);
  expect(problems).toEqual([]);
  expect(expression).toEqual({
    type: 'body',
    root: 'args',
    path: [key, 'b'],
    pattern: { parts: [value], fit: 'exact' },
  });
});

test('a branch, a long text and a value that filters do not reach have no condition', () => {
  expect(pickedValue({ a: 1 }, ['b'], ['args'])).toMatchObject({
    term: undefined,
    text: '{\n  "a": 1\n}',
  });
  expect(pickedValue('x'.repeat(2_000), ['b'], ['args']).term).toBeUndefined();
  expect(pickedValue('x', ['content_type'], undefined)).toMatchObject({
    path: 'content_type',
    term: undefined,
  });
});
