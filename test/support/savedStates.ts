import type { Page } from 'playwright-core';

/** A request of a webview, or the answer to one, as far as states of diagrams are concerned. */
interface Seen {
  readonly rpc: string;
  readonly id: number;
  readonly state: string | undefined;
}

/** The states that diagrams have saved, seen in the messages between their frames and VS Code. */
export class SavedStates {
  /** The state that was kept last; `''` before the first one. */
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

/** Runs in each frame: a webview's frame gets answers, the frame around it gets requests. */
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
  window.addEventListener('message', event => {
    const message = rpcMessageIn(event.data);
    if (!message) return;
    const isSave = message['method'] === 'saveUiState';
    if (!isSave && message['rpc'] !== 'result') return;
    const state = isSave ? (message['args'] as readonly unknown[])[0] : undefined;
    const { rpcMessageSeen } = window as unknown as { rpcMessageSeen: (seen: object) => void };
    rpcMessageSeen({ rpc: message['rpc'], id: message['id'], state });
  });
}
