import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/base/json';
import { fenced, foldedText } from '../../../../src/host/code/hoverText';

const object = (name: string, version: string, data: Record<string, JsonValue>) => ({
  'nova_object.name': name,
  'nova_object.namespace': 'nova',
  'nova_object.version': version,
  'nova_object.data': data,
});
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${at}`, at]));

describe('a value in a hover', () => {
  test('has one line for each member, and objects are folded', () => {
    const flavor = object('Flavor', '1.2', { id: 3, name: 'm1.small', vcpus: 1 });
    const spec = object('RequestSpec', '1.14', { flavor, num_instances: 1 });
    expect(foldedText({ request_spec: spec, host: null }, 'arguments', 10)).toEqual({
      text: [
        'request_spec: RequestSpec 1.14 {…}',
        '  flavor: Flavor 1.2 {m1.small · 3}',
        '  num_instances: 1',
        'host: null',
      ].join('\n'),
      leftOut: 0,
    });
  });

  test('opens the first members for which there is room, and shows all of them', () => {
    const { text, leftOut } = foldedText({ a: numbered(5), b: numbered(2), c: 1 }, 'arguments', 6);
    expect(text.split('\n')).toEqual(['a: {5}', 'b: {2}', '  field0: 0', '  field1: 1', 'c: 1']);
    expect(leftOut).toBe(0);
  });

  test('tells how many members found no room, however many there are', () => {
    expect(foldedText(numbered(12), 'arguments', 10)).toMatchObject({ leftOut: 2 });
    const many = foldedText(
      Array.from({ length: 1_000 }, (_, at) => at),
      'result',
      30,
    );
    expect(many.text.split('\n')).toHaveLength(30);
    expect(many.leftOut).toBe(970);
  });

  test('has a name when it is a single value or object', () => {
    expect(foldedText('cmp1', 'result', 10).text).toBe('result: "cmp1"');
    expect(foldedText([], 'result', 10).text).toBe('result: []');
    const { text } = foldedText(object('Instance', '2.8', { uuid: 'u' }), 'result', 10);
    expect(text).toBe('result: Instance 2.8 {u}\n  uuid: "u"');
  });

  test('has lines of bounded length', () => {
    const { text } = foldedText({ long: 'x'.repeat(1_000) }, 'arguments', 10);
    expect(text).toHaveLength(161);
  });

  test('holds no invisible character and none that reverses text', () => {
    const { text } = foldedText('a\u202eb\u200bc\u0085d\ufeff', 'result', 10);
    expect(text).toBe(String.raw`result: "a�b\u200bc�d�"`);
  });

  test('has at most the wanted lines, and counts the members that are not shown', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 30 }), (value, maxLines) => {
        const { text, leftOut } = foldedText(value as JsonValue, 'result', maxLines);
        const lines = text.split('\n');
        expect(lines.length).toBeLessThanOrEqual(maxLines);
        const heads = lines.filter(line => !line.startsWith(' ')).length;
        const isTree = typeof value === 'object' && value !== null;
        const members = (isTree && Object.keys(value).length) || 1;
        // A key that begins with a blank looks like a line of the second level.
        fc.pre(!isTree || Object.keys(value).every(key => !key.startsWith(' ')));
        expect(heads + leftOut).toBe(members);
      }),
    );
  });
});

test('no text ends its code block', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[`~a\n ]*$/u), text => {
      const [, fence = '', ...lines] = fenced(text, 'yaml').split('\n');
      const marks = fence.replace('yaml', '');
      const end = lines.findIndex(line => line.trim().startsWith(marks));
      expect(end).toBe(lines.length - 2);
    }),
  );
});
