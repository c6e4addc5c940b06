/** Validates the settings of the sources, which people write by hand. */
import path from 'node:path';
import { isJsonObject } from '../../core/base/json';
import { printable } from '../../core/base/printable';
import type { PathMapping } from '../../protocol/code/codeApi';

/** Values of the settings for one workspace folder, or for a window without folders. */
export interface SettingsAt {
  /** Absolute path that relative paths refer to. */
  readonly folder: string | undefined;
  readonly sourceFolders: unknown;
  readonly pathMappings: unknown;
}

export interface CodeSettings {
  /** Absolute paths of the setting, each once. They need not exist. */
  readonly sourceFolders: readonly string[];
  readonly mappings: readonly PathMapping[];
  /** One line for each invalid value; empty when all are valid. */
  readonly nonsense: readonly string[];
}

const maxEntries = 200;
const maxPathLength = 4096;

/** @param home folder that `~` stands for */
export function readCodeSettings(settings: readonly SettingsAt[], home: string): CodeSettings {
  const folders = new Entries('rpcscope.code.sourceFolders');
  const mappings = new Entries('rpcscope.code.pathMappings');
  const sourceFolders = new Set<string>();
  const mapped = new Map<string, PathMapping>();
  for (const { folder, ...given } of settings) {
    const absolute = (value: unknown) => absoluteFolder(value, folder, home);
    folders.takeEntries(given.sourceFolders, entry => {
      const found = absolute(entry);
      // The root of the disk is not accepted as a source folder.
      if (found === undefined || found === path.parse(found).root) return false;
      sourceFolders.add(found);
      return true;
    });
    mappings.takeEntries(given.pathMappings, entry => {
      const mapping = isJsonObject(entry) ? entry : {};
      const local = absolute(mapping['local']);
      const { remote } = mapping;
      if (local === undefined || !isPath(remote)) return false;
      mapped.set(JSON.stringify([remote, local]), { remote: remote.trim(), local });
      return true;
    });
  }
  return {
    sourceFolders: [...sourceFolders],
    mappings: [...mapped.values()],
    nonsense: [...folders.nonsense(), ...mappings.nonsense()],
  };
}

/** Returns the globs of `files.exclude` that are on without a condition. */
export function switchedOn(excludes: unknown): readonly string[] {
  if (!isJsonObject(excludes)) return [];
  return Object.entries(excludes)
    .filter(([glob, isOn]) => isOn === true && isPath(glob))
    .map(([glob]) => glob)
    .slice(0, maxEntries);
}

/** Reads a setting that should be a list, and collects its invalid entries. */
class Entries {
  private readonly refused = new Set<string>();

  constructor(private readonly setting: string) {}

  /** @param take returns false for an invalid entry */
  takeEntries(value: unknown, take: (entry: unknown) => boolean): void {
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) {
      this.refused.add(brief(value));
      return;
    }
    for (const entry of value.slice(0, maxEntries))
      if (!take(entry)) this.refused.add(brief(entry));
    if (value.length > maxEntries) this.refused.add(`all after the first ${maxEntries}`);
  }

  nonsense(): readonly string[] {
    if (this.refused.size === 0) return [];
    const [first, ...more] = this.refused;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return [`${this.setting}: ${first ?? ''}${others} cannot be used and is ignored`];
  }
}

function absoluteFolder(
  value: unknown,
  folder: string | undefined,
  home: string,
): string | undefined {
  if (!isPath(value)) return undefined;
  const written = value.trim();
  if (written === '~') return path.resolve(home);
  if (/^~[/\\]/u.test(written)) return path.resolve(home, written.slice(2));
  if (path.isAbsolute(written)) return path.resolve(written);
  return folder === undefined ? undefined : path.resolve(folder, written);
}

const isPath = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= maxPathLength &&
  !value.includes('\0');

/** Formats a value as JSON in one short line for the log. */
function brief(value: unknown): string {
  try {
    return printable(JSON.stringify(value), 80);
  } catch {
    return typeof value;
  }
}
