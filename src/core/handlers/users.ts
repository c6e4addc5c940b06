import { projectOf } from './affinity';
import type { Caller } from './callers';
import type { FunctionAt, SourceFile } from './codeIndex';
import { functionAtLine, qualifiedName } from './symbols';

/** A method of one name is called all over; more than this is no answer. */
const maxUsers = 20;

/**
 * Lines that call a function, by its name alone: `self.compute_rpcapi.attach_volume(…)`. What object
 * it is called on is not known, so each is doubted; those of other projects and tests are left out.
 *
 * @param files that call something of that name
 * @param lineOf reads a line of a file; `undefined` behind its end
 */
export function usersOf(
  of: FunctionAt,
  files: readonly SourceFile[],
  lineOf: (file: SourceFile, line: number) => string | undefined,
): Caller[] {
  const { name } = of.function;
  const project = projectOf(of.file);
  const call = new RegExp(
    `(?:api|client|rpc|notifier|plugin|driver)\\w*(?:\\(\\))?\\.${name}\\(`,
    'i',
  );
  const found: Caller[] = [];
  for (const file of files) {
    if (projectOf(file) !== project || /(?:^|\/)tests?\//.test(file.path)) continue;
    for (let line = 1, text = lineOf(file, 1); text !== undefined; text = lineOf(file, ++line)) {
      if (!call.test(text)) continue;
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
