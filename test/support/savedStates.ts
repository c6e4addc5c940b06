import type { Page } from 'playwright-core';

/** A request to save the state of a diagram, or an answer to any request. */
interface Seen {
  readonly rpc: string;
  readonly id: number;
  readonly state: string | undefined;
}

/** The states that diagrams have saved, seen in the messages between their frames and VS Code. */
export class SavedStates {
  /** The state that VS Code kept last; `''` before the first one. */
  newest = '';
  private readonly asked = new Map<number, string>();

  /** Watches the page and all frames in it. Call it before the page is loaded. */
  async watch(page: Page): Promise<void> {
    await page.exposeFunction('rpcMessageSeen', (seen: Seen) => this.see(seen));
    await page.addInitScript(watchMessages);
  }

  private see({ rpc, id, state }: Seen): void {
    if (state !== undefined) this.asked.set(id, state);
    if (rpc !== 'result') return;
    this.newest = this.asked.get(id) ?? this.newest;
    this.asked.delete(id);
  }
}

/**
 * Runs in each frame. The frame around a webview gets its requests. The webview's own frame gets the
 * answers; VS Code writes its document anew, which takes listeners away, so it is watched from the
 * first request on.
 */
function watchMessages(): void {
  /** VS Code wraps what a webview posts. */
  const rpcMessageIn = (value: unknown, depth = 0): Record<string, unknown> | undefined => {
    if (typeof value !== 'object' || value === null || depth > 3) return undefined;
    const fields = value as Record<string, unknown>;
    if ('rpc' in fields && 'id' in fields) return fields;
    for (const inner of Object.values(fields)) {
      const found = rpcMessageIn(inner, depth + 1);
      if (found) return found;
    }
    return undefined;
  };
  const watched = new WeakSet<object>();
  const onMessage = ({ data, source }: MessageEvent): void => {
    const message = rpcMessageIn(data);
    if (!message) return;
    const isRequest = message['rpc'] === 'request';
    if (isRequest && source && !watched.has(source)) {
      watched.add(source);
      source.addEventListener('message', event => onMessage(event as MessageEvent));
    }
    const isSave = message['method'] === 'saveUiState';
    if (isRequest && !isSave) return;
    const state = isSave ? (message['args'] as readonly unknown[])[0] : undefined;
    const { rpcMessageSeen } = window as unknown as { rpcMessageSeen: (seen: object) => void };
    rpcMessageSeen({ rpc: message['rpc'], id: message['id'], state });
  };
  window.addEventListener('message', onMessage);
}
