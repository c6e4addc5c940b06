import { toDisposable } from '../../src/core/base/disposable';
import type { WebviewApis } from '../../src/protocol/hostApi';
import type { Channel, RemoteApis } from '../../src/protocol/rpc';

/** Everything that the webview may ask; the host forwards what is the engine's. */
export type Apis = RemoteApis<WebviewApis>;

/** The only door of a webview. */
interface VsCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** May be called once in the life of a page: VS Code hands its door out once. */
export function hostChannel(): Channel {
  const vscode = acquireVsCodeApi();
  return {
    post: message => vscode.postMessage(message),
    listen(listener) {
      const receive = (event: MessageEvent) => listener(event.data);
      window.addEventListener('message', receive);
      return toDisposable(() => window.removeEventListener('message', receive));
    },
  };
}
