import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** File → files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const endings = ['', '.ts', '.tsx', '.mts'];

/** @returns what files import of each other; type imports and dynamic ones included */
export function importGraphOf(files: readonly string[]): ImportGraph {
  return new Map(files.map(file => [file, importsOf(file)]));
}

/** @returns what a file imports, as it is written there */
export function specifiersIn(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

const importsOf = (file: string): string[] =>
  specifiersIn(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => resolved(path.join(path.dirname(file), specifier)));

function resolved(target: string): string {
  const ending = endings.find(
    each => path.extname(target + each) !== '' && existsSync(target + each),
  );
  return target + (ending ?? '');
}

/**
 * Tarjan's search for strongly connected components.
 *
 * @returns groups of files that import each other, directly or by way of others of the group
 */
export function circlesIn(graph: ImportGraph): string[][] {
  const circles: string[][] = [];
  /** File → its place in the order in which files are found. */
  const order = new Map<string, number>();
  /** Files whose group is not complete yet. */
  const open: string[] = [];

  /** @returns place in the order of the earliest file that this one leads back to */
  function visit(file: string): number {
    const at = order.size;
    let earliest = at;
    order.set(file, at);
    open.push(file);
    const targets = (graph.get(file) ?? []).filter(target => graph.has(target));
    for (const target of targets) {
      const found = order.get(target);
      if (found === undefined) earliest = Math.min(earliest, visit(target));
      else if (open.includes(target)) earliest = Math.min(earliest, found);
    }
    if (earliest === at) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1 || targets.includes(file)) circles.push(group.sort());
    }
    return earliest;
  }

  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
