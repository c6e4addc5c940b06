import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fenced, shownJson } from '../../../../src/host/code/shownJson';

test('JSON is indented', () => {
  expect(shownJson({ a: [1] }, 100)).toEqual({ text: '{\n  "a": [\n    1\n  ]\n}', isCut: false });
});

test('JSON that is too long ends with a whole line', () => {
  const { text, isCut } = shownJson(
    Array.from({ length: 100 }, (_, i) => i),
    30,
  );
  expect(isCut).toBe(true);
  expect(text).toMatch(/^\[\n( {2}\d+,\n)+ {2}\d+,$/u);
  expect(text.length).toBeLessThanOrEqual(30);
});

test('a single line that is too long is cut', () => {
  expect(shownJson('x'.repeat(1_000), 10)).toEqual({ text: '"xxxxxxxxx', isCut: true });
});

test('invisible characters and those that reverse text are escaped', () => {
  const { text } = shownJson('a\u202eb\u200bc\u0085d\ufeff', 100);
  expect(text).toBe(String.raw`"a\u202eb\u200bc\u0085d\ufeff"`);
});

test('no text ends its code block', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[`~a\n ]*$/u), text => {
      const [, fence = '', ...lines] = fenced(text, 'json').split('\n');
      const marks = fence.replace('json', '');
      const end = lines.findIndex(line => line.trim().startsWith(marks));
      expect(end).toBe(lines.length - 2);
    }),
  );
});
