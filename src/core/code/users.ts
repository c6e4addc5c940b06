import { projectOf } from './affinity';
import type { LineAnswer, FunctionAt, SourceFile } from './sourceIndex';
import { functionAtLine, qualifiedName } from './symbols';

/** Longest line that is looked at; longer ones are generated, and take long to match. */
const maxLineLength = 1_000;

/** Maximum number of answers: a name with more users is too common. */
const maxUsers = 20;

/**
 * Returns lines that call a function, found by its name: `self.compute_rpcapi.attach_volume(…)`.
 * The object is unknown; a file that imports the function's module, or an object that is named
 * after RPC, makes a call likely. So each answer has a doubt; those of other projects and tests are
 * left out.
 *
 * @param files files that call something of that name
 * @param linesOf reads a file; returns `undefined` when it no longer exists
 */
export function usersOf(
  of: FunctionAt,
  files: readonly SourceFile[],
  linesOf: (file: SourceFile) => readonly string[] | undefined,
): LineAnswer[] {
  const { name } = of.function;
  const project = projectOf(of.file);
  const { module } = of.file.facts;
  const byName = new RegExp(`rpc\\w*(?:\\(\\))?\\.${name}\\(`, 'i');
  const needle = `.${name}(`;
  const found: LineAnswer[] = [];
  for (const file of files) {
    if (projectOf(file) !== project || /(?:^|\/)tests?\//.test(file.path)) continue;
    const isImported = Object.values(file.facts.imports).some(
      each => each === module || each.startsWith(`${module}.`),
    );
    for (const [i, text] of (linesOf(file) ?? []).entries()) {
      if (text.length > maxLineLength || !text.includes(needle)) continue;
      if (!(isImported || byName.test(text))) continue;
      const line = i + 1;
      const at = functionAtLine(file, line);
      if (!at || at.function === of.function) continue;
      found.push({
        at,
        line,
        reasons: [`calls ${qualifiedName(of)}`],
        doubt: `by the name of ${name} alone`,
      });
      if (found.length >= maxUsers) return found;
    }
  }
  return found;
}
