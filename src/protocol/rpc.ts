/**
 * Calls and answers over any channel that transports structured clones: the engine's worker port, a
 * webview's `postMessage`. Every call ends: with a result, with a failure, or rejected when the
 * channel closes.
 *
 * One end offers a set of small Apis. A call names the Api, the method, and, when an Api has
 * several objects (such as the views of tabs), the name of the object.
 */
import * as v from 'valibot';
import type { IDisposable } from '../core/base/disposable';
import { printable } from '../core/base/printable';

/** One end of a channel. */
export interface Channel {
  post(message: unknown): void;
  /** Calls back for each message that arrives. */
  listen(listener: (message: unknown) => void): IDisposable;
}

const callSchema = v.object({
  api: v.string(),
  /** Name of the object that is called, for an Api with several objects. */
  scope: v.optional(v.string()),
  method: v.string(),
  args: v.pipe(v.array(v.unknown()), v.readonly()),
});

/** A call of one method of an Api. */
export type Call = v.InferOutput<typeof callSchema>;

const requestHeadSchema = v.object({ rpc: v.literal('request'), id: v.number() });

const answerSchema = v.variant('rpc', [
  v.object({ rpc: v.literal('result'), id: v.number(), value: v.optional(v.unknown()) }),
  v.object({
    rpc: v.literal('failure'),
    id: v.number(),
    message: v.string(),
    /** A `SourceFailure`, if the error carried one. */
    failure: v.optional(v.unknown()),
  }),
]);

type Request = v.InferOutput<typeof requestHeadSchema> & Call;
type Answer = v.InferOutput<typeof answerSchema>;

/** An Api as its caller sees it: every method returns a promise. */
export type Remote<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** An Api as its server may implement it: a method may return a promise. */
export type Answering<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Result | Promise<Result>
    : never;
};

/** A set of Apis as its caller sees it. A member that is a function returns the Api of one name. */
export type RemoteApis<Apis> = {
  readonly [Name in keyof Apis]: Apis[Name] extends (scope: string) => infer Api
    ? (scope: string) => Remote<Api>
    : Remote<Apis[Name]>;
};

/**
 * Schemas of the arguments of each method of an Api; the compiler rejects missing and unknown
 * methods.
 */
export type Contract<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => unknown
    ? v.GenericSchema<unknown, Args>
    : never;
};

/** Contracts of a set of Apis. */
export type Contracts<Apis> = {
  readonly [Name in keyof Apis]: Contract<
    Apis[Name] extends (scope: string) => infer Api ? Api : Apis[Name]
  >;
};

type ArgumentsSchema = v.GenericSchema<unknown, readonly unknown[]>;

type AnyContracts = Readonly<Record<string, Readonly<Record<string, ArgumentsSchema>>>>;

/** An error that the other end threw. `failure` is its `SourceFailure`, if it had one. */
export class RemoteError extends Error {
  constructor(
    message: string,
    readonly failure?: unknown,
  ) {
    super(message);
    this.name = 'RemoteError';
  }
}

/** Calls the other end. Dispose it when the channel closes, so that open calls are rejected. */
export class RpcClient implements IDisposable {
  private readonly open = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  private nextId = 1;
  private closedBecause: string | undefined;
  private readonly listening: IDisposable;

  constructor(private readonly channel: Channel) {
    this.listening = channel.listen(message => this.receive(message));
  }

  call(call: Call): Promise<unknown> {
    if (this.closedBecause !== undefined) {
      return Promise.reject(new RemoteError(this.closedBecause));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.channel.post({ rpc: 'request', id, ...call } satisfies Request);
    });
  }

  /** Returns the other end's set of Apis as an object. */
  apis<Apis>(): RemoteApis<Apis> {
    return remoteApis(call => this.call(call));
  }

  /** Rejects all open and later calls. */
  close(reason: string): void {
    if (this.closedBecause !== undefined) return;
    this.closedBecause = reason;
    this.listening.dispose();
    for (const { reject } of this.open.values()) reject(new RemoteError(reason));
    this.open.clear();
  }

  dispose(): void {
    this.close('the connection was closed');
  }

  private receive(message: unknown): void {
    if (!v.is(answerSchema, message)) return;
    const waiting = this.open.get(message.id);
    if (!waiting) return;
    this.open.delete(message.id);
    if (message.rpc === 'result') waiting.resolve(message.value);
    else waiting.reject(new RemoteError(message.message, message.failure));
  }
}

/** Returns a set of Apis whose methods are all answered by `ask`. */
export function remoteApis<Apis>(ask: (call: Call) => Promise<unknown>): RemoteApis<Apis> {
  const methods = (target: object, address: Pick<Call, 'api' | 'scope'>): object =>
    new Proxy(target, {
      get: (_target, method) =>
        isName(method) ? (...args: unknown[]) => ask({ ...address, method, args }) : undefined,
    });
  return new Proxy({} as RemoteApis<Apis>, {
    get(_target, api) {
      if (!isName(api)) return undefined;
      return methods((scope: string) => methods({}, { api, scope }), { api });
    },
  });
}

/** Promise resolution reads `then`, which is not a method: a proxy is not a promise. */
const isName = (name: string | symbol): name is string =>
  typeof name === 'string' && name !== 'then';

/** Answers each incoming call. The other end gets an error that `answer` throws as a failure. */
export function serveCalls(channel: Channel, answer: (call: Call) => unknown): IDisposable {
  return channel.listen(message => {
    if (!v.is(requestHeadSchema, message)) return;
    const { id } = message;
    void (async () => {
      try {
        const value = await answer(v.parse(callSchema, message));
        channel.post({ rpc: 'result', id, value } satisfies Answer);
      } catch (error) {
        channel.post({ rpc: 'failure', id, ...failureOf(error) } satisfies Answer);
      }
    })();
  });
}

function failureOf(error: unknown): { readonly message: string; readonly failure?: unknown } {
  if (!(error instanceof Error)) return { message: String(error) };
  return 'failure' in error && error.failure !== undefined
    ? { message: error.message, failure: error.failure }
    : { message: error.message };
}

/** Answers calls with the methods of `apis` that the contracts declare. */
export const serve = <Apis extends object>(
  channel: Channel,
  apis: Apis,
  contracts: Contracts<Apis> & AnyContracts,
): IDisposable => serveCalls(channel, call => answer(apis, contracts, call));

/** @returns true when the contracts declare the method */
export const isDeclared = (contracts: AnyContracts, { api, method }: Call): boolean =>
  contractOf(contracts, api, method) !== undefined;

/**
 * Checks the arguments of a call, and calls the method.
 *
 * @throws an error with a sentence when the contracts do not declare the method or reject its
 *   arguments
 */
export function answer(apis: object, contracts: AnyContracts, call: Call): unknown {
  const schema = contractOf(contracts, call.api, call.method);
  if (!schema) throw new Error(`no method ${call.api}.${call.method}`);
  const checked = v.safeParse(schema, call.args, { abortEarly: true });
  if (!checked.success) throw new Error(refusal(call, checked.issues[0]));
  return invoke(apis, { ...call, args: checked.output });
}

/** Calls the method with any arguments. The caller has checked that it is declared. */
export function invoke(apis: object, { api, scope, method, args }: Call): unknown {
  const member: unknown = Reflect.get(apis, api);
  const isScoped = scope !== undefined && typeof member === 'function';
  const target: unknown = isScoped ? Reflect.apply(member, apis, [scope]) : member;
  if (target !== null && (typeof target === 'object' || typeof target === 'function')) {
    const found: unknown = Reflect.get(target, method);
    if (typeof found === 'function') return Reflect.apply(found, target, args);
  }
  throw new Error(`no method ${api}.${method}`);
}

function contractOf(
  contracts: AnyContracts,
  api: string,
  method: string,
): ArgumentsSchema | undefined {
  const contract = Object.hasOwn(contracts, api) ? contracts[api] : undefined;
  return contract && Object.hasOwn(contract, method) ? contract[method] : undefined;
}

/** Maximum length of an error message in characters, because rejected values may be long. */
const maxRefusal = 300;

/**
 * Formats an error: `view.setFilter, argument 1.hiddenLanes: Invalid type: Expected Array but
 * received 7`.
 */
function refusal({ api, method }: Call, issue: v.BaseIssue<unknown>): string {
  const [at, ...path] = (issue.path ?? []).map(({ key }) => key);
  const place = typeof at === 'number' ? `, argument ${[at + 1, ...path].join('.')}` : '';
  return printable(`${api}.${method}${place}: ${issue.message}`, maxRefusal);
}
