import { toDisposable } from '../../src/core/base/disposable';
import type { WebviewApis } from '../../src/protocol/hostApi';
import type { Channel, RemoteApis } from '../../src/protocol/rpc';

/** All questions that the webview may ask; the host forwards those for the engine. */
export type Apis = RemoteApis<WebviewApis>;

/** The webview's only connection to VS Code. */
interface VsCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** Must be called only once in the life of a page, because VS Code hands out its API once. */
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
