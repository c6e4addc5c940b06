import type { HostApi, InitialState } from '../../src/protocol/hostApi';
import { hostApiMethods } from '../../src/protocol/hostApi';
import type { AnsweringApi } from './openWebview';

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
 * What a webview asks, with a real engine behind it: the host does nothing that is asked of it.
 *
 * @param engine an `EngineApi`, here or in a worker
 * @param initial of the tab, where it is another; a function is asked each time
 * @param host what it does all the same
 */
export function besideEngine(
  engine: object,
  initial: () => Partial<InitialState> = () => ({}),
  host: Partial<HostApi> = {},
): AnsweringApi {
  const own: Partial<HostApi> = { initialState: () => ({ ...untouched, ...initial() }), ...host };
  const ofHost: ReadonlySet<string> = new Set(hostApiMethods);
  const methods = engine as Readonly<Record<string, (...args: unknown[]) => unknown>>;
  const answers = (name: string) => {
    const given = own[name as keyof HostApi];
    if (given ?? ofHost.has(name)) return given ?? (() => undefined);
    return (...args: unknown[]) => methods[name]?.(...args);
  };
  return new Proxy({}, { get: (_, name) => answers(String(name)) }) as AnsweringApi;
}
