/** The setting `rpcscope.filters`, made safe: people write it by hand, and teams check it in. */
import { isJsonObject } from '../../core/base/json';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';

export type FilterScope = SavedFilter['scope'];

/** Entries with a longer name, or with a filter that the box does not take, count as not written. */
export const maxNameLength = 200;
const maxEntries = 200;

/** Those of one scope, in the order in which they stand; of two with one name the last. */
export function readSavedFilters(value: unknown, scope: FilterScope): readonly SavedFilter[] {
  if (!Array.isArray(value)) return [];
  const byName = new Map<string, SavedFilter>();
  for (const entry of value.slice(0, maxEntries)) {
    const { name, filter } = isJsonObject(entry) ? entry : {};
    if (!isText(name, maxNameLength) || !isText(filter, maxFilterLength)) continue;
    byName.set(name.trim(), { name: name.trim(), filter: filter.trim(), scope });
  }
  return [...byName.values()];
}

/** The setting with a filter added, or in place of the one with its name. What else stands there stays. */
export function withSaved(
  value: unknown,
  { name, filter }: Pick<SavedFilter, 'name' | 'filter'>,
): readonly unknown[] {
  const entries = listOf(value);
  const at = entries.findIndex(entry => isNamed(entry, name));
  if (at < 0) return [...entries, { name, filter }];
  return [
    ...entries.slice(0, at),
    { name, filter },
    ...entries.slice(at + 1).filter(entry => !isNamed(entry, name)),
  ];
}

export const withoutSaved = (value: unknown, name: string): readonly unknown[] =>
  listOf(value).filter(entry => !isNamed(entry, name));

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isNamed(entry: unknown, name: string): boolean {
  const given = isJsonObject(entry) ? entry['name'] : undefined;
  return typeof given === 'string' && given.trim() === name;
}

const isText = (value: unknown, maxLength: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= maxLength;
