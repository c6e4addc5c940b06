import './page.css';
import { render } from 'preact';
import type { WebviewApis } from '../src/protocol/hostApi';
import { RpcClient } from '../src/protocol/rpc';
import { Diagram } from './model/diagram';
import { handleHostMessage } from './model/handleHostMessage';
import { readHostMessage } from './model/hostMessages';
import { StateKeeper } from './model/state/stateKeeper';
import { hostChannel } from './model/vscodeApi';
import { App } from './widgets/app';
import { registerControls } from './widgets/controls';

const root = document.getElementById('app') ?? document.body;

/** Before the diagram stands, an error can only be shown in place of the page. */
const sayIt = (error: unknown) => {
  root.textContent = `RPC Scope could not start: ${String(error)}`;
};

try {
  start();
} catch (error) {
  sayIt(error);
  throw error;
}

function start(): void {
  registerControls();
  const channel = hostChannel();
  const rpc = new RpcClient(channel);
  const apis = rpc.apis<WebviewApis>();
  const diagram = new Diagram({
    apis,
    viewName: crypto.randomUUID(),
    schedule: run => void requestAnimationFrame(run),
  });
  channel.listen(data => {
    const read = readHostMessage(data);
    if (!read) return;
    if ('message' in read) handleHostMessage(diagram, read.message);
    else console.warn('rpcscope: message dropped,', read.dropped);
  });
  window.addEventListener('error', event => {
    // Chromium reports a size that changed twice in one frame; nothing is wrong.
    if (event.message.startsWith('ResizeObserver loop')) return;
    diagram.feedback.report(event.error ?? event.message);
  });
  window.addEventListener('unhandledrejection', event => diagram.feedback.report(event.reason));

  const keeper = new StateKeeper(diagram.capture, diagram.state, state =>
    apis.host.saveUiState(state),
  );
  document.addEventListener('visibilitychange', () => keeper.flush());
  window.addEventListener('pagehide', () => {
    keeper.flush();
    diagram.dispose();
  });

  render(<App diagram={diagram} />, root);
  void diagram.start();
}
