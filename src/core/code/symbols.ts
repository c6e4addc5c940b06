/** Resolves Python names across files: imports, re-exports, base classes, inherited methods. */
import type { ClassAt, SourceIndex, FunctionAt, SourceFile } from './sourceIndex';
import { classesOf, functionsOf } from './sourceIndex';
import type { Assign, ClassFacts, FunctionFacts } from './pythonFacts';

export type Symbol =
  | ({ readonly kind: 'class' } & ClassAt)
  | ({ readonly kind: 'function' } & FunctionAt)
  | {
      readonly kind: 'value';
      readonly file: SourceFile;
      readonly owner: ClassAt | undefined;
      readonly assign: Assign;
    }
  | { readonly kind: 'module'; readonly file: SourceFile }
  /** Dotted name of an object that is not in the index. */
  | { readonly kind: 'external'; readonly name: string };

export class Symbols {
  private readonly resolved = new Map<SourceFile, Map<string, Symbol | undefined>>();
  private readonly orders = new Map<ClassFacts, readonly ClassAt[]>();
  private readonly descendants = new Map<ClassFacts, readonly ClassAt[]>();
  /** Unresolved names of the current resolution. */
  private readonly absent: [names: Map<string, Symbol | undefined>, name: string][] = [];
  private depth = 0;

  constructor(readonly index: SourceIndex) {}

  /** @param dotted name as written in the file */
  resolve(file: SourceFile, dotted: string): Symbol | undefined {
    const known = this.resolved.get(file) ?? new Map<string, Symbol | undefined>();
    this.resolved.set(file, known);
    if (known.has(dotted)) return known.get(dotted);
    // Modules import each other in circles, and packages import their own modules.
    known.set(dotted, undefined);
    this.depth++;
    const found = this.lookUp(file, dotted);
    this.depth--;
    known.set(dotted, found);
    // When a circle was cut, names that were not found on it may be found from another starting
    // point.
    if (this.depth > 0) {
      if (!found) this.absent.push([known, dotted]);
    } else for (const [names, name] of this.absent.splice(0)) names.delete(name);
    return found;
  }

  private lookUp(file: SourceFile, dotted: string): Symbol | undefined {
    const [first = '', ...rest] = dotted.split('.');
    const own = this.memberOf(file, first);
    if (own) return this.attribute(own, rest);
    const { imports } = file.facts;
    if (Object.hasOwn(imports, first)) {
      return this.absolute(file, [imports[first], ...rest].join('.'));
    }
    for (const [key, module] of Object.entries(imports)) {
      const from = key.startsWith('*') ? this.moduleFor(file, module) : undefined;
      const found = from && this.resolve(from, dotted);
      if (found && found.kind !== 'external') return found;
    }
    return undefined;
  }

  /**
   * Returns the class and its base classes, nearest first: Python's method resolution order, except
   * for rare diamonds.
   */
  mro(of: ClassAt, depth = 0): readonly ClassAt[] {
    const known = this.orders.get(of.class);
    if (known) return known;
    if (depth > maxAncestors) return [of];
    // Guards against classes that derive from themselves.
    this.orders.set(of.class, [of]);
    const order = new Map<ClassFacts, ClassAt>();
    for (const each of this.basesOf(of).flatMap(base => this.mro(base, depth + 1))) {
      // A base class that two bases share comes after both.
      order.delete(each.class);
      order.set(each.class, each);
    }
    order.delete(of.class);
    const whole = [of, ...order.values()];
    this.orders.set(of.class, whole);
    return whole;
  }

  /** Tells whether a class is another class, or derives from it. */
  isA(of: ClassAt, base: ClassAt): boolean {
    return this.mro(of).some(each => each.class === base.class);
  }

  /** Returns the classes that derive from this one, without itself. */
  subclasses(of: ClassAt): readonly ClassAt[] {
    const known = this.descendants.get(of.class);
    if (known) return known;
    const found = new Set<ClassFacts>();
    const all: ClassAt[] = [];
    const waiting = [of];
    for (let each = waiting.pop(); each && all.length < maxSubclasses; each = waiting.pop()) {
      for (const file of this.index.filesWith('base', each.class.name)) {
        for (const derived of classesOf(file)) {
          if (found.has(derived.class) || derived.class === of.class) continue;
          const target = each.class;
          if (!this.basesOf(derived).some(base => base.class === target)) continue;
          found.add(derived.class);
          all.push(derived);
          waiting.push(derived);
        }
      }
    }
    this.descendants.set(of.class, all);
    return all;
  }

  /** Returns a method that the class defines or inherits. */
  method(of: ClassAt, name: string): FunctionAt | undefined {
    for (const { file, class: owner } of this.mro(of)) {
      const own = ownMethod(owner, name);
      if (own) return { file, owner, around: [], function: own };
    }
    return undefined;
  }

  /** Returns a method that the class would inherit if it defined none: that of `super()`. */
  inherited(of: ClassAt, name: string): FunctionAt | undefined {
    for (const { file, class: owner } of this.mro(of).slice(1)) {
      const own = ownMethod(owner, name);
      if (own) return { file, owner, around: [], function: own };
    }
    return undefined;
  }

  /**
   * Yields assignments to an attribute: those of the nearest class that has it, then those to
   * `self.` in methods.
   */
  *attributes(
    of: ClassAt,
    name: string,
  ): Generator<{ at: ClassAt; in: FunctionFacts | undefined; assign: Assign }> {
    const order = this.mro(of);
    for (const at of order) {
      const own = at.class.assigns.filter(each => each[0] === name);
      for (const assign of own) yield { at, in: undefined, assign };
      if (own.length > 0) break;
    }
    const target = `self.${name}`;
    for (const at of order) {
      for (const method of at.class.functions) {
        for (const assign of method.assigns ?? []) {
          if (assign[0] === target) yield { at, in: method, assign };
        }
      }
    }
  }

  private basesOf({ file, class: { bases } }: ClassAt): ClassAt[] {
    return bases.flatMap(base => this.classNamed(file, base) ?? []);
  }

  /** Returns the class of a name or an alias: `Manager = base.Manager`. */
  classNamed(file: SourceFile, dotted: string, hops = 0): ClassAt | undefined {
    const found = this.resolve(file, dotted);
    if (found?.kind === 'class') return { file: found.file, class: found.class };
    if (found?.kind !== 'value' || hops > maxAliases) return undefined;
    const [, value] = found.assign;
    return value.type === 'name' ? this.classNamed(found.file, value.name, hops + 1) : undefined;
  }

  /** @param from file whose folder is preferred when two checkouts have the module */
  absolute(from: SourceFile, dotted: string): Symbol | undefined {
    const parts = dotted.split('.');
    // Packages that import each other in circles create longer names.
    if (parts.length > maxParts) return undefined;
    for (let length = parts.length; length > 0; length--) {
      const file = this.moduleFor(from, parts.slice(0, length).join('.'));
      if (!file) continue;
      const [name, ...more] = parts.slice(length);
      if (name === undefined) return { kind: 'module', file };
      const own = this.memberOf(file, name);
      return own ? this.attribute(own, more) : this.resolve(file, [name, ...more].join('.'));
    }
    return { kind: 'external', name: dotted };
  }

  private moduleFor({ folder }: SourceFile, module: string): SourceFile | undefined {
    const files = this.index.filesOfModule(module);
    return files.find(each => each.folder === folder) ?? files[0];
  }

  private memberOf(file: SourceFile, name: string): Symbol | undefined {
    const { classes, functions, assigns } = file.facts;
    const found = classes.find(each => each.name === name);
    if (found) return { kind: 'class', file, class: found };
    const defined = functions.find(each => each.name === name);
    if (defined) return { kind: 'function', file, owner: undefined, around: [], function: defined };
    const assign = assigns.findLast(each => each[0] === name);
    return assign && { kind: 'value', file, owner: undefined, assign };
  }

  private attribute(of: Symbol, rest: readonly string[]): Symbol | undefined {
    const [name, ...more] = rest;
    if (name === undefined) return of;
    switch (of.kind) {
      case 'class': {
        const inner = of.class.classes.find(each => each.name === name);
        if (inner) return this.attribute({ kind: 'class', file: of.file, class: inner }, more);
        for (const { at, assign } of this.attributes(of, name)) {
          return { kind: 'value', file: at.file, owner: at, assign };
        }
        const method = this.method(of, name);
        return method && { kind: 'function', ...method };
      }
      case 'value': {
        // Follows an alias such as `objects = nova_objects`.
        const [, value] = of.assign;
        // A member of an enumeration.
        if (value.type === 'string') return rest.length === 1 && name === 'value' ? of : undefined;
        // A field of `ACTIONS = Actions(created='created')`.
        const field = value.type === 'call' ? value.keywords?.[name] : undefined;
        if (field) return this.attribute({ ...of, assign: [name, field] }, more);
        if (value.type !== 'name') return undefined;
        return this.resolve(of.file, [value.name, ...rest].join('.'));
      }
      case 'external':
        return { kind: 'external', name: [of.name, ...rest].join('.') };
      default:
        return undefined;
    }
  }
}

/** Length of the longest line of base classes that is followed; generated code may have thousands. */
const maxAncestors = 100;
const maxSubclasses = 500;
const maxParts = 16;
const maxAliases = 4;

/**
 * Returns a method that a class defines, also through an alias: `subnet_create_end =
 * subnet_update_end`.
 */
export function ownMethod(owner: ClassFacts, name: string): FunctionFacts | undefined {
  const alias = owner.assigns.findLast(
    ([target, value]) => target === name && value.type === 'name',
  );
  const defined = alias?.[1].type === 'name' ? alias[1].name : name;
  return owner.functions.findLast(each => each.name === defined);
}

/** Returns Python's qualified name, without `<locals>`: `reverts_task_state.decorated_function`. */
export const qualifiedName = ({ owner, around, function: { name } }: FunctionAt): string =>
  [...(owner ? [owner.name] : []), ...around.map(each => each.name), name].join('.');

/** Returns the innermost function that contains a line. */
export function functionAtLine(file: SourceFile, line: number): FunctionAt | undefined {
  let found: FunctionAt | undefined;
  for (const each of functionsOf(file)) {
    if (each.function.line <= line && line <= each.function.endLine) found = each;
  }
  return found;
}
