/** Serves a webview: the host's own Api, and its capture's engine, to which calls are forwarded. */
import type { IDisposable } from '../../core/base/disposable';
import { toDisposable } from '../../core/base/disposable';
import type { EngineApi } from '../../protocol/engineApi';
import { webviewEngineContracts } from '../../protocol/engineApi';
import type { HostApi } from '../../protocol/hostApi';
import { hostContract } from '../../protocol/hostApi';
import type { Answering, Channel, RemoteApis } from '../../protocol/rpc';
import { answer, invoke, isDeclared, serveCalls } from '../../protocol/rpc';

/**
 * Answers calls of a page. A page that is closed with its tab cannot close its views, so they are
 * closed for it.
 *
 * @param engine returns the engine for each call, because a capture may change its engine
 */
export function serveWebview(
  channel: Channel,
  host: Answering<HostApi>,
  engine: () => RemoteApis<EngineApi>,
): IDisposable {
  const views = new Set<string>();
  const serving = serveCalls(channel, call => {
    if (!isDeclared(webviewEngineContracts, call)) {
      return answer({ host }, { host: hostContract }, call);
    }
    if (call.api === 'view' && call.scope !== undefined) views.add(call.scope);
    // The engine checks the arguments.
    return invoke(engine(), call);
  });
  return toDisposable(() => {
    serving.dispose();
    for (const view of views) void closeView(engine, view);
  });
}

async function closeView(engine: () => RemoteApis<EngineApi>, view: string): Promise<void> {
  try {
    await engine().view(view).close();
  } catch {
    // An engine that has ended has no views.
  }
}
