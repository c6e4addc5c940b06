/** Serves a webview: its host's interface, and the engine's, forwarded verbatim. */
import type { IDisposable } from '../../core/base/disposable';
import type { EngineApi } from '../../protocol/engineApi';
import { engineApiMethods } from '../../protocol/engineApi';
import type { HostApi } from '../../protocol/hostApi';
import { hostApiMethods } from '../../protocol/hostApi';
import type { Channel, Remote } from '../../protocol/rpc';
import { serve } from '../../protocol/rpc';

/** An interface as its server has it: an answer may take its time. */
export type Answering<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Result | Promise<Result>
    : never;
};

/** @param engine asked anew for each request: a capture may change its engine */
export const serveWebview = (
  channel: Channel,
  host: Answering<HostApi>,
  engine: () => Remote<EngineApi>,
): IDisposable =>
  serve(channel, { ...host, ...forwarding(engine) }, [...hostApiMethods, ...engineApiMethods]);

const forwarding = (engine: () => Remote<EngineApi>) =>
  Object.fromEntries(
    engineApiMethods.map(name => [
      name,
      (...args: unknown[]) => (engine()[name] as (...args: unknown[]) => unknown)(...args),
    ]),
  ) as unknown as Remote<EngineApi>;
