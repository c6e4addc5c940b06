/** Checks the setting `rpcscope.filters`, which people write by hand and teams share. */
import { isJsonObject } from '../../core/base/json';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';

export type FilterScope = SavedFilter['scope'];

/** Entries with a longer name, or with a filter that the box would refuse, are skipped. */
export const maxNameLength = 200;
const maxEntries = 200;

/** @returns the filters of one scope in their order; of two with one name only the last */
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

/** @returns the setting with the filter added, or replaced by name; other entries stay */
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
