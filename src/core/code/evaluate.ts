/**
 * Evaluates expressions without running code: literals, constants of other modules, attributes set
 * in `__init__`, arguments given by callers, defaults of configuration options.
 *
 * Nothing is guessed: an unknown expression has the single value `hole`.
 */
import { neutronLibConstant } from './neutronLib';
import { optionsOf } from './options';
import { percentParts } from './percentFormat';
import type { CallExpr, Expr, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context, RecordedCalls } from './recordedCalls';
import { argument, isOpenEnded } from './recordedCalls';
import type { FunctionAt, SourceIndex } from './sourceIndex';
import type { Symbols } from './symbols';
import type { Place, Value } from './values';
import { distinct, fits, hole, maxValues, unknownValue, withSingleHoles } from './values';

/** An expression that a name can stand for, with the call that gives it. */
interface Definition {
  readonly expr: Expr;
  readonly in: Context;
  readonly at?: Place;
}

const maxDepth = 14;
/** Maximum number of steps for one expression. OpenStack's code needs a few hundred. */
const maxSteps = 20_000;

export class Evaluator {
  private readonly underWay = new Set<string>();
  private steps = 0;
  private open: Context | undefined;

  constructor(
    private readonly index: SourceIndex,
    private readonly symbols: Symbols,
    private readonly calls: RecordedCalls,
  ) {}

  /** Returns all possible values, each once, with a hole among them when others are possible. */
  values(expr: Expr | undefined, context: Context, depth = 0): readonly Value[] {
    if (!expr || depth > maxDepth || this.isTooMuch()) return [unknownValue];
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
        return [unknownValue];
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
    if (!inside || !isParameter(inside, name)) return [unknownValue];
    return this.guarded(
      `${name} before`,
      context,
      () => [unknownValue],
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
    const options = optionsOf(name, context.file, this.index);
    if (options.length > 0) {
      return distinct(
        options.flatMap(({ given, context: where, at }) =>
          given ? this.values(given, where).map(value => ({ ...value, at })) : [unknownValue],
        ),
      );
    }
    const symbol = this.symbols.resolve(context.file, name);
    if (symbol?.kind === 'external') {
      const known = neutronLibConstant(symbol.name);
      if (known !== undefined) return [{ text: known, at: undefined }];
    }
    return [unknownValue];
  }

  /** Evaluates a function that returns one expression as that expression. */
  private called(call: CallExpr, context: Context, depth: number): readonly Value[] {
    const name = lastName(call.callee);
    if (name === 'get_topic_name') return this.joined(topicName(call), context, depth);
    if (/^(?:str|_|unicode|text_type)$/.test(name))
      return this.values(call.args[0], context, depth);
    if (name === 'get') return this.entries(call, context, depth);
    const target = this.calleeOf(call, context);
    if (!target?.function.returns) return [unknownValue];
    const { file, function: callee, owner } = target;
    const at = owner && (context.owner ?? { file, class: owner });
    const bound = context.bound && new Map([...context.bound, [callee, { call, context }]]);
    return this.guarded(
      `${callee.name}()`,
      { file, function: callee },
      () => [unknownValue],
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
    if (dictionaries.length === 0) return [unknownValue];
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
      if (dotted.length > maxValues) return [unknownValue];
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
      joined.map(({ text, at }) => ({ text: text === null ? null : withSingleHoles(text), at })),
    );
  }

  /** Returns the arguments that callers give for a parameter, and its default. */
  private given(inside: FunctionFacts, parameter: string, context: Context): Definition[] {
    const found: Definition[] = [];
    for (const { call, context: caller } of this.calls.callers(inside, context)) {
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
