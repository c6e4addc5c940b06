/** Checks the setting `rpcscope.filters`, which people write by hand and teams share. */
import * as v from 'valibot';
import type { SavedFilter } from '../../protocol/hostApi';
import { namedFilterSchema } from '../../protocol/hostApi';

export type FilterScope = SavedFilter['scope'];

const maxEntries = 200;

const namedSchema = v.object({ name: v.string() });

/** @returns the filters of one scope in their order; of two with one name only the last */
export function readSavedFilters(value: unknown, scope: FilterScope): readonly SavedFilter[] {
  if (!Array.isArray(value)) return [];
  const byName = new Map<string, SavedFilter>();
  for (const entry of value.slice(0, maxEntries)) {
    if (!v.is(namedFilterSchema, entry)) continue;
    const name = entry.name.trim();
    byName.set(name, { name, filter: entry.filter.trim(), scope });
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
  return v.is(namedSchema, entry) && entry.name.trim() === name;
}
