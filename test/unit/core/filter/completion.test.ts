import { expect, test } from 'vitest';
import type { CompletionPlace } from '../../../../src/core/filter/completion';
import { completionAt } from '../../../../src/core/filter/completion';

/**
 * @param text filter with `¦` at the cursor; `[` and `]` enclose the range that a completion
 *   replaces
 */
function placeIn(text: string): [replaced: string, place: Omit<CompletionPlace, 'from' | 'to'>] {
  const filter = text.replace('¦', '');
  const { from, to, ...place } = completionAt(filter, text.indexOf('¦'));
  return [`${filter.slice(0, from)}[${filter.slice(from, to)}]${filter.slice(to)}`, place];
}

test.each<[string, string, CompletionPlace['kind'], string | undefined, string]>([
  ['¦', '[]', 'words', undefined, ''],
  ['a ¦', 'a []', 'words', undefined, ''],
  ['meth¦', '[meth]', 'words', undefined, 'meth'],
  ['me¦th', '[meth]', 'words', undefined, 'me'],
  ['-me¦', '-[me]', 'words', undefined, 'me'],
  ['(a | me¦)', '(a | [me])', 'words', undefined, 'me'],
  ['"two wo¦', '["two wo]', 'words', undefined, 'two wo'],
  ['me¦th:x', '[meth]:x', 'field', undefined, 'me'],
  ['method¦:x', '[method]:x', 'field', undefined, 'method'],
  ['method:¦', 'method:[]', 'value', 'method', ''],
  ['METHOD:bu¦', 'METHOD:[bu]', 'value', 'method', 'bu'],
  ['method:bu¦ild b', 'method:[build] b', 'value', 'method', 'bu'],
  ['method:=bu¦', 'method:=[bu]', 'value', 'method', 'bu'],
  ['method:"b c¦', 'method:["b c]', 'value', 'method', 'b c'],
  ['method:="b c¦"', 'method:=["b c"]', 'value', 'method', 'b c'],
  ['kind:call,ca¦', 'kind:call,[ca]', 'value', 'kind', 'ca'],
  ['kind:ca¦,cast', 'kind:[ca],cast', 'value', 'kind', 'ca'],
  ['kind:call,¦', 'kind:call,[]', 'value', 'kind', ''],
  ['latency:>=5¦', 'latency:>=[5]', 'value', 'latency', '5'],
  ['foo:b¦', 'foo:[b]', 'value', 'foo', 'b'],
  ['args¦', '[args]', 'words', undefined, 'args'],
  ['args.¦', 'args.[]', 'field', 'args.', ''],
  ['args.inst¦', 'args.[inst]', 'field', 'args.', 'inst'],
  ['args.instance.uu¦', 'args.instance.[uu]', 'field', 'args.instance.', 'uu'],
  ['args.in¦st.uuid:x', 'args.[inst].uuid:x', 'field', 'args.', 'in'],
  ['ar¦gs.inst:x', '[args].inst:x', 'field', undefined, 'ar'],
  ['args."hw:c".po¦', 'args."hw:c".[po]', 'field', 'args."hw:c".', 'po'],
  ['args."hw:c".po:x¦', 'args."hw:c".po:[x]', 'value', 'args."hw:c".po', 'x'],
  ['nova.conf¦', '[nova.conf]', 'words', undefined, 'nova.conf'],
  ['http://x¦', '[http://x]', 'words', undefined, 'http://x'],
])('completion at the cursor of %s', (text, replaced, kind, field, part) => {
  expect(placeIn(text)).toEqual([replaced, { kind, field, part }]);
});

test('a cursor outside of the text has nothing to complete', () => {
  expect(completionAt('method:x', 99)).toMatchObject({ kind: 'words', part: '' });
  expect(completionAt('method:x', -1)).toMatchObject({ kind: 'words', part: '' });
});
