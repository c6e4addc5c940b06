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

/** Runs in each frame. The messages between a webview and VS Code go through message ports. */
function watchMessages(): void {
  /** VS Code wraps the messages of a webview. */
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
  const see = (posted: unknown): void => {
    const message = rpcMessageIn(posted);
    if (!message) return;
    const isSave = message['method'] === 'saveUiState';
    if (message['rpc'] === 'request' && !isSave) return;
    const state = isSave ? (message['args'] as readonly unknown[])[0] : undefined;
    const { rpcMessageSeen } = window as unknown as { rpcMessageSeen: (seen: object) => void };
    rpcMessageSeen({ rpc: message['rpc'], id: message['id'], state });
  };
  const { postMessage } = Object.getOwnPropertyDescriptors(MessagePort.prototype);
  Object.defineProperty(MessagePort.prototype, 'postMessage', {
    value(this: MessagePort, ...args: Parameters<MessagePort['postMessage']>) {
      see(args[0]);
      postMessage.value?.apply(this, args);
    },
  });
}
