/**
 * Finds the places that create RPC servers, with their topics and endpoints. Arguments are followed
 * from `main` to the place that creates the server.
 */
import type { Analysis } from './analysis';
import type { ClassAt, SourceFile } from './sourceIndex';
import { targetFields } from './endpoints';
import type { Evaluator } from './evaluate';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context } from './recordedCalls';
import { callsOf } from './recordedCalls';
import type { Symbols } from './symbols';
import type { Place, Value } from './values';
import { hole, knownLength } from './values';

export interface Server {
  readonly at: Place;
  /** Topics that it listens to; a hole stands for an unknown part. Empty when nothing is known of them. */
  readonly topics: readonly Value[];
  /** Endpoints in the dispatcher's order; `undefined` stands for one that cannot be evaluated. */
  readonly endpoints: readonly (Endpoint | undefined)[];
}

interface Endpoint {
  readonly class: ClassAt;
  /** True when it is one of several endpoints that this place can get. */
  readonly isChoice: boolean;
}

/** Functions that create a server, including the projects' own names for them. */
const makers = ['get_rpc_server', 'get_server', 'create_consumer', 'create_consumers'] as const;
/** Functions that start a service with a manager class, such as neutron's `Service.create`. */
const launchers = ['create', 'Service'] as const;

/** Functions that create a listener for notifications, including the projects' wrappers of that name. */
const listenerMakers = ['get_notification_listener', 'get_batch_notification_listener'] as const;

/** Returns all servers that the indexed code creates. */
export function serversOf(analysis: Analysis): Server[] {
  const reader = new ServerReader(analysis.symbols, analysis.evaluator);
  return serversBy(analysis, [
    [makers, (call, context) => reader.made(call, context)],
    [launchers, (call, context) => reader.launched(call, context)],
  ]);
}

/** Returns all listeners for notifications that the indexed code creates. */
export function listenersIn(analysis: Analysis): Server[] {
  const reader = new ServerReader(analysis.symbols, analysis.evaluator);
  return serversBy(analysis, [[listenerMakers, (call, at) => reader.listening(call, at)]]);
}

type Read = (call: CallExpr, context: Context) => Server | undefined;

function serversBy(
  { index }: Analysis,
  kinds: readonly (readonly [names: readonly string[], read: Read])[],
): Server[] {
  const servers: Server[] = [];
  for (const [names, read] of kinds) {
    const files = new Set(names.flatMap(name => index.filesWith('call', name)));
    for (const file of files) {
      for (const { call, context } of callsOf(file)) {
        if (!names.includes(lastName(call.callee))) continue;
        const server = read(call, context);
        if (server?.endpoints.some(each => each)) servers.push(server);
      }
    }
  }
  return servers;
}

class ServerReader {
  constructor(
    private readonly symbols: Symbols,
    private readonly evaluator: Evaluator,
  ) {}

  made(call: CallExpr, context: Context): Server | undefined {
    // `def get_server(…): return messaging.get_rpc_server(…)` only passes its arguments on.
    if ((makers as readonly string[]).includes(context.function?.name ?? '')) return undefined;
    const { topics, endpoints } = this.partsOf(call, context);
    return this.server(call, context, topics, endpoints);
  }

  /** Reads `get_notification_listener(transport, targets, endpoints)`, also without a transport. */
  listening(call: CallExpr, context: Context): Server | undefined {
    if ((listenerMakers as readonly string[]).includes(context.function?.name ?? '')) {
      return undefined;
    }
    const { args, keywords = {} } = call;
    const given = keywords['targets'] ? [keywords['targets']] : args;
    for (const [i, each] of given.entries()) {
      const topics = this.evaluator
        .expressions(each, context)
        .flatMap(({ expr, in: where }) =>
          expr.type === 'list'
            ? expr.items.flatMap(item => this.targetTopics(item, where) ?? [])
            : [],
        );
      if (topics.length === 0) continue;
      return this.server(call, context, topics, keywords['endpoints'] ?? args[i + 1]);
    }
    return undefined;
  }

  /** Reads `Service.create(topic=…, manager='neutron.agent.dhcp.agent.DhcpAgent')`. */
  launched(call: CallExpr, context: Context): Server | undefined {
    const { topic, manager } = call.keywords ?? {};
    if (!topic || !manager) return undefined;
    const named: Expr = { type: 'call', callee: 'import_class', args: [manager], line: call.line };
    return this.server(call, context, this.evaluator.values(topic, context), named);
  }

  private server(
    call: CallExpr,
    context: Context,
    topics: readonly Value[],
    list: Expr | undefined,
  ): Server {
    const endpoints: (Endpoint | undefined)[] = [];
    if (list) this.addEndpoints(list, context, endpoints, 0);
    return {
      at: { file: context.file, line: call.line },
      topics: topics.filter(each => knownLength(each.text) > 0),
      endpoints,
    };
  }

  private partsOf(
    call: CallExpr,
    context: Context,
  ): { topics: readonly Value[]; endpoints: Expr | undefined } {
    const { args, keywords = {} } = call;
    switch (lastName(call.callee)) {
      case 'create_consumer':
        return {
          topics: this.evaluator.values(keywords['topic'] ?? args[0], context),
          endpoints: keywords['endpoints'] ?? args[1],
        };
      case 'create_consumers':
        return { topics: this.agentTopics(args, context), endpoints: args[0] };
      default: {
        // Handles get_server(target, endpoints) and get_rpc_server(transport, target, endpoints).
        const given = keywords['target'] ? [keywords['target']] : args;
        for (const [i, each] of given.entries()) {
          const topics = this.targetTopics(each, context);
          if (topics) return { topics, endpoints: keywords['endpoints'] ?? args[i + 1] };
        }
        const position = lastName(call.callee) === 'get_rpc_server' ? 2 : 1;
        return { topics: [], endpoints: keywords['endpoints'] ?? args[position] };
      }
    }
  }

  private targetTopics(expr: Expr, context: Context): readonly Value[] | undefined {
    const found = this.evaluator
      .results(expr, context)
      .flatMap(({ expr: each, in: where }) =>
        each.type === 'call' && lastName(each.callee) === 'Target' ? [{ call: each, where }] : [],
      );
    if (found.length === 0) return undefined;
    return found.flatMap(({ call, where }) =>
      this.evaluator.values(targetFields(call).topic, where),
    );
  }

  /**
   * Reads the topics of `create_consumers(endpoints, prefix, [[table, operation], …])` of
   * neutron/agent/rpc.py.
   */
  private agentTopics([, prefix, details]: readonly Expr[], context: Context): readonly Value[] {
    if (!prefix || !details) return [];
    const dash: Expr = { type: 'string', value: '-' };
    return this.evaluator.expressions(details, context).flatMap(({ expr, in: where }) =>
      (expr.type === 'list' ? expr.items : []).flatMap(item => {
        if (item.type !== 'list') return [];
        const [table, operation] = item.items;
        if (!table || !operation) return [];
        const parts = [table, dash, operation];
        const before = this.evaluator.values(prefix, context);
        const after = this.evaluator.values({ type: 'join', parts }, where);
        return before.flatMap(({ text, at }) =>
          after.map(each => ({ text: `${text ?? hole}-${each.text ?? hole}`, at })),
        );
      }),
    );
  }

  private addEndpoints(
    list: Expr,
    context: Context,
    into: (Endpoint | undefined)[],
    depth: number,
  ): void {
    const found = depth > maxDepth ? [] : this.evaluator.expressions(list, context);
    if (found.length === 0) into.push(undefined);
    for (const { expr, in: where } of found) {
      if (expr.type === 'list') {
        for (const item of expr.items) this.addEndpoints(item, where, into, depth + 1);
        continue;
      }
      const classes = this.classesOf(expr, where, depth);
      if (classes.length === 0) into.push(undefined);
      const isChoice = classes.length > 1 && expr.type === 'call';
      for (const each of classes) into.push({ class: each, isChoice });
    }
  }

  /** Returns classes whose objects an expression can be. */
  private classesOf(expr: Expr, where: Context, depth: number): readonly ClassAt[] {
    if (expr.type === 'name') {
      if (expr.name === 'self') return where.owner ? [where.owner] : [];
      const found = this.symbols.resolve(where.file, expr.name);
      return found?.kind === 'class' ? [found] : [];
    }
    if (expr.type !== 'call') return [];
    const name = lastName(expr.callee);
    if (/^(?:import_class|import_object|load_class)$/.test(name)) {
      return this.evaluator
        .values(expr.args[0], where)
        .flatMap(({ text }) => (text === null ? [] : this.classNamed(text, where.file)));
    }
    const found = this.symbols.resolve(where.file, expr.callee);
    const isClass = found?.kind === 'class';
    if (isClass && !isWrapper(found)) return [found];
    if (depth > maxDepth) return [];
    // A wrapper has the endpoint as its first argument: `profiler.trace_cls('rpc')(manager)` of
    // trove, `_TrackingEndpointWrapper(self.manager)` of nova.
    const [wrapped] = expr.args;
    if (wrapped && (isClass || (expr.callee.endsWith('()') && expr.args.length === 1))) {
      return this.evaluator
        .expressions(wrapped, where)
        .flatMap(each => this.classesOf(each.expr, each.in, depth + 1));
    }
    // Handles `manager_class(…)`, where the variable holds a class.
    return this.evaluator
      .expressions({ type: 'name', name: expr.callee }, where)
      .flatMap(each =>
        each.expr.type === 'call' ? this.classesOf(each.expr, each.in, depth + 1) : [],
      );
  }

  private classNamed(dotted: string, from: SourceFile): ClassAt[] {
    if (dotted.includes(hole)) return [];
    const found = this.symbols.absolute(from, dotted);
    return found?.kind === 'class' ? [found] : [];
  }
}

/** Tells whether a class passes all methods on, and has no target of its own. */
const isWrapper = ({ class: { functions, assigns } }: ClassAt): boolean =>
  functions.some(each => each.name === '__getattr__') &&
  !assigns.some(([target]) => target === 'target');

const maxDepth = 8;
