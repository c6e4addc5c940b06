/** What resolution asks of an index of Python files. The indexer answers from its database. */
import type { ClassFacts, Expr, FileFacts, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';

export interface SourceFile {
  /** Absolute folder that the file was found in: a workspace folder, or one of the settings. */
  readonly folder: string;
  /** Relative to its package's folder, as `nova/compute/manager.py`; with `/`. */
  readonly path: string;
  /** Where it lies: absolute. */
  readonly file: string;
  readonly facts: FileFacts;
}

/** Of a module that several source folders have, only the first folder's file is looked at. */
export interface SourceIndex {
  /** Files of a dotted module name; two checkouts in one folder have two. */
  filesOfModule(module: string): readonly SourceFile[];
  /** Files that have a term of {@link termsOf}. */
  filesWith(kind: TermKind, name: string): readonly SourceFile[];
  /** Files of all folders whose path ends in this, from a `/` on: `nova/compute/manager.py`. */
  filesAt(path: string): readonly SourceFile[];
}

/**
 * - `class`, `def`: something of that name is defined
 * - `base`: a class is derived of something of that name
 * - `call`: something of that name is called, in a way that may matter
 * - `text`: a string is passed to such a call
 * - `option`: a configuration option is defined
 */
export type TermKind = 'class' | 'def' | 'base' | 'call' | 'text' | 'option';

export type Term = readonly [kind: TermKind, name: string];

/** A function, and where it stands. */
export interface FunctionAt {
  readonly file: SourceFile;
  /** The class that defines it. */
  readonly owner: ClassFacts | undefined;
  /** Functions around it, outermost first. */
  readonly around: readonly FunctionFacts[];
  readonly function: FunctionFacts;
}

export interface ClassAt {
  readonly file: SourceFile;
  readonly class: ClassFacts;
}

/** A place that answers a question, and why. */
export interface Answer {
  readonly at: FunctionAt;
  /** Sentences for a person, the weightiest first. */
  readonly reasons: readonly string[];
  /** Why it may not be this one. */
  readonly doubt: string | undefined;
}

/** A statement that sends or emits. */
export interface AnswerLine extends Answer {
  readonly line: number;
}

/** All functions of a file with their classes, each before those within it. */
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

/** What {@link SourceIndex.filesWith} finds a file by. */
export function termsOf(facts: FileFacts): Term[] {
  const terms = new Map<string, Term>();
  const add = (kind: TermKind, name: string) => terms.set(`${kind} ${name}`, [kind, name]);
  const file: SourceFile = { folder: '', path: '', file: '', facts };
  for (const { class: each } of classesOf(file)) {
    add('class', each.name);
    for (const base of each.bases) add('base', lastName(base));
    // Another name of a method.
    for (const [name, value] of each.assigns) if (value.type === 'name') add('def', name);
  }
  const calls = [...facts.calls];
  for (const { function: each } of functionsOf(file)) {
    add('def', each.name);
    calls.push(...(each.calls ?? []));
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
