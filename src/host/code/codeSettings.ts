/** What the settings say of sources, made safe: people write them by hand. */
import path from 'node:path';
import { isJsonObject } from '../../core/base/json';
import { printable } from '../../core/base/printable';
import type { PathMapping } from '../../protocol/code/codeApi';

/** The settings as they hold for one workspace folder, or for a window without any. */
export interface SettingsAt {
  /** Relative paths are relative to it: absolute. */
  readonly folder: string | undefined;
  readonly sourceFolders: unknown;
  readonly pathMappings: unknown;
}

export interface CodeSettings {
  /** Of the setting: absolute, each once. They need not be there. */
  readonly sourceFolders: readonly string[];
  readonly mappings: readonly PathMapping[];
  /** A line for each setting that holds something else; empty when all is well. */
  readonly nonsense: readonly string[];
}

const maxEntries = 200;
const maxPathLength = 4096;

/** @param home what `~` stands for */
export function readCodeSettings(settings: readonly SettingsAt[], home: string): CodeSettings {
  const folders = new Entries('rpcscope.code.sourceFolders');
  const mappings = new Entries('rpcscope.code.pathMappings');
  const sourceFolders = new Set<string>();
  const mapped = new Map<string, PathMapping>();
  for (const { folder, ...given } of settings) {
    const absolute = (value: unknown) => absoluteFolder(value, folder, home);
    folders.read(given.sourceFolders, entry => {
      const found = absolute(entry);
      // The whole disk is no folder of sources.
      if (found === undefined || found === path.parse(found).root) return false;
      sourceFolders.add(found);
      return true;
    });
    mappings.read(given.pathMappings, entry => {
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

/** Globs of `files.exclude` that are switched on without a condition. */
export function switchedOn(excludes: unknown): readonly string[] {
  if (!isJsonObject(excludes)) return [];
  return Object.entries(excludes)
    .filter(([glob, isOn]) => isOn === true && isPath(glob))
    .map(([glob]) => glob)
    .slice(0, maxEntries);
}

/** A setting that should be a list, and what of it was no use. */
class Entries {
  private readonly refused = new Set<string>();

  constructor(private readonly setting: string) {}

  /** @param take says whether it could take an entry */
  read(value: unknown, take: (entry: unknown) => boolean): void {
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

/** JSON, in one short line of the log. */
function brief(value: unknown): string {
  try {
    return printable(JSON.stringify(value), 80);
  } catch {
    return typeof value;
  }
}
