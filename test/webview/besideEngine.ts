import type { HostApi, InitialState, WebviewApis } from '../../src/protocol/hostApi';
import { invoke, remoteApis } from '../../src/protocol/rpc';
import type { AnsweringApis } from './openWebview';

/** A stored capture in a tab that was never open, in a workspace without filters. */
const untouched: InitialState = {
  uiState: undefined,
  hiddenLanes: [],
  isLive: false,
  reconnectTo: undefined,
  muted: [],
  filters: { saved: [], history: [] },
};

/**
 * Answers what a webview asks with a real engine: the host does nothing that is asked of it.
 *
 * @param engine an `EngineApi`, here or in a worker
 * @param initial state of the tab, as far as it is another; a function is asked each time
 * @param host methods that do something all the same
 */
export function besideEngine(
  engine: object,
  initial: () => Partial<InitialState> = () => ({}),
  host: Partial<HostApi> = {},
): AnsweringApis {
  const own: Partial<HostApi> = { initialState: () => ({ ...untouched, ...initial() }), ...host };
  return remoteApis<WebviewApis>(async call => {
    await Promise.resolve();
    if (call.api !== 'host') return invoke(engine, call);
    return Object.hasOwn(own, call.method) ? invoke({ host: own }, call) : undefined;
  });
}
