import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { fields } from '../../../../../src/core/filter/fields';
import type { ListFieldValues } from '../../../../../webview/widgets/filter/completion';
import { completeFilter } from '../../../../../webview/widgets/filter/completion';

const values: ListFieldValues = (field, part) =>
  Promise.resolve(
    [
      { value: `${field} one`, count: 1234 },
      { value: 'call', count: 7 },
    ].filter(({ value }) => value.includes(part)),
  );

/** @param text text with `^` at the cursor */
async function completed(text: string, ask = values, isExplicit = false) {
  const at = text.indexOf('^');
  const state = EditorState.create({ doc: text.replace('^', '') });
  const result = await completeFilter(ask)(new CompletionContext(state, at, isExplicit));
  const options = result?.options.map(({ label, detail, apply }) => [label, detail, apply]) ?? [];
  return { range: result && [result.from, result.to], options };
}

test('the beginning of a word offers the fields that begin so', async () => {
  const { range, options } = await completed('kind:call que^');
  expect(range).toEqual([10, 13]);
  expect(options.map(([, , apply]) => apply)).toEqual(['queue:', 'queuetime:']);
  expect((await completed('ARG^')).options[0]?.[2]).toBe('args.');
});

test('an empty box offers nothing, unless the user asks', async () => {
  expect((await completed('^')).options).toEqual([]);
  expect((await completed('kind:call ^')).options).toEqual([]);
  expect((await completed('^', values, true)).options.length).toBeGreaterThan(fields.length);
});

test('a field with a colon gets no second one', async () => {
  const { range, options } = await completed('serv^:nova-api');
  expect(range).toEqual([0, 4]);
  expect(options.map(([, , apply]) => apply)).toEqual(['service']);
});

test('values come with their counts, in quotes where they need them', async () => {
  const { range, options } = await completed('method:o^');
  expect(range).toEqual([7, 8]);
  expect(options).toEqual([['method one', '1,234', '"method one"']]);
});

test('a choice offers all its values, those that occur with their counts', async () => {
  const { options } = await completed('kind:ca^');
  expect(options.map(([label, detail]) => [label, detail])).toEqual([
    ['call', '7'],
    ['cast', undefined],
  ]);
  expect((await completed('redelivered:^')).options.map(([label]) => label)).toEqual(['yes', 'no']);
});

test('numbers and times are not listed', async () => {
  expect((await completed('latency:>^')).options).toEqual([]);
  expect((await completed('time:^')).options).toEqual([]);
});

test('paths into bodies are completed key by key', async () => {
  const { range, options } = await completed('args.instance.o^');
  expect(range).toEqual([14, 15]);
  expect(options.map(([label]) => label)).toEqual(['args.instance. one']);
});

test('a failing engine adds no options', async () => {
  const failing: ListFieldValues = () => Promise.reject(new Error('the engine has ended'));
  expect((await completed('method:^', failing)).options).toEqual([]);
  expect((await completed('kind:ca^', failing)).options.map(([label]) => label)).toEqual([
    'call',
    'cast',
  ]);
});
