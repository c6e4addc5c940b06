/** Serves a webview: its host's interface, and the engine's, forwarded verbatim. */
import type { IDisposable } from '../../core/base/disposable';
import { toDisposable } from '../../core/base/disposable';
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

/**
 * A page that goes away with its tab says nothing any more: its views are closed for it.
 *
 * @param engine asked anew for each request: a capture may change its engine
 */
export function serveWebview(
  channel: Channel,
  host: Answering<HostApi>,
  engine: () => Remote<EngineApi>,
): IDisposable {
  const views = new Set<string>();
  const forwarded = forwarding(engine);
  const api = {
    ...host,
    ...forwarded,
    setFilter(...[view, filter]: Parameters<EngineApi['setFilter']>) {
      views.add(view);
      return forwarded.setFilter(view, filter);
    },
  };
  const serving = serve(channel, api, [...hostApiMethods, ...engineApiMethods]);
  return toDisposable(() => {
    serving.dispose();
    // An engine that has ended has no views.
    for (const view of views) forwarded.closeView(view).catch(() => undefined);
  });
}

const forwarding = (engine: () => Remote<EngineApi>) =>
  Object.fromEntries(
    engineApiMethods.map(name => [
      name,
      async (...args: unknown[]) =>
        await (engine()[name] as (...args: unknown[]) => unknown)(...args),
    ]),
  ) as unknown as Remote<EngineApi>;
