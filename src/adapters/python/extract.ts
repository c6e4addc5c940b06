/**
 * Extracts {@link FileFacts} from a syntax tree.
 *
 * Each call from JavaScript into the parser takes time, and a file has thousands of nodes. So a
 * cursor visits only the statements; calls are found in the text by their parenthesis, few of them
 * may matter (interest.ts), and only these are read from the tree.
 */
import type { Node, Tree, TreeCursor } from 'web-tree-sitter';
import type {
  Assign,
  CallExpr,
  ClassFacts,
  Expr,
  FileFacts,
  FunctionFacts,
} from '../../core/code/pythonFacts';
import { CallTaker, findCalls } from './calls';
import { dottedOf, expressionOf } from './expressions';
import { readImport } from './imports';

export interface Extracted {
  readonly facts: FileFacts;
  /** Names of the methods that the file calls, without those that most code calls. */
  readonly called: ReadonlySet<string>;
}

/**
 * Tells whether a module contains tests. Their handlers and calls never belong to real messages.
 */
export const isTestModule = (module: string): boolean =>
  /(?:^|\.)(?:tests(?:\.|$)|test_\w+$|conftest$)/.test(module);

/** Decorators of a class or function, and the calls in them that may matter. */
interface Decorators {
  readonly names: readonly string[];
  readonly calls: readonly CallExpr[];
}

const undecorated: Decorators = { names: [], calls: [] };

/** Enclosing class or function of the current statement. */
interface Scope {
  readonly functions: FunctionFacts[];
  readonly classes: ClassFacts[];
  readonly assigns: Assign[];
  readonly returns: Expr[];
  readonly isFunction: boolean;
}

/**
 * @param text text of the file, as parsed
 * @param module dotted name of the file's module
 */
export function extract(tree: Tree, text: string, module: string, isPackage: boolean): Extracted {
  const imports: Record<string, string> = {};
  const isOfUse = !isTestModule(module);
  const { interesting, called } = findCalls(text, isOfUse);
  const scope = emptyScope(false);
  const cursor = tree.walk();
  try {
    const calls = new CallTaker(tree.rootNode, interesting);
    const onImport = (node: Node) => readImport(node, module, isPackage, imports);
    new Walk(cursor, text, calls, isOfUse, onImport).children(scope);
    const { classes, functions, assigns } = scope;
    const rest = calls.takeCalls(0, text.length);
    return {
      facts: { module, isPackage, imports, classes, functions, assigns, calls: rest },
      called,
    };
  } finally {
    cursor.delete();
  }
}

/** Statements that contain statements; others are not searched. */
const compound = new Set([
  ...['if_statement', 'elif_clause', 'else_clause', 'try_statement', 'except_clause'],
  ...['except_group_clause', 'finally_clause', 'with_statement', 'for_statement'],
  ...['while_statement', 'match_statement', 'case_clause', 'block', 'ERROR'],
]);

class Walk {
  constructor(
    private readonly cursor: TreeCursor,
    private readonly text: string,
    private readonly calls: CallTaker,
    private readonly isOfUse: boolean,
    private readonly onImport: (node: Node) => void,
  ) {}

  /** Visits the children of the cursor's node, and leaves the cursor where it was. */
  children(scope: Scope, decorators: Decorators = undecorated): void {
    this.each(type => this.statement(type, scope, decorators));
  }

  private each(visit: (type: string) => void): void {
    const { cursor } = this;
    if (!cursor.gotoFirstChild()) return;
    do visit(cursor.nodeType);
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  private statement(type: string, scope: Scope, decorators: Decorators): void {
    switch (type) {
      case 'class_definition':
        this.classDefinition(scope, decorators);
        break;
      case 'function_definition':
        this.functionDefinition(scope, decorators);
        break;
      case 'decorated_definition':
        this.children(scope, this.decorators());
        break;
      case 'import_statement':
      case 'import_from_statement':
        this.onImport(this.cursor.currentNode);
        break;
      case 'expression_statement':
        if (this.isOfUse) {
          this.each(inner => {
            if (inner === 'assignment') this.assignment(scope);
            else if (inner === 'augmented_assignment' || inner === 'call') this.addition(scope);
          });
        }
        break;
      case 'return_statement':
        if (this.isOfUse) this.returned(scope);
        break;
      default:
        if (compound.has(type)) this.children(scope);
    }
  }

  private assignment(scope: Scope): void {
    const { cursor, text } = this;
    const start = cursor.startIndex;
    const target = assigned.exec(text.slice(start, start + 160))?.[1];
    if (target === undefined || !isTellingTarget(target, scope)) return;
    const value = expressionOf(cursor.currentNode.childForFieldName('right'));
    if (isTelling(value) || isConstant(target, value)) scope.assigns.push([target, value]);
  }

  /**
   * Records lists that are added to a local one, as further values of it: `consumers.append([…])`,
   * `consumers.extend([…])`, `consumers += […]`.
   */
  private addition(scope: Scope): void {
    const { cursor, text } = this;
    const start = cursor.startIndex;
    const [, target = '', method] = added.exec(text.slice(start, start + 160)) ?? [];
    if (!scope.isFunction || !isTellingTarget(target, scope)) return;
    const node = cursor.currentNode;
    const given =
      method === undefined
        ? node.childForFieldName('right')
        : node.childForFieldName('arguments')?.namedChild(0);
    const value = expressionOf(given ?? null);
    if (value.type !== 'list' || !isTelling(value)) return;
    scope.assigns.push([target, method === 'append' ? { type: 'list', items: [value] } : value]);
  }

  private returned(scope: Scope): void {
    if (!scope.isFunction || scope.returns.length >= maxReturns) return;
    const value = expressionOf(this.cursor.currentNode.namedChild(0));
    if (isTelling(value) && isTellingReturn(value)) scope.returns.push(value);
  }

  private classDefinition(scope: Scope, { names: decorators }: Decorators): void {
    const { cursor } = this;
    const own = emptyScope(false);
    const line = cursor.startPosition.row + 1;
    const endLine = cursor.endPosition.row + 1;
    let name = '';
    let bases: string[] = [];
    this.each(type => {
      if (type === 'identifier') name = this.slice();
      else if (type === 'argument_list') bases = basesIn(cursor.currentNode);
      else if (type === 'block') this.children(own);
    });
    const { assigns, functions, classes } = own;
    scope.classes.push({ name, line, endLine, bases, decorators, assigns, functions, classes });
  }

  private functionDefinition(
    scope: Scope,
    { names: decorators, calls: decorating }: Decorators,
  ): void {
    const { cursor } = this;
    const own = emptyScope(true);
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const line = cursor.startPosition.row + 1;
    const endLine = cursor.endPosition.row + 1;
    let name = '';
    let bodyLine = line;
    let parameters: Parameters = { params: [] };
    this.each(type => {
      if (type === 'identifier') name = this.slice();
      else if (type === 'parameters') parameters = this.parameters();
      else if (type === 'block') {
        bodyLine = this.firstStatement() ?? line;
        this.children(own);
      }
    });
    const calls = this.calls.takeCalls(start, end);
    const matters = calls.length > 0;
    const assigns = matters ? own.assigns : lasting(own.assigns);
    const isShort = endLine - bodyLine <= shortFunction;
    const returns = matters || isShort ? own.returns : [];
    scope.functions.push({
      name,
      line,
      bodyLine,
      endLine,
      decorators,
      ...parameters,
      ...(decorating.length > 0 && { decorating }),
      ...(matters && { calls }),
      ...(assigns.length > 0 && { assigns }),
      ...(returns.length > 0 && { returns }),
      ...(own.functions.length > 0 && { functions: own.functions }),
    });
    // A class within a function is recorded like one beside it.
    scope.classes.push(...own.classes);
  }

  private parameters(): Parameters {
    const { cursor } = this;
    const params: string[] = [];
    const defaults: Record<string, Expr> = {};
    this.each(type => {
      switch (type) {
        case 'identifier':
        case 'list_splat_pattern':
        case 'dictionary_splat_pattern':
        // Python 2 has tuple parameters, which take one position.
        case 'tuple_pattern':
          params.push(this.slice());
          break;
        case 'typed_parameter':
          params.push(/^\*{0,2}\w+/.exec(this.slice())?.[0] ?? '');
          break;
        case 'default_parameter':
        case 'typed_default_parameter': {
          const name = /^\w+/.exec(this.slice())?.[0] ?? '';
          params.push(name);
          if (!this.isOfUse) break;
          const value = expressionOf(cursor.currentNode.childForFieldName('value'));
          if (isTelling(value)) defaults[name] = value;
        }
      }
    });
    return {
      params,
      ...(Object.keys(defaults).length > 0 && { defaults }),
    };
  }

  /** Returns the line of the first statement after the docstring, in the cursor's block. */
  private firstStatement(): number | undefined {
    const { cursor, text } = this;
    let line: number | undefined;
    if (!cursor.gotoFirstChild()) return undefined;
    do {
      if (cursor.nodeType === 'comment') continue;
      line = cursor.startPosition.row + 1;
      if (!startsString.test(text.slice(cursor.startIndex, cursor.startIndex + 3))) break;
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return line;
  }

  private decorators(): Decorators {
    const { cursor } = this;
    const names: string[] = [];
    const start = cursor.startIndex;
    let end = start;
    this.each(type => {
      if (type !== 'decorator') return;
      names.push(...decoratorName(this.slice()));
      end = cursor.endIndex;
    });
    return { names, calls: this.calls.takeCalls(start, end) };
  }

  private slice(): string {
    return this.text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }
}

const basesIn = (list: Node): string[] => list.namedChildren.flatMap(each => dottedOf(each) ?? []);

const decoratorName = (text: string): string[] => /^@\s*([\w.]+)/.exec(text)?.slice(1) ?? [];

type Parameters = Pick<FunctionFacts, 'params' | 'defaults'>;

const startsString = /^[rRbBuU]{0,2}['"]/;
/** Maximum number of lines of a function that may be a named expression. */
const shortFunction = 6;

/** Returns assignments to attributes of the object, and the variables that these use or call. */
function lasting(assigns: readonly Assign[]): Assign[] {
  const isOfObject = ([target]: Assign) => target.startsWith('self.');
  const used = new Set(assigns.filter(isOfObject).flatMap(([, value]) => namesIn(value)));
  return assigns.filter(each => isOfObject(each) || used.has(each[0]));
}

const namesIn = (value: Expr): string[] =>
  value.type === 'name'
    ? [value.name]
    : value.type === 'call'
      ? [value.callee, ...value.args.flatMap(namesIn)]
      : [];

/** Keeps local variables only when their name suggests a part of a target or an event. */
const isTellingTarget = (target: string, scope: Scope): boolean =>
  !scope.isFunction || target.startsWith('self.') || localsOfInterest.test(target);

const localsOfInterest =
  /topic|target|endpoint|namespace|version|event|method|action|suffix|phase|status|resource|operation|service|mapping|consumers|client|ctxt|params|notif|msg|manager|binary/;

const maxReturns = 4;
/** Maximum number of entries of a table; a larger one is data. */
const maxEntries = 24;
const assigned = /^([A-Za-z_]\w*(?:\.\w+){0,2})\s*(?::[^=\n]+)?=/;
const added = /^([A-Za-z_]\w*)\s*(?:\.(append|extend)\s*\(|\+=)/;

const emptyScope = (isFunction: boolean): Scope => ({
  functions: [],
  classes: [],
  assigns: [],
  returns: [],
  isFunction,
});

/** Keeps a call in a return statement only when it makes a topic or a target. */
const isTellingReturn = (value: Expr): boolean =>
  value.type === 'call' ? /topic|target/i.test(value.callee) : value.type !== 'dict';

/** Tells whether an assignment defines a constant that is None: `RPC_NAMESPACE_STATE = None`. */
const isConstant = (target: string, { type }: Expr): boolean =>
  type === 'none' && /^[A-Z][A-Z\d_]*$/.test(target);

/** Tells whether an expression can be evaluated further. */
function isTelling(value: Expr): boolean {
  switch (value.type) {
    case 'unknown':
    case 'none':
      return false;
    case 'list':
      return value.items.some(isTelling);
    case 'dict':
      return (
        value.entries.length <= maxEntries && value.entries.some(([, each]) => isTelling(each))
      );
    case 'either':
      return value.options.some(isTelling);
    case 'name':
      return value.name !== 'True' && value.name !== 'False';
    default:
      return true;
  }
}
