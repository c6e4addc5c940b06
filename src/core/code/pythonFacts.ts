/**
 * Facts of one Python file that the index stores: the parts of its syntax that reveal who serves,
 * sends and emits messages. `adapters/python` extracts them. They are stored as JSON, so all of
 * them are plain data.
 *
 * Lines are counted from 1.
 */

export interface FileFacts {
  /** Dotted name, for example `nova.compute.manager`. */
  readonly module: string;
  readonly isPackage: boolean;
  /**
   * Maps names in this file to the dotted names of imported objects; relative imports are made
   * absolute.
   */
  readonly imports: Readonly<Record<string, string>>;
  readonly classes: readonly ClassFacts[];
  readonly functions: readonly FunctionFacts[];
  /** Assignments at module level, in order. */
  readonly assigns: readonly Assign[];
  /** Calls at module level that may matter. */
  readonly calls: readonly CallExpr[];
}

export interface ClassFacts {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Dotted names as written. */
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly assigns: readonly Assign[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
}

export interface FunctionFacts {
  readonly name: string;
  /** Line of `def`, below any decorators. */
  readonly line: number;
  /** Line of the first statement after the docstring. */
  readonly bodyLine: number;
  readonly endLine: number;
  /** Dotted names without arguments, for example `messaging.expected_exceptions`. */
  readonly decorators: readonly string[];
  /** Calls that make its decorators, if they may matter. */
  readonly decorating?: readonly CallExpr[];
  /** Names such as `self`, `context`, `*args`, `**kwargs`; a single `*` is left out. */
  readonly params: readonly string[];
  /** Defaults of parameters, if they may matter. */
  readonly defaults?: Readonly<Record<string, Expr>>;
  /** Calls that may matter: see `adapters/python/interest.ts`. */
  readonly calls?: readonly CallExpr[];
  /** Local and `self.` assignments that may matter, in order. */
  readonly assigns?: readonly Assign[];
  readonly returns?: readonly Expr[];
  /** Nested functions, such as those that decorators return. */
  readonly functions?: readonly FunctionFacts[];
}

/** Target and value: `self.topic = topics.PLUGIN` is `['self.topic', …]`. */
export type Assign = readonly [target: string, value: Expr];

export type Expr =
  | StringExpr
  | NameExpr
  | JoinExpr
  | PercentExpr
  | DottedExpr
  | CallExpr
  | ListExpr
  | DictExpr
  | EitherExpr
  | { readonly type: 'none' }
  | { readonly type: 'unknown' };

interface StringExpr {
  readonly type: 'string';
  readonly value: string;
}

/** A name or a chain of attributes: `self.topic`, `topics.PLUGIN`. */
interface NameExpr {
  readonly type: 'name';
  readonly name: string;
}

/** Text composed of parts: `+`, `%`, `format`, `join`, f-strings. */
interface JoinExpr {
  readonly type: 'join';
  readonly parts: readonly Expr[];
}

/** `PATTERN % values`, where the pattern is not a literal. */
interface PercentExpr {
  readonly type: 'percent';
  readonly format: Expr;
  readonly values: Expr;
}

/** Parts that are joined with dots, but for those that are None: an event type. */
interface DottedExpr {
  readonly type: 'dotted';
  readonly parts: readonly Expr[];
}

export interface CallExpr {
  readonly type: 'call';
  /** Name as written, without arguments of inner calls: `rpc.get_notifier().info`. */
  readonly callee: string;
  readonly args: readonly Expr[];
  readonly keywords?: Readonly<Record<string, Expr>>;
  readonly line: number;
}

/** A list, tuple or set. */
interface ListExpr {
  readonly type: 'list';
  readonly items: readonly Expr[];
}

/** Entries whose keys are strings or names. */
interface DictExpr {
  readonly type: 'dict';
  readonly entries: readonly (readonly [key: Expr, value: Expr])[];
}

/** `a if … else b`, `a or b`. */
interface EitherExpr {
  readonly type: 'either';
  readonly options: readonly Expr[];
}

/** Methods of `oslo_messaging.Notifier`; loggers have most of them too. */
export const notifierLevels: ReadonlySet<string> = new Set([
  ...['info', 'warn', 'warning', 'error', 'debug', 'critical', 'audit', 'sample'],
]);

/** Last part of a dotted name. */
export const lastName = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);
