/**
 * What the index knows of one Python file: enough of its syntax to answer who serves, sends and
 * emits what. `adapters/python` extracts it, and it is stored as JSON, so all of it is plain data.
 *
 * Lines count from 1.
 */

export interface FileFacts {
  /** Dotted name, as `nova.compute.manager`. */
  readonly module: string;
  readonly isPackage: boolean;
  /** Name in this file → dotted name of what was imported, relative imports made absolute. */
  readonly imports: Readonly<Record<string, string>>;
  readonly classes: readonly ClassFacts[];
  readonly functions: readonly FunctionFacts[];
  /** Assignments of module level, in order. */
  readonly assigns: readonly Assign[];
  /** Calls of module level that may matter. */
  readonly calls: readonly CallExpr[];
}

export interface ClassFacts {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Dotted, as written. */
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly assigns: readonly Assign[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
}

export interface FunctionFacts {
  readonly name: string;
  /** Of `def`, whatever decorators stand above. */
  readonly line: number;
  /** First statement after the docstring. */
  readonly bodyLine: number;
  readonly endLine: number;
  /** Dotted, without arguments, as `messaging.expected_exceptions`. */
  readonly decorators: readonly string[];
  /** As `self`, `context`, `*args`, `**kwargs`; `*` alone is left out. */
  readonly params: readonly string[];
  /** Of parameters that have one that may matter. */
  readonly defaults?: Readonly<Record<string, Expr>>;
  /** Calls that may matter: see `adapters/python/interest.ts`. */
  readonly calls?: readonly CallExpr[];
  /** Local and `self.` assignments that may matter, in order. */
  readonly assigns?: readonly Assign[];
  readonly returns?: readonly Expr[];
  /** Functions within, as those that decorators return. */
  readonly functions?: readonly FunctionFacts[];
}

/** `self.topic = topics.PLUGIN` is `['self.topic', …]`. */
export type Assign = readonly [target: string, value: Expr];

export type Expr =
  | StringExpr
  | NameExpr
  | JoinExpr
  | PercentExpr
  | CallExpr
  | ListExpr
  | DictExpr
  | EitherExpr
  | { readonly type: 'none' }
  | { readonly type: 'unknown' };

export interface StringExpr {
  readonly type: 'string';
  readonly value: string;
}

/** A name or a chain of attributes: `self.topic`, `topics.PLUGIN`. */
export interface NameExpr {
  readonly type: 'name';
  readonly name: string;
}

/** Text made of parts: `+`, `%`, `format`, `join`, f-strings. */
export interface JoinExpr {
  readonly type: 'join';
  readonly parts: readonly Expr[];
}

/** `PATTERN % values`, where the pattern is no literal. */
export interface PercentExpr {
  readonly type: 'percent';
  readonly format: Expr;
  readonly values: Expr;
}

export interface CallExpr {
  readonly type: 'call';
  /** As written, arguments of inner calls left out: `rpc.get_notifier().info`. */
  readonly callee: string;
  readonly args: readonly Expr[];
  readonly keywords?: Readonly<Record<string, Expr>>;
  readonly line: number;
}

/** A list, tuple or set. */
export interface ListExpr {
  readonly type: 'list';
  readonly items: readonly Expr[];
}

/** Those entries whose keys are strings or names. */
export interface DictExpr {
  readonly type: 'dict';
  readonly entries: readonly (readonly [key: Expr, value: Expr])[];
}

/** `a if … else b`, `a or b`. */
export interface EitherExpr {
  readonly type: 'either';
  readonly options: readonly Expr[];
}

/** Methods of `oslo_messaging.Notifier`; loggers have most of them too. */
export const notifierLevels: ReadonlySet<string> = new Set([
  ...['info', 'warn', 'warning', 'error', 'debug', 'critical', 'audit', 'sample'],
]);

/** Last part of a dotted name. */
export const lastName = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);
