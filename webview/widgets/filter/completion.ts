import type { Completion, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { CompletionPlace } from '../../../src/core/filter/completion';
import { completionAt } from '../../../src/core/filter/completion';
import { quoted, quotedKey } from '../../../src/core/filter/edit';
import type { FieldInfo } from '../../../src/core/filter/fields';
import { bodyRoots, fields } from '../../../src/core/filter/fields';
import { printable } from '../../../src/core/base/printable';
import type { FieldValue, FiltersApi } from '../../../src/protocol/filters';
import type { Remote } from '../../../src/protocol/rpc';
import { formatCount } from '../../../src/core/text/amounts';

/** Asks the engine for values of a field that contain a part. */
export type ListFieldValues = Remote<FiltersApi>['listFieldValues'];

const shownValues = 50;

/**
 * Completes fields, and values that occur in the capture, with their counts. An answer that comes
 * after further typing is dropped.
 */
export const completeFilter =
  (ask: ListFieldValues): CompletionSource =>
  async context => {
    const place = completionAt(context.state.doc.toString(), context.pos);
    if (place.kind === 'words' && place.part === '' && !context.explicit) return null;
    const options = await optionsAt(place, ask);
    return context.aborted || options.length === 0 ? null : resultAt(place, options);
  };

const resultAt = ({ from, to }: CompletionPlace, options: Completion[]): CompletionResult => ({
  from,
  to,
  options,
  // The engine has filtered and ordered the values already.
  filter: false,
});

async function optionsAt(place: CompletionPlace, ask: ListFieldValues): Promise<Completion[]> {
  const { kind, field, part } = place;
  if (kind === 'value') return field === undefined ? [] : valuesOf(field, part, ask);
  if (field !== undefined) return (await known(field, part, ask)).map(keyOption);
  return fieldNames(part, kind === 'field');
}

async function valuesOf(name: string, part: string, ask: ListFieldValues): Promise<Completion[]> {
  const field: FieldInfo | undefined = fields.find(each => each.name === name);
  if (field?.values === 'flag') return choices(['yes', 'no'], part, []);
  if (field?.choices) return choices(field.choices, part, await known(name, '', ask));
  if (field && !field.hasKnownValues) return [];
  return (await known(name, part, ask)).map(valueOption);
}

/** Completion is optional: without the engine's answer, typing goes on. */
const known = (field: string, part: string, ask: ListFieldValues): Promise<readonly FieldValue[]> =>
  ask(field, part, shownValues).catch(() => []);

const choices = (all: readonly string[], part: string, counted: readonly FieldValue[]) =>
  all
    .filter(value => value.toLowerCase().startsWith(part.toLowerCase()))
    .map(value => {
      const count = counted.find(each => each.value === value)?.count;
      return {
        label: value,
        type: 'value',
        ...(count === undefined ? {} : { detail: formatCount(count) }),
      };
    });

const valueOption = ({ value, count }: FieldValue): Completion => ({
  label: printable(value, 120),
  detail: formatCount(count),
  apply: quoted(value),
  type: 'value',
});

/** The option for a key of a body: a dot and another key, or a colon and a value, follow it. */
const keyOption = ({ value, count }: FieldValue): Completion => ({
  label: printable(value, 120),
  detail: formatCount(count),
  apply: quotedKey(value),
  type: 'key',
});

function fieldNames(part: string, hasColon: boolean): Completion[] {
  const typed = part.toLowerCase();
  const all = [
    ...fields.map(({ name, description }) => ({ name, description, end: ':' })),
    ...bodyRoots.map(({ name, description }) => ({ name, description, end: '.' })),
  ];
  return all
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, description, end }) => ({
      label: `${name}${end}`,
      detail: description,
      apply: hasColon && end === ':' ? name : `${name}${end}`,
      type: 'field',
    }));
}
