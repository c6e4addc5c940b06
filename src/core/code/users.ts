import { projectOf } from './affinity';
import type { AnswerLine, FunctionAt, SourceFile } from './sourceIndex';
import { functionAtLine, qualifiedName } from './symbols';

/** A method of one name is called all over; more than this is no answer. */
const maxUsers = 20;

/**
 * Lines that call a function, by its name: `self.compute_rpcapi.attach_volume(…)`. What object it is
 * called on is not known; one that a file imports the function's module for, or that is named after
 * RPC, is likely. So each is doubted; those of other projects and tests are left out.
 *
 * @param files that call something of that name
 * @param linesOf reads a file; `undefined` when it is gone
 */
export function usersOf(
  of: FunctionAt,
  files: readonly SourceFile[],
  linesOf: (file: SourceFile) => readonly string[] | undefined,
): AnswerLine[] {
  const { name } = of.function;
  const project = projectOf(of.file);
  const { module } = of.file.facts;
  const byName = new RegExp(`rpc\\w*(?:\\(\\))?\\.${name}\\(`, 'i');
  const needle = `.${name}(`;
  const found: AnswerLine[] = [];
  for (const file of files) {
    if (projectOf(file) !== project || /(?:^|\/)tests?\//.test(file.path)) continue;
    const isImported = Object.values(file.facts.imports).some(
      each => each === module || each.startsWith(`${module}.`),
    );
    for (const [i, text] of (linesOf(file) ?? []).entries()) {
      if (!text.includes(needle) || !(isImported || byName.test(text))) continue;
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
