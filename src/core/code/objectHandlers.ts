/**
 * Finds handlers of requests that run a method of a versioned object. Nova's computes have no
 * database: the methods of their objects are sent to the conductor, which runs them on an object of
 * its own (`object_class_action_versions` and `object_action` of nova/conductor/manager.py; ironic
 * does the same).
 */
import type { FunctionAnswer } from './sourceIndex';
import { classesOf } from './sourceIndex';
import type { Analysis } from './analysis';
import type { RpcCall } from './rpcCall';

/**
 * Returns the methods, best first; none when the request runs no object method, or when the class
 * is not in the index.
 */
export function objectHandlers(call: RpcCall, analysis: Analysis): FunctionAnswer[] {
  const { index, symbols } = analysis;
  const { objectName, objectMethod, method } = call;
  if (!objectName || !objectMethod || !/^object_(?:class_)?action/.test(method)) return [];
  const found: (FunctionAnswer & { rank: number })[] = [];
  for (const file of index.filesWith('class', objectName)) {
    const ofProject = analysis.isOfProject(file, call);
    for (const candidate of classesOf(file)) {
      if (candidate.class.name !== objectName) continue;
      const at = symbols.method(candidate, objectMethod);
      if (!at) continue;
      const isRegistered = candidate.class.decorators.some(each => /Registry\.register/.test(each));
      const isRemotable = at.function.decorators.some(each => /\bremotable/.test(each));
      // The class may belong to another project whose own sources are missing.
      if (ofProject === undefined && !(isRegistered && isRemotable)) continue;
      found.push({
        at,
        reasons: [
          `${method} runs ${objectName}.${objectMethod}`,
          ...(isRegistered ? [`${objectName} is registered as a versioned object`] : []),
        ],
        doubt: isRemotable ? undefined : `${objectMethod} is not remotable`,
        rank:
          (ofProject === false ? 0 : 8) +
          (isRegistered ? 4 : 0) +
          (isRemotable ? 2 : 0) +
          (/(?:^|\/)objects\//.test(file.path) ? 1 : 0),
      });
    }
  }
  found.sort((a, b) => b.rank - a.rank);
  return found
    .filter((each, i) => found.findIndex(other => other.at.function === each.at.function) === i)
    .map(({ at, reasons, doubt, rank }, i) => {
      const rival = found.find(each => each.at.function !== at.function);
      const isTie = i === 0 && rival?.rank === rank;
      return {
        at,
        reasons,
        doubt: doubt ?? (i > 0 || isTie ? `another ${objectName} fits as well` : undefined),
      };
    });
}
