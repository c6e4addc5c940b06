/**
 * Finds the lines that send a request. When the method's name is an argument of the function that
 * sends it, the function that gives the name is the first answer.
 */
import { affinity } from './affinity';
import type { Analysis } from './analysis';
import type { LineAnswer, ClassAt } from './sourceIndex';
import { targetFields } from './endpoints';
import type { CallExpr, Expr, FunctionFacts } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context } from './recordedCalls';
import { callsOf } from './recordedCalls';
import type { RpcCall } from './rpcCall';
import type { Step, Trail } from './trails';
import { trailsTo } from './trails';
import type { Value } from './values';
import { fits, fitsTopic, hole, knownLength } from './values';

/** A `call` or `cast` in the code. */
interface Send extends Step {
  readonly context: Context;
  /** Expressions of the method's name. */
  readonly names: readonly Expr[];
  /** Values of the method's name, with those that callers give. */
  readonly methods: readonly Value[];
  /** Topics that it may send to; empty when the code does not tell. */
  readonly topics: readonly Value[];
  readonly namespaces: readonly Value[];
  readonly versions: readonly Value[];
  readonly isFanout: boolean;
}

/** Names of `RPCClient.call` and `cast`, and of the projects' wrappers around them. */
const senders = new Set(
  [
    'call',
    'cast',
    'fanout_cast',
    'make_msg',
    'rpc_method',
    'rpc_call',
    'rpc_cast',
    'call_to',
    'cast_to',
  ].flatMap(name => [name, `_${name}`]),
);
/** Variables that hold a sending function: `rpc_method = cctxt.call if … else …`. */
const senderVariables = ['method'];

export class CallerFinder {
  private sends: readonly Send[] | undefined;
  private readonly clients = new Map<ClassAt['class'], Client>();

  constructor(private readonly analysis: Analysis) {}

  /** Returns the lines that may send the request, best first. */
  findCallers(call: RpcCall): LineAnswer[] {
    this.sends ??= this.allSends();
    const found = this.sends.flatMap(send => {
      const score = this.score(send, call);
      return score === undefined ? [] : [{ send, score }];
    });
    found.sort((a, b) => b.score - a.score);
    const [best] = found;
    if (!best) return [];
    const isNamed = ({ methods }: Send) =>
      methods.some(({ text }) => methodFit(text, call.method) > 0);
    const isAsNamed = (send: Send, than: Send) => isNamed(send) || !isNamed(than);
    // A wrapper that sends any method is not an answer when another line names the method.
    const near = found.filter(
      ({ send, score }) => best.score - score < far && isAsNamed(send, best.send),
    );
    const answers = new Map<FunctionFacts, LineAnswer>();
    for (const [i, { send }] of near.entries()) {
      for (const each of this.answersOf(send, call, i > 0)) {
        if (!answers.has(each.at.function)) answers.set(each.at.function, each);
      }
    }
    return [...answers.values()];
  }

  /** Returns the functions that name the method, and then those that they call to send it. */
  private answersOf(send: Send, call: RpcCall, isLess: boolean): LineAnswer[] {
    const trails = send.names
      .flatMap(expr => trailsTo(call.method, { ...send, expr }, this.analysis))
      .sort((a, b) => methodFit(b.text, call.method) - methodFit(a.text, call.method));
    const shown: readonly Pick<Trail, 'steps' | 'text'>[] =
      trails.length > 0 ? trails : [{ steps: [send], text: hole }];
    const senders = shown.map(({ steps: [first, ...helpers], text }, i): LineAnswer => ({
      at: first.at,
      line: first.line,
      reasons: helpers.length > 0 ? [`names ${call.method}`] : reasonsFor(send, call),
      doubt:
        isLess || i > 0
          ? 'another line sends it as well'
          : send.topics.length === 0
            ? 'the topic that it sends to cannot be evaluated'
            : text !== call.method
              ? 'the method that it sends cannot be evaluated'
              : undefined,
    }));
    const helpers = shown.flatMap(({ steps }) =>
      steps
        .slice(1)
        .toReversed()
        .map(({ at, line }, i) => ({
          at,
          line,
          reasons: i === 0 ? reasonsFor(send, call) : ['passes it on'],
          doubt: 'another function gives it the name of the method',
        })),
    );
    const [first, ...others] = senders;
    return [...(first ? [first] : []), ...helpers, ...others];
  }

  private score(send: Send, call: RpcCall): number | undefined {
    const method = Math.max(-1, ...send.methods.map(({ text }) => methodFit(text, call.method)));
    if (method < 0) return undefined;
    const topics = send.topics.filter(each => knownLength(each.text) > 0);
    const topic = topics.some(({ text }) => fitsTopic(call.topic, text));
    // One of several topics may be unknown: an option without a default.
    const isElsewhere = topics.length > 0 && !send.topics.some(({ text }) => text === hole);
    // A line with neither topic nor method could send anything.
    if (!topic && (isElsewhere || method < exact)) return undefined;
    const { file } = send.at;
    const ofProject = this.analysis.isOfProject(file, call);
    if (ofProject === false) return undefined;
    return (
      method +
      (topic ? 20 : 0) +
      fit(send.namespaces, call.namespace ?? null) * 8 +
      (send.isFanout === call.isFanout ? 25 : 0) +
      fit(send.versions, call.version ?? null) * 3 +
      (ofProject ? 2 : 0) +
      Math.max(0, ...call.senders.map(each => affinity(each, file)))
    );
  }

  private allSends(): Send[] {
    const { index } = this.analysis;
    const names = [...senders, ...senderVariables];
    const files = new Set(names.flatMap(name => index.filesWith('call', name)));
    const sends: Send[] = [];
    for (const file of files) {
      for (const { call, context, at } of callsOf(file)) {
        if (at && isSend(call, context)) sends.push(this.send(call, context, at));
      }
    }
    return sends;
  }

  private send(call: CallExpr, context: Context, at: Step['at']): Send {
    const { evaluator, symbols } = this.analysis;
    const prepared: Preparation[] = [];
    for (const each of this.preparationsIn(context)) {
      if (prepared.push(each) === maxPreparations) break;
    }
    const contexts = context.owner
      ? [context, ...symbols.subclasses(context.owner).map(owner => ({ ...context, owner }))]
      : [context];
    const of = (field: string): readonly Value[] =>
      prepared.flatMap(({ fields, context: where }) => {
        const expr = fields[field];
        if (!expr) return [];
        return where === context
          ? contexts.flatMap(each => evaluator.values(expr, each))
          : evaluator.values(expr, where);
      });
    const clients = contexts.flatMap(each => (each.owner ? [this.client(each.owner)] : []));
    const either = (own: readonly Value[], ofClient: readonly Value[]) =>
      own.some(each => knownLength(each.text) > 0) ? own : ofClient;
    const names = methodsOf(call);
    return {
      at,
      line: call.line,
      context,
      names,
      methods: names.flatMap(expr => evaluator.values(expr, context)),
      topics: either(
        of('topic'),
        clients.flatMap(each => each.topics),
      ),
      namespaces: either(
        of('namespace'),
        clients.flatMap(each => each.namespaces),
      ),
      versions: [...of('version'), ...clients.flatMap(each => each.versions)],
      isFanout:
        lastName(call.callee).includes('fanout') ||
        prepared.some(({ fields }) => isTrue(fields['fanout'])),
    };
  }

  private *preparationsIn(context: Context, depth = 0): Generator<Preparation> {
    for (const call of preparedIn(context)) yield* this.preparations(call, context, depth);
  }

  /**
   * Yields the arguments that `prepare(…)` gets, also by a function of the project's own that calls
   * it: nova's `prepare_for_alt_rpcserver`.
   */
  private *preparations(call: CallExpr, context: Context, depth: number): Generator<Preparation> {
    const { evaluator } = this.analysis;
    const helper = depth < maxHelpers ? evaluator.calleeOf(call, context) : undefined;
    if (helper) {
      const { file, owner, function: inside } = helper;
      const where: Context = {
        file,
        owner: owner && (context.owner ?? { file, class: owner }),
        function: inside,
        bound: new Map(context.bound).set(inside, { call, context }),
      };
      if (preparedIn(where).length > 0) {
        yield* this.preparationsIn(where, depth + 1);
        return;
      }
    }
    const { '**': more, ...keywords } = call.keywords ?? {};
    const given = more ? evaluator.expressions(more, context) : [];
    const entries = given
      .flatMap(({ expr }) => (expr.type === 'dict' ? expr.entries : []))
      .flatMap(([key, value]) => (key.type === 'string' ? [[key.value, value] as const] : []));
    yield { fields: { ...keywords, ...Object.fromEntries(entries) }, context };
  }

  /** Returns the default target of a client class. */
  private client(owner: ClassAt): Client {
    const known = this.clients.get(owner.class);
    if (known) return known;
    const { symbols, evaluator } = this.analysis;
    const client: Client = { topics: [], namespaces: [], versions: [] };
    this.clients.set(owner.class, client);
    for (const { file, class: each } of symbols.mro(owner)) {
      for (const method of each.functions) {
        const context: Context = { file, owner, function: method };
        for (const call of method.calls ?? []) {
          const isClient = /^get_\w*client$/.test(lastName(call.callee));
          if (!isClient && lastName(call.callee) !== 'Target') continue;
          const fields = isClient ? (call.keywords ?? {}) : targetFields(call);
          if (!fields.topic) continue;
          client.topics.push(...evaluator.values(fields.topic, context));
          client.namespaces.push(
            ...(fields.namespace
              ? evaluator.values(fields.namespace, context)
              : [{ text: null, at: undefined }]),
          );
          if (fields.version) client.versions.push(...evaluator.values(fields.version, context));
        }
      }
    }
    return client;
  }
}

/** Arguments of a client's `prepare(…)`, by their names, with the place of their expressions. */
interface Preparation {
  readonly fields: Readonly<Record<string, Expr>>;
  readonly context: Context;
}

/** Functions between a line that sends and the call of `prepare(…)`. */
const maxHelpers = 3;
/** Calls of `prepare(…)` that are looked at for one line. OpenStack's lines have at most four. */
const maxPreparations = 100;

interface Client {
  readonly topics: Value[];
  readonly namespaces: Value[];
  readonly versions: Value[];
}

/** Score of a line that names the method. */
const exact = 20;
/** Difference of scores from which on a line is no longer listed. */
const far = 30;

/** Returns -1 when the method does not match; otherwise a higher score for a more certain match. */
function methodFit(text: string | null, method: string): number {
  if (text === method) return exact;
  if (text === null || !fits(method, text)) return -1;
  return Math.min(10, knownLength(text));
}

/** Returns 1 for a match, 0 when the value is unknown, -1 for another value. */
function fit(values: readonly Value[], wanted: string | null): number {
  if (values.length === 0) return 0;
  if (values.some(({ text }) => text === wanted)) return 1;
  return values.some(({ text }) => text?.includes(hole)) ? 0 : -1;
}

/**
 * Tells whether a call sends a request: `cctxt.call(ctxt, 'name', …)`, also through a variable:
 * `rpc_method = cctxt.call if … else …`.
 */
function isSend({ callee, args }: CallExpr, { function: inside }: Context): boolean {
  if (args.length === 0) return false;
  if (senders.has(lastName(callee))) return true;
  if (callee.includes('.')) return false;
  const bound = (inside?.assigns ?? []).find(([target]) => target === callee)?.[1];
  const options = bound?.type === 'either' ? bound.options : bound ? [bound] : [];
  return options.some(each => each.type === 'name' && senders.has(lastName(each.name)));
}

/** Tells whether an expression can be true. */
const isTrue = (expr: Expr | undefined): boolean =>
  expr !== undefined && expr.type !== 'none' && !(expr.type === 'name' && expr.name === 'False');

/**
 * Returns the expression of the method's name: the argument after the context, or the first one of
 * heat's `make_msg`.
 */
function methodsOf(call: CallExpr): Expr[] {
  const [first, second] = call.args;
  if (isMessage(call)) return first ? [first] : [];
  // For `self.call(ctxt, self.make_msg('name'))` the inner call counts.
  if (second && isMessage(second)) return [];
  const named = call.keywords?.['method'];
  return second ? [second] : named ? [named] : [];
}

const isMessage = (expr: Expr): boolean =>
  expr.type === 'call' && lastName(expr.callee) === 'make_msg';

/**
 * Returns calls of `prepare(…)` and of the projects' own functions for it, in the same function.
 */
const preparedIn = ({ function: inside }: Context): CallExpr[] =>
  (inside?.calls ?? []).filter(each => /prepare|cctxt/.test(lastName(each.callee)));

function reasonsFor(send: Send, call: RpcCall): string[] {
  return [
    `sends ${call.method}`,
    ...(send.topics.some(({ text }) => fitsTopic(call.topic, text))
      ? [`to topic ${call.topic}`]
      : []),
    ...(send.isFanout ? ['as a fanout'] : []),
  ];
}
