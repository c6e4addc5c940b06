/** Loads the built webview into a browser, as VS Code would, and answers its requests. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { toDisposable } from '../../src/core/base/disposable';
import { webviewEngineContracts } from '../../src/protocol/engineApi';
import type { ToWebview, WebviewApis } from '../../src/protocol/hostApi';
import { hostContract } from '../../src/protocol/hostApi';
import type { Answering, Channel, Contracts } from '../../src/protocol/rpc';
import { answer, serveCalls } from '../../src/protocol/rpc';
import { timeoutMillis } from '../support/timeout.mts';
import { themes } from './themes';

export interface OpenWebview {
  readonly page: Page;
  /** Warnings and errors that the page wrote to its console, and uncaught errors. */
  readonly complaints: readonly string[];
  readonly announce: (message: ToWebview) => Promise<void>;
  /** Waits until the page has handled every message that was sent to it, and has painted a frame. */
  readonly untilPainted: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The Apis that a webview asks; each method answers at once or later. */
export type AnsweringApis = {
  readonly [Name in keyof WebviewApis]: WebviewApis[Name] extends (scope: string) => infer Api
    ? (scope: string) => Answering<Api>
    : Answering<WebviewApis[Name]>;
};

const webviewContracts: Contracts<WebviewApis> = { ...webviewEngineContracts, host: hostContract };

export interface OpenOptions {
  readonly api: AnsweringApis;
  /** Default `dark`. */
  readonly theme?: keyof typeof themes;
  /** Default 1360 × 860. */
  readonly size?: { readonly width: number; readonly height: number };
}

const dist = path.resolve('dist');
const origin = 'https://webview.test';

export async function openWebview(browser: Browser, options: OpenOptions): Promise<OpenWebview> {
  const { api, theme = 'dark', size = { width: 1360, height: 860 } } = options;
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(timeoutMillis);
  const complaints: string[] = [];
  page.on('console', message => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));

  const listeners = new Set<(message: unknown) => void>();
  await page.exposeFunction('postToHost', (message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  const post = (message: unknown) =>
    page.evaluate(data => window.postMessage(data, '*'), message).catch(() => undefined);
  const channel: Channel = {
    post: message => void post(message),
    listen(listener) {
      listeners.add(listener);
      return toDisposable(() => listeners.delete(listener));
    },
  };
  const serving = serveCalls(channel, call => answer(api, webviewContracts, call));

  await page.route(`${origin}/**`, route => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: html(theme) });
    const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    return route.fulfill({ contentType, body: readFileSync(path.join(dist, name), 'utf8') });
  });
  await page.goto(`${origin}/`);
  return {
    page,
    complaints,
    announce: async message => {
      await post(message);
    },
    untilPainted: () => untilPainted(page),
    async close() {
      serving.dispose();
      await page.close();
    },
  };
}

/**
 * The page gets messages in the order in which they were posted, so that one more comes after all
 * others. A listener that was registered before the webview's keeps it from the webview, which
 * would report an unknown message.
 */
const untilPainted = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>(resolve => {
        window.addEventListener('last-message', () => resolve(), { once: true });
        window.postMessage('last', '*');
      }),
  );

const tellOfLastMessage = `
  window.addEventListener('message', event => {
    if (event.data !== 'last') return;
    event.stopImmediatePropagation();
    const tell = () => window.dispatchEvent(new Event('last-message'));
    requestAnimationFrame(() => requestAnimationFrame(tell));
  });`;

function html(theme: keyof typeof themes): string {
  const nonce = 'bm9uY2U';
  const csp = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${origin} 'unsafe-inline'`,
    `img-src ${origin} data:`,
    `font-src ${origin}`,
  ].join('; ');
  const { bodyClass, variables } = themes[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ')
    .replaceAll('"', "'");
  return `<!DOCTYPE html>
<html lang="en" style="${style}">
<head>
  <meta charset="utf-8">
  <title>RPC Scope</title>
  <meta http-equiv="Content-Security-Policy" content="${csp}">
  <link rel="stylesheet" href="${origin}/webview.css">
  <script nonce="${nonce}">
    window.acquireVsCodeApi = () => ({ postMessage: message => window.postToHost(message) });
    ${tellOfLastMessage}
  </script>
</head>
<body class="${bodyClass}" data-vscode-theme-kind="${bodyClass}">
  <div id="app"></div>
  <script type="module" nonce="${nonce}" src="${origin}/webview.js"></script>
</body>
</html>`;
}
