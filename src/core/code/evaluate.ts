/**
 * Evaluates expressions without running code: literals, constants of other modules, attributes set
 * in `__init__`, arguments given by callers, defaults of configuration options.
 *
 * A value is a text in which {@link hole} stands for an unknown part; `null` is None. Nothing is
 * guessed: an unknown expression has the single value {@link hole}.
 */
import type { ClassAt, SourceIndex, FunctionAt, SourceFile } from './sourceIndex';
import { functionsOf } from './sourceIndex';
import { affinity, projectOf } from './affinity';
import { neutronLibConstant } from './neutronLib';
import { percentParts } from './percentFormat';
import type { CallExpr, Expr, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Symbols } from './symbols';

export const hole = '\u0000';

export interface Value {
  readonly text: string | null;
  /** Line of the call that passes the value, or `undefined`. */
  readonly at: Place | undefined;
}

export interface Place {
  readonly file: SourceFile;
  readonly line: number;
}

/** Place of an expression. */
export interface Context {
  readonly file: SourceFile;
  /**
   * Class of `self`: the actual class of the object, which may be derived from the class that
   * contains the code.
   */
  readonly owner?: ClassAt | undefined;
  readonly function?: FunctionFacts | undefined;
  /**
   * Calls that give the parameters of functions, when one chain of calls is followed. A parameter of
   * a function that is not among them is a hole, and {@link Evaluator.takeOpen} tells the function.
   */
  readonly bound?: Bindings | undefined;
}

/** A call of a function, with the place of its arguments. */
interface Binding {
  readonly call: CallExpr;
  readonly context: Context;
}

export type Bindings = ReadonlyMap<FunctionFacts, Binding>;

/** An expression that a name can stand for, with the call that gives it. */
interface Definition {
  readonly expr: Expr;
  readonly in: Context;
  readonly at?: Place;
}

const unknown: Value = { text: hole, at: undefined };
const maxDepth = 14;
/** Maximum number of steps for one expression. OpenStack's code needs a few hundred. */
const maxSteps = 20_000;
const maxValues = 400;

export class Evaluator {
  private readonly underWay = new Set<string>();
  private steps = 0;
  private open: Context | undefined;
  private readonly callsByName = new Map<string, readonly CallAt[]>();

  constructor(
    private readonly index: SourceIndex,
    private readonly symbols: Symbols,
  ) {}

  /** Returns all possible values, each once, with a hole among them when others are possible. */
  values(expr: Expr | undefined, context: Context, depth = 0): readonly Value[] {
    if (!expr || depth > maxDepth || this.isTooMuch()) return [unknown];
    switch (expr.type) {
      case 'none':
        return [{ text: null, at: undefined }];
      case 'string':
        return [{ text: expr.value, at: undefined }];
      case 'join':
        return this.joined(expr.parts, context, depth);
      case 'percent':
        return distinct(
          this.values(expr.format, context, depth + 1).flatMap(({ text }) =>
            this.joined(percentParts(text ?? hole, expr.values), context, depth),
          ),
        );
      case 'dotted':
        return this.dotted(expr.parts, context, depth);
      case 'either':
        return distinct(expr.options.flatMap(each => this.values(each, context, depth + 1)));
      case 'name':
        return this.guarded(
          expr.name,
          context,
          () => this.before(expr.name, context, depth + 1),
          () => this.named(expr.name, context, depth + 1),
        );
      case 'call':
        return this.called(expr, context, depth + 1);
      default:
        return [unknown];
    }
  }

  /**
   * Returns the place of the function whose parameter was first left open since the last call; its
   * callers may give more.
   */
  takeOpen(): Context | undefined {
    const { open } = this;
    this.open = undefined;
    return open;
  }

  /** Returns the expressions of another kind (a call, a list) that a name leads to. */
  expressions(expr: Expr, context: Context, depth = 0): readonly { expr: Expr; in: Context }[] {
    if (depth > maxDepth || this.isTooMuch()) return [];
    if (expr.type === 'either') {
      return expr.options.flatMap(each => this.expressions(each, context, depth + 1));
    }
    if (expr.type !== 'name') return [{ expr, in: context }];
    const found = this.definitions(expr.name, context);
    if (found.length === 0) return [{ expr, in: context }];
    return this.guarded(
      `=${expr.name}`,
      context,
      () => [],
      () => found.flatMap(each => this.expressions(each.expr, each.in, depth + 1)),
    );
  }

  /** Returns the expressions of {@link expressions}, in place of a call of a function what it returns. */
  results(expr: Expr, context: Context, depth = 0): readonly { expr: Expr; in: Context }[] {
    return this.expressions(expr, context, depth).flatMap(each => {
      const target = each.expr.type === 'call' ? this.calleeOf(each.expr, each.in) : undefined;
      const { returns = [] } = target?.function ?? {};
      if (!target || returns.length === 0 || depth > maxDepth) return [each];
      const { file, owner } = target;
      const where = { file, owner: owner && { file, class: owner }, function: target.function };
      return this.guarded(
        `${target.function.name}()=`,
        where,
        () => [each],
        () => returns.flatMap(returned => this.results(returned, where, depth + 1)),
      );
    });
  }

  /** Gives up names that lead to hundreds of callers, each with hundreds more. */
  private isTooMuch(): boolean {
    if (this.underWay.size === 0) this.steps = 0;
    return ++this.steps > maxSteps;
  }

  /**
   * Returns assignments that a name can come from; for parameters these are the arguments of
   * callers.
   */
  private definitions(name: string, context: Context): Definition[] {
    const { file, owner, function: inside, bound } = context;
    const local = (inside?.assigns ?? []).filter(([target]) => target === name);
    if (local.length > 0) return local.map(([, expr]) => ({ expr, in: context }));
    const [first = '', ...rest] = name.split('.');
    const isObject = first === 'self' || first === 'cls';
    // A nested function has the object of the method around it.
    if (inside && (isParameter(inside, first) || (isObject && owner))) {
      if (isObject) {
        const [attribute, ...more] = rest;
        if (!owner || attribute === undefined || more.length > 0) return [];
        return [...this.symbols.attributes(owner, attribute)].map(each => ({
          expr: each.assign[1],
          in: { file: each.at.file, owner, function: each.in, bound },
        }));
      }
      if (rest.length > 0) return [];
      return this.argumentsOf(inside, first, context);
    }
    if (owner && !inside && rest.length === 0) {
      // Assignments within a class body.
      for (const { at, in: method, assign } of this.symbols.attributes(owner, name)) {
        if (!method) return [{ expr: assign[1], in: { file: at.file, owner: at, bound } }];
      }
    }
    const found = this.symbols.resolve(file, name);
    if (found?.kind !== 'value') return [];
    return [{ expr: found.assign[1], in: { file: found.file, owner: found.owner, bound } }];
  }

  private valuesOf({ expr, in: where, at }: Definition, depth: number): readonly Value[] {
    return this.values(expr, where, depth).map(value =>
      value.at || !at ? value : { ...value, at },
    );
  }

  /** Returns what calls give for a parameter. */
  private argumentsOf(inside: FunctionFacts, parameter: string, context: Context): Definition[] {
    return context.bound
      ? [this.boundArgument(inside, parameter, context)]
      : this.given(inside, parameter, context);
  }

  /** Returns what the bound call gives for a parameter; nothing known when none is bound. */
  private boundArgument(inside: FunctionFacts, parameter: string, context: Context): Definition {
    const binding = context.bound?.get(inside);
    if (!binding) {
      this.open ??= context;
      return { expr: { type: 'unknown' }, in: context };
    }
    const given = argument(binding.call, inside, parameter);
    if (given) {
      const at = { file: binding.context.file, line: binding.call.line };
      return { expr: given, in: { ...binding.context, bound: context.bound }, at };
    }
    const byDefault = isOpenEnded(binding.call) ? undefined : inside.defaults?.[parameter];
    return { expr: byDefault ?? { type: 'unknown' }, in: { file: context.file } };
  }

  /**
   * Returns the values of a name within its own assignment: those of the parameter for
   * `event_type = 'volume.%s' % event_type`.
   */
  private before(name: string, context: Context, depth: number): readonly Value[] {
    const { function: inside } = context;
    if (!inside || !isParameter(inside, name)) return [unknown];
    return this.guarded(
      `${name} before`,
      context,
      () => [unknown],
      () =>
        distinct(
          this.argumentsOf(inside, name, context).flatMap(each => this.valuesOf(each, depth)),
        ),
    );
  }

  private named(name: string, context: Context, depth: number): readonly Value[] {
    const found = this.definitions(name, context);
    if (found.length > 0) {
      return distinct(found.flatMap(each => this.valuesOf(each, depth)));
    }
    const option = this.option(name, context.file);
    if (option) return option;
    const symbol = this.symbols.resolve(context.file, name);
    if (symbol?.kind === 'external') {
      const known = neutronLibConstant(symbol.name);
      if (known !== undefined) return [{ text: known, at: undefined }];
    }
    return [unknown];
  }

  /**
   * Evaluates `CONF.share_topic` or `cfg.CONF['service:central'].topic` as the default of the
   * project's option of that name. When several groups have such an option, the one whose file
   * matches the group is used.
   */
  private option(name: string, reader: SourceFile): readonly Value[] | undefined {
    const [, group = '', option] = /(?:^|\.)(?:CONF|conf)\.(?:(.+)\.)?([^.]+)$/.exec(name) ?? [];
    if (option === undefined) return undefined;
    const options = this.index
      .filesWith('option', option)
      .filter(file => projectOf(file) === projectOf(reader))
      .flatMap(file => [...callsOf(file)].filter(({ call }) => definesOption(call, option)));
    const fitness = options.map(({ context }) => affinity(group, context.file));
    const best = Math.max(...fitness);
    const values = options
      .filter((_, i) => fitness[i] === best)
      .flatMap(({ call, context }) => {
        const at = { file: context.file, line: call.line };
        const given = call.keywords?.['default'];
        return given ? this.values(given, context).map(value => ({ ...value, at })) : [unknown];
      });
    return values.length > 0 ? distinct(values) : undefined;
  }

  /** Evaluates a function that returns one expression as that expression. */
  private called(call: CallExpr, context: Context, depth: number): readonly Value[] {
    const name = lastName(call.callee);
    if (name === 'get_topic_name') return this.joined(topicName(call), context, depth);
    if (/^(?:str|_|unicode|text_type)$/.test(name))
      return this.values(call.args[0], context, depth);
    if (name === 'get') return this.entries(call, context, depth);
    const target = this.calleeOf(call, context);
    if (!target?.function.returns) return [unknown];
    const { file, function: callee, owner } = target;
    const at = owner && (context.owner ?? { file, class: owner });
    const bound = context.bound && new Map([...context.bound, [callee, { call, context }]]);
    return this.guarded(
      `${callee.name}()`,
      { file, function: callee },
      () => [unknown],
      () =>
        distinct(
          (callee.returns ?? []).flatMap(each =>
            this.values(each, { file, owner: at, function: callee, bound }, depth),
          ),
        ),
    );
  }

  /** Returns the function that a call runs; `undefined` when the code does not tell. */
  calleeOf({ callee }: CallExpr, { file, owner }: Context): FunctionAt | undefined {
    const [first, method, ...more] = callee.split('.');
    if (owner && (first === 'self' || first === 'cls') && method && more.length === 0) {
      return this.symbols.method(owner, method);
    }
    const found = this.symbols.resolve(file, callee);
    return found?.kind === 'function' ? found : undefined;
  }

  /**
   * Returns the values of a dictionary for `SERVICE_MANAGERS.get(binary)`: that of the key when it is
   * known, or else all.
   */
  private entries(call: CallExpr, context: Context, depth: number): readonly Value[] {
    const name = call.callee.slice(0, -'.get'.length);
    const dictionaries = this.definitions(name, context).filter(({ expr }) => expr.type === 'dict');
    if (dictionaries.length === 0) return [unknown];
    // Along one chain of calls the key may be known.
    const keys = context.bound
      ? this.values(call.args[0], context, depth).map(({ text }) => text)
      : [hole];
    return distinct(
      dictionaries.flatMap(({ expr, in: where }) =>
        (expr.type === 'dict' ? expr.entries : [])
          .filter(([key]) =>
            this.values(key, where, depth).some(({ text }) =>
              keys.some(each => fits(text ?? '', each) || fits(each ?? '', text)),
            ),
          )
          .flatMap(([, value]) => this.values(value, where, depth)),
      ),
    );
  }

  /** Joins parts with dots; a part that is None, or may be, is left out. */
  private dotted(parts: readonly Expr[], context: Context, depth: number): readonly Value[] {
    let dotted: Value[] = [{ text: null, at: undefined }];
    for (const part of parts) {
      const values = this.values(part, context, depth + 1);
      dotted = dotted.flatMap(({ text, at }) =>
        values.flatMap(each => [
          {
            text: [text, each.text].filter(known => known !== null).join('.') || null,
            at: at ?? each.at,
          },
          ...(each.text === hole ? [{ text, at }] : []),
        ]),
      );
      if (dotted.length > maxValues) return [unknown];
    }
    return distinct(dotted);
  }

  private joined(parts: readonly Expr[], context: Context, depth: number): readonly Value[] {
    let joined: Value[] = [{ text: '', at: undefined }];
    for (const part of parts) {
      const values = this.values(part, context, depth + 1);
      joined = joined.flatMap(({ text, at }) =>
        values.map(each => ({ text: (text ?? '') + (each.text ?? hole), at: at ?? each.at })),
      );
      if (joined.length > maxValues)
        joined = [{ text: parts.map(() => hole).join(''), at: undefined }];
    }
    return distinct(
      joined.map(({ text, at }) => ({ text: text?.replace(holes, hole) ?? null, at })),
    );
  }

  /** Returns the arguments that callers give for a parameter, and its default. */
  private given(inside: FunctionFacts, parameter: string, context: Context): Definition[] {
    const found: Definition[] = [];
    for (const { call, context: caller } of this.callers(inside, context)) {
      const expr = argument(call, inside, parameter);
      const at = { file: caller.file, line: call.line };
      if (expr) found.push({ expr, in: caller, at });
    }
    const byDefault = inside.defaults?.[parameter];
    if (byDefault) {
      found.push({ expr: byDefault, in: { file: context.file } });
    }
    return found;
  }

  /**
   * Returns calls that are known to be of this function. The class of other objects is unknown, so
   * their calls do not count.
   */
  callers(inside: FunctionFacts, { file, owner }: Context): CallAt[] {
    const { name } = inside;
    if (!owner) {
      return this.callsNamed(name).filter(({ call, context }) => {
        const found = this.symbols.resolve(context.file, call.callee);
        return found?.kind === 'function' && found.file === file && !found.owner;
      });
    }
    const family = [owner, ...this.symbols.subclasses(owner)];
    const classes = new Set(family.map(each => each.class));
    if (name !== '__init__') {
      return this.callsNamed(name).filter(({ call, context }) => {
        const object = call.callee.slice(0, -name.length - 1);
        if (object === 'self' || object === 'cls') {
          // The call is in a derived class, or in a base class that leaves the method to it.
          const own = context.owner;
          return (
            own !== undefined && (this.symbols.isA(own, owner) || this.symbols.isA(owner, own))
          );
        }
        if (object === 'super()') {
          const own = context.owner;
          return own !== undefined && this.symbols.inherited(own, name)?.function === inside;
        }
        const found = this.symbols.resolve(context.file, object);
        return found?.kind === 'class' && classes.has(found.class);
      });
    }
    const heirs = family.filter(each => this.symbols.method(each, name)?.function === inside);
    const made = heirs.flatMap(each => this.made(each));
    const byClass = family.flatMap(({ file: at, class: each }) =>
      [...callsOf(at)].filter(
        ({ call, context }) =>
          context.owner?.class === each &&
          (call.callee === 'cls' ||
            (each !== owner.class && /^super\(\)\.__init__$/.test(call.callee))),
      ),
    );
    return [...made, ...byClass];
  }

  /** Returns calls that make an object of exactly this class. */
  made({ file, class: of }: ClassAt): CallAt[] {
    // A decorator often has another name: `role_assignment = CadfRoleAssignmentNotificationWrapper`.
    const names = file.facts.assigns.flatMap(([alias, value]) =>
      value.type === 'name' && value.name === of.name ? [alias] : [],
    );
    return [of.name, ...names].flatMap(name =>
      this.callsNamed(name).filter(
        ({ call, context }) => this.symbols.classNamed(context.file, call.callee)?.class === of,
      ),
    );
  }

  private callsNamed(name: string): readonly CallAt[] {
    const known = this.callsByName.get(name);
    if (known) return known;
    const found = this.index
      .filesWith('call', name)
      .flatMap(file => [...callsOf(file)].filter(({ call }) => lastName(call.callee) === name));
    this.callsByName.set(name, found);
    return found;
  }

  /** Evaluates `otherwise` for a name that leads back to itself. */
  private guarded<T>(
    name: string,
    { file, function: inside, owner }: Context,
    otherwise: () => readonly T[],
    evaluate: () => readonly T[],
  ): readonly T[] {
    const key = `${file.file} ${inside?.line ?? 0} ${owner?.class.name ?? ''} ${name}`;
    if (this.underWay.has(key)) return otherwise();
    this.underWay.add(key);
    try {
      return evaluate();
    } finally {
      this.underWay.delete(key);
    }
  }
}

const holes = /\u0000+/g;

function definesOption({ callee, args }: CallExpr, option: string): boolean {
  const [first] = args;
  return (
    /^\w*Opt$/.test(lastName(callee)) &&
    first?.type === 'string' &&
    first.value.replaceAll('-', '_') === option
  );
}

/** A recorded call with its place. */
export interface CallAt extends Binding {
  /** `undefined` for a call at module level. */
  readonly at: FunctionAt | undefined;
}

/** Yields all recorded calls of a file. */
export function* callsOf(file: SourceFile): Generator<CallAt> {
  for (const call of file.facts.calls) yield { call, context: { file }, at: undefined };
  for (const at of functionsOf(file)) {
    const owner = at.owner && { file, class: at.owner };
    const context: Context = { file, owner, function: at.function };
    for (const call of at.function.calls ?? []) yield { call, context, at };
    // A decorator's arguments are evaluated outside of the function that it decorates.
    for (const call of at.function.decorating ?? []) yield { call, context: { file, owner }, at };
  }
}

/**
 * Composes a topic like `get_topic_name` of neutron_lib/agent/topics.py: prefix, table and
 * operation.
 */
const topicName = ({ args }: CallExpr): readonly Expr[] =>
  args
    .slice(0, 3)
    .flatMap((each, i): Expr[] => (i === 0 ? [each] : [{ type: 'string', value: '-' }, each]));

const isParameter = ({ params }: FunctionFacts, name: string): boolean =>
  params.some(each => each === name || each === `*${name}` || each === `**${name}`);

/** Returns the argument that a call gives for a parameter. */
function argument(call: CallExpr, { params }: FunctionFacts, parameter: string): Expr | undefined {
  const byName = call.keywords?.[parameter];
  if (byName) return byName;
  const own = params[0] === 'self' || params[0] === 'cls' ? params.slice(1) : params;
  const position = own.indexOf(parameter);
  return position === -1 ? undefined : call.args[position];
}

/** Tells whether a call may give more arguments than are written. */
const isOpenEnded = ({ keywords = {} }: CallExpr): boolean => '*' in keywords || '**' in keywords;

function distinct(values: readonly Value[]): readonly Value[] {
  const found = new Map<string | null, Value>();
  for (const each of values) {
    const known = found.get(each.text);
    if (!known || (!known.at && each.at)) found.set(each.text, each);
  }
  return [...found.values()].slice(0, maxValues);
}

/** Tells whether a text matches a value, in which each hole stands for one or more characters. */
export function fits(text: string, value: string | null): boolean {
  const [start = '', ...others] = value?.split(hole) ?? [];
  const end = others.pop();
  if (end === undefined) return value === text;
  if (!text.startsWith(start) || !text.endsWith(end)) return false;
  let at = start.length;
  for (const each of others) {
    const found = text.indexOf(each, at + 1);
    if (found === -1) return false;
    at = found + each.length;
  }
  return at < text.length - end.length;
}

/**
 * Tells whether a topic matches a value. It may end with a server: `cinder-volume.ctl1@lvm` matches
 * `cinder-volume`.
 */
export const fitsTopic = (topic: string, value: string | null): boolean =>
  fits(topic, value) || (value !== null && topic.startsWith(`${value}.`));

/** Returns the number of known characters of a value: 0 for a hole alone. */
export const knownLength = (value: string | null): number => value?.replace(holes, '').length ?? 0;
