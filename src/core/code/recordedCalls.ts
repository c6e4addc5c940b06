/** Finds the recorded calls of a function or a class, and the arguments that they give. */
import type { CallExpr, Expr, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { ClassAt, FunctionAt, SourceFile, SourceIndex } from './sourceIndex';
import { functionsOf } from './sourceIndex';
import type { Symbols } from './symbols';

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
   * a function that is not among them is a hole, and `Evaluator.takeOpen` tells the function.
   */
  readonly bound?: Bindings | undefined;
}

/** A call of a function, with the place of its arguments. */
interface Binding {
  readonly call: CallExpr;
  readonly context: Context;
}

export type Bindings = ReadonlyMap<FunctionFacts, Binding>;

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

export class RecordedCalls {
  private readonly callsByName = new Map<string, readonly CallAt[]>();

  constructor(
    private readonly index: SourceIndex,
    private readonly symbols: Symbols,
  ) {}

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
}

/** Returns the argument that a call gives for a parameter. */
export function argument(
  call: CallExpr,
  { params }: FunctionFacts,
  parameter: string,
): Expr | undefined {
  const byName = call.keywords?.[parameter];
  if (byName) return byName;
  const own = params[0] === 'self' || params[0] === 'cls' ? params.slice(1) : params;
  const position = own.indexOf(parameter);
  return position === -1 ? undefined : call.args[position];
}

/** Tells whether a call may give more arguments than are written. */
export const isOpenEnded = ({ keywords = {} }: CallExpr): boolean =>
  '*' in keywords || '**' in keywords;
