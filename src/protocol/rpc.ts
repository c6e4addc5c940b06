/**
 * Requests and answers over any channel that carries structured clones: the engine's worker port,
 * a webview's `postMessage`. Every request ends: with a result, with a failure, or rejected when
 * the channel closes.
 */
import type { IDisposable } from '../core/base/disposable';

/** One end of a channel. */
export interface Channel {
  post(message: unknown): void;
  /** Calls back for each message that arrives. */
  listen(listener: (message: unknown) => void): IDisposable;
}

interface RpcRequestMessage {
  readonly rpc: 'request';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
interface RpcResultMessage {
  readonly rpc: 'result';
  readonly id: number;
  readonly value: unknown;
}
interface RpcFailureMessage {
  readonly rpc: 'failure';
  readonly id: number;
  readonly message: string;
  /** A `SourceFailure`, where the error carried one. */
  readonly failure?: unknown;
}

/** The other end's interface, with every answer a promise. */
export type Remote<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** The names of an interface's methods; the compiler refuses a gap and a stranger. */
export const methodNames = <Api>(methods: Readonly<Record<Extract<keyof Api, string>, true>>) =>
  Object.keys(methods) as Extract<keyof Api, string>[];

/** An error that the other end threw. `failure` is its `SourceFailure`, where it had one. */
export class RemoteError extends Error {
  constructor(
    message: string,
    readonly failure?: unknown,
  ) {
    super(message);
    this.name = 'RemoteError';
  }
}

const isMessage = (value: unknown): value is { rpc: unknown; id: unknown } =>
  typeof value === 'object' && value !== null && 'rpc' in value && 'id' in value;

/** Asks the other end. Dispose it when the channel closes: open requests are rejected. */
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

  call(method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.closedBecause !== undefined) {
      return Promise.reject(new RemoteError(this.closedBecause));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.channel.post({ rpc: 'request', id, method, args } satisfies RpcRequestMessage);
    });
  }

  /** The other end as an object of its interface. */
  proxy<Api>(): Remote<Api> {
    return new Proxy({} as Remote<Api>, {
      get: (_target, name) =>
        // Promise resolution probes for `then`: a proxy is not a promise.
        typeof name === 'string' && name !== 'then'
          ? (...args: unknown[]) => this.call(name, args)
          : undefined,
    });
  }

  /** Rejects what is open and all that follows. */
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
    if (!isMessage(message) || typeof message.id !== 'number') return;
    const waiting = this.open.get(message.id);
    if (!waiting) return;
    if (message.rpc === 'result') {
      this.open.delete(message.id);
      waiting.resolve((message as unknown as RpcResultMessage).value);
    } else if (message.rpc === 'failure') {
      this.open.delete(message.id);
      const { message: text, failure } = message as unknown as RpcFailureMessage;
      waiting.reject(new RemoteError(text, failure));
    }
  }
}

/**
 * Answers requests with the methods of `api`, and only those named: a message that asks for
 * anything else gets a failure.
 */
export function serve<Api extends object>(
  channel: Channel,
  api: Api,
  methods: readonly (keyof Api & string)[],
): IDisposable {
  const allowed = new Set<string>(methods);
  return channel.listen(message => {
    if (!isMessage(message) || message.rpc !== 'request' || typeof message.id !== 'number') return;
    const { id, method, args } = message as unknown as RpcRequestMessage & { args: unknown };
    void (async () => {
      try {
        if (!allowed.has(method) || !Array.isArray(args)) throw new Error(`no method ${method}`);
        const handler = api[method as keyof Api] as (...args: readonly unknown[]) => unknown;
        const value = await handler.apply(api, args as readonly unknown[] as unknown[]);
        channel.post({ rpc: 'result', id, value } satisfies RpcResultMessage);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        const failure = (error as { failure?: unknown } | null)?.failure;
        channel.post({
          rpc: 'failure',
          id,
          message: text,
          ...(failure === undefined ? {} : { failure }),
        } satisfies RpcFailureMessage);
      }
    })();
  });
}
