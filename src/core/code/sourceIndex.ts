/**
 * Interface of an index of Python files, as the search needs it. The indexer implements it with its
 * database.
 */
import type { ClassFacts, Expr, FileFacts, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';

export interface SourceFile {
  /** Absolute folder that the file was found in: a workspace folder, or one of the settings. */
  readonly folder: string;
  /**
   * Path relative to the folder of its package, for example `nova/compute/manager.py`, with `/`.
   */
  readonly path: string;
  /** Absolute path. */
  readonly file: string;
  readonly facts: FileFacts;
}

/** When several source folders have the same module, only the first folder's file is used. */
export interface SourceIndex {
  /** Returns files of a dotted module name; two checkouts in one folder give two files. */
  filesOfModule(module: string): readonly SourceFile[];
  /** Returns the dotted names of a project's modules, without tests: `nova` and those below. */
  modulesOf(project: string): readonly string[];
  /** Returns files that contain a term of {@link termsOf}. */
  filesWith(kind: TermKind, name: string): readonly SourceFile[];
  /**
   * Returns files of all folders whose path ends with whole parts of this path:
   * `nova/compute/manager.py`.
   */
  filesAt(path: string): readonly SourceFile[];
}

/**
 * - `class`, `def`: a class or function of that name is defined
 * - `base`: a class is derived from something of that name
 * - `call`: something of that name is called, in a way that may matter
 * - `text`: a string is passed to such a call
 * - `option`: a configuration option is defined
 */
export type TermKind = 'class' | 'def' | 'base' | 'call' | 'text' | 'option';

export type Term = readonly [kind: TermKind, name: string];

/** A function with its place. */
export interface FunctionAt {
  readonly file: SourceFile;
  /** Class that defines the function. */
  readonly owner: ClassFacts | undefined;
  /** Enclosing functions, outermost first. */
  readonly around: readonly FunctionFacts[];
  readonly function: FunctionFacts;
}

export interface ClassAt {
  readonly file: SourceFile;
  readonly class: ClassFacts;
}

/** A place that answers a question, with its reasons. */
export interface FunctionAnswer {
  readonly at: FunctionAt;
  /** Reasons in words for a person, the most important first. */
  readonly reasons: readonly string[];
  /** Reason why the answer may be wrong. */
  readonly doubt: string | undefined;
}

/** A line that sends or emits a message. */
export interface LineAnswer extends FunctionAnswer {
  readonly line: number;
}

/** Yields all functions of a file with their classes, each before its nested functions. */
export function* functionsOf(file: SourceFile): Generator<FunctionAt> {
  yield* within(file, file.facts.functions, undefined, []);
  for (const each of classesOf(file)) yield* within(file, each.class.functions, each.class, []);
}

function* within(
  file: SourceFile,
  functions: readonly FunctionFacts[],
  owner: ClassFacts | undefined,
  around: readonly FunctionFacts[],
): Generator<FunctionAt> {
  for (const each of functions) {
    yield { file, owner, around, function: each };
    if (each.functions) yield* within(file, each.functions, owner, [...around, each]);
  }
}

export function* classesOf(file: SourceFile): Generator<ClassAt> {
  const waiting = [...file.facts.classes];
  for (let each = waiting.shift(); each; each = waiting.shift()) {
    yield { file, class: each };
    waiting.unshift(...each.classes);
  }
}

/** Returns the terms by which {@link SourceIndex.filesWith} finds a file. */
export function termsOf(facts: FileFacts): Term[] {
  const terms = new Map<string, Term>();
  const add = (kind: TermKind, name: string) => terms.set(`${kind} ${name}`, [kind, name]);
  const file: SourceFile = { folder: '', path: '', file: '', facts };
  for (const { class: each } of classesOf(file)) {
    add('class', each.name);
    for (const base of each.bases) add('base', lastName(base));
    // An alias of a method.
    for (const [name, value] of each.assigns) if (value.type === 'name') add('def', name);
  }
  const calls = [...facts.calls];
  for (const { function: each } of functionsOf(file)) {
    add('def', each.name);
    calls.push(...(each.calls ?? []), ...(each.decorating ?? []));
  }
  for (const call of calls) {
    const name = lastName(call.callee);
    add('call', name);
    const passed = [...call.args, ...Object.values(call.keywords ?? {})];
    if (/^\w*Opt$/.test(name)) {
      const [option] = call.args;
      if (option?.type === 'string') add('option', option.value.replaceAll('-', '_'));
      continue;
    }
    for (const each of passed) for (const text of textsOf(each)) add('text', text);
  }
  return [...terms.values()];
}

function* textsOf(expr: Expr): Generator<string> {
  if (expr.type === 'either') for (const each of expr.options) yield* textsOf(each);
  else if (expr.type === 'string' && expr.value !== '' && expr.value.length <= maxTerm) {
    yield expr.value;
  }
}

const maxTerm = 80;
