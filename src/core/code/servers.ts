/**
 * Where RPC servers are made: which topics they listen to, and which endpoints they are given.
 * What is passed along from `main` to the place that makes the server is followed.
 */
import type { Analysis } from './analysis';
import type { ClassAt, SourceFile } from './sourceIndex';
import { targetFields } from './endpoints';
import type { Context, Evaluator, Place, Value } from './evaluate';
import { callsOf, hole, knownLength } from './evaluate';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Symbols } from './symbols';

export interface Server {
  readonly at: Place;
  /** What it listens to; a hole stands for what is not known. */
  readonly topics: readonly Value[];
  /** In the order that the dispatcher asks them; `undefined` is one that cannot be evaluated. */
  readonly endpoints: readonly (Endpoint | undefined)[];
}

export interface Endpoint {
  readonly class: ClassAt;
  /** It is one of several that this place can be given. */
  readonly isChoice: boolean;
}

/** Functions that make a server, also under the names that projects give them. */
const makers = ['get_rpc_server', 'get_server', 'create_consumer', 'create_consumers'] as const;
/** Functions that start a service with a manager class, as neutron's `Service.create`. */
const launchers = ['create', 'Service'] as const;

/** Everything in the index that makes a server. */
export function serversOf({ index, symbols, evaluator }: Analysis): Server[] {
  const reader = new ServerReader(symbols, evaluator);
  const servers: Server[] = [];
  for (const [names, read] of [
    [makers, (call: CallExpr, context: Context) => reader.made(call, context)],
    [launchers, (call: CallExpr, context: Context) => reader.launched(call, context)],
  ] as const) {
    const files = new Set(names.flatMap(name => index.filesWith('call', name)));
    for (const file of files) {
      for (const { call, context } of callsOf(file)) {
        if (!(names as readonly string[]).includes(lastName(call.callee))) continue;
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
    // `def get_server(…): return messaging.get_rpc_server(…)` only passes on.
    if ((makers as readonly string[]).includes(context.function?.name ?? '')) return undefined;
    const { topics, endpoints } = this.partsOf(call, context) ?? {};
    return topics && this.server(call, context, topics, endpoints);
  }

  /** `Service.create(topic=…, manager='neutron.agent.dhcp.agent.DhcpAgent')` */
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
  ): { topics: readonly Value[]; endpoints: Expr | undefined } | undefined {
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
        // get_server(target, endpoints), get_rpc_server(transport, target, endpoints)
        const given = keywords['target'] ? [keywords['target']] : args;
        for (const [i, each] of given.entries()) {
          const topics = this.targetTopics(each, context);
          if (topics) return { topics, endpoints: keywords['endpoints'] ?? args[i + 1] };
        }
        return undefined;
      }
    }
  }

  private targetTopics(expr: Expr, context: Context): readonly Value[] | undefined {
    const found = this.evaluator
      .expressions(expr, context)
      .flatMap(({ expr: each, in: where }) =>
        each.type === 'call' && lastName(each.callee) === 'Target' ? [{ call: each, where }] : [],
      );
    if (found.length === 0) return undefined;
    return found.flatMap(({ call, where }) =>
      this.evaluator.values(targetFields(call).topic, where),
    );
  }

  /** `create_consumers(endpoints, prefix, [[table, operation], …])` of neutron/agent/rpc.py. */
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

  /** Classes that an expression can be an object of. */
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
    if (found?.kind === 'class') return [found];
    if (depth > maxDepth) return [];
    // `manager_class(…)`, where the variable holds a class.
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

const maxDepth = 8;
