import type { HostApi, InitialState, WebviewApis } from '../../src/protocol/hostApi';
import { invoke, remoteApis } from '../../src/protocol/rpc';
import type { AnsweringApis } from './openWebview';
import { usualLooks } from '../support/usualLooks';

/** State of a stored capture whose tab was never open, in a workspace without filters. */
const untouched: InitialState = {
  uiState: undefined,
  startLooks: usualLooks,
  density: 'comfortable',
  hiddenLanes: [],
  isLive: false,
  reconnectTo: undefined,
  muted: [],
  filters: { saved: [], history: [] },
};

/**
 * Answers a webview's questions with a real engine; the host's methods do nothing.
 *
 * @param engine an `EngineApi`, here or in a worker
 * @param initial state of the tab, as far as it differs from an untouched one; read at each call
 * @param host host methods that do something
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
