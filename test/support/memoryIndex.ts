import type { SourceIndex, SourceFile } from '../../src/core/code/sourceIndex';
import { termsOf } from '../../src/core/code/sourceIndex';

/** A code index in memory, whose answers the indexer's must equal. */
export function memoryIndex(files: readonly SourceFile[]): SourceIndex {
  const byModule = new Map<string, SourceFile[]>();
  const byTerm = new Map<string, SourceFile[]>();
  for (const file of files) {
    const { module } = file.facts;
    byModule.set(module, [...(byModule.get(module) ?? []), file]);
    for (const [kind, name] of termsOf(file.facts)) {
      const key = `${kind} ${name}`;
      byTerm.set(key, [...(byTerm.get(key) ?? []), file]);
    }
  }
  return {
    filesOfModule: module => byModule.get(module) ?? [],
    modulesOf: project => [...byModule.keys()].filter(each => each.startsWith(`${project}.`)),
    filesWith: (kind, name) => byTerm.get(`${kind} ${name}`) ?? [],
    filesAt: path => files.filter(each => `/${each.path}`.endsWith(`/${path}`)),
  };
}
