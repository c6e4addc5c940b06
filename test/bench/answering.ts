import type { EngineClient } from '../../src/engine/client';
import type { AnsweringApi } from '../webview/openWebview';

/** What the host answers itself, and the engine the rest. */
export function answering({ api }: EngineClient, { isLive }: { isLive: boolean }): AnsweringApi {
  const initialState = () => ({
    uiState: undefined,
    hiddenLanes: [],
    isLive,
    reconnectTo: undefined,
    muted: [],
    filters: { saved: [], history: [] },
  });
  const host: Record<string, unknown> = {
    initialState,
    saveUiState: () => undefined,
    setHiddenLanes: () => undefined,
    addToHistory: () => undefined,
    codeOf: () => undefined,
    skewsOf: () => undefined,
  };
  return new Proxy(api as unknown as AnsweringApi, {
    get: (engine, name) => host[String(name)] ?? engine[name as keyof AnsweringApi],
  });
}
