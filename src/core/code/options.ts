/** Finds the configuration options that a name reads. */
import { affinity, projectOf } from './affinity';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context } from './recordedCalls';
import { callsOf } from './recordedCalls';
import type { SourceFile, SourceIndex } from './sourceIndex';
import type { Place } from './values';

interface Option {
  /** Its default; `undefined` when it has none. */
  readonly given: Expr | undefined;
  readonly context: Context;
  readonly at: Place;
}

/**
 * Finds the project's option of that name for `CONF.share_topic` or `cfg.CONF['service:central'].topic`.
 * When several groups have such an option, the one whose file matches the group is used.
 */
export function optionsOf(name: string, reader: SourceFile, index: SourceIndex): Option[] {
  const [, group = '', option] = /(?:^|\.)(?:CONF|conf)\.(?:(.+)\.)?([^.]+)$/.exec(name) ?? [];
  if (option === undefined) return [];
  const options = index
    .filesWith('option', option)
    .filter(file => projectOf(file) === projectOf(reader))
    .flatMap(file => [...callsOf(file)].filter(({ call }) => definesOption(call, option)));
  const fitness = options.map(({ context }) => affinity(group, context.file));
  const best = Math.max(...fitness);
  return options
    .filter((_, i) => fitness[i] === best)
    .map(({ call, context }) => ({
      given: call.keywords?.['default'],
      context,
      at: { file: context.file, line: call.line },
    }));
}

function definesOption({ callee, args }: CallExpr, option: string): boolean {
  const [first] = args;
  return (
    /^\w*Opt$/.test(lastName(callee)) &&
    first?.type === 'string' &&
    first.value.replaceAll('-', '_') === option
  );
}
