/**
 * Opens a VS Code with RPC Scope in it and the sample capture drawn: the desktop's, where there is
 * one that can be used, else one in the browser.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { remoteUri, startCodeServer, workbenchUrl } from './codeServer.mts';
import { ensureCodeServer } from './codeServerInstall.mts';
import { findOnPath, run } from './processes.mts';
import { cache, root } from './root.mts';
import { openSignIn } from './signIn.mts';
import { buildVsix, vsixFile } from './vsix.mts';

try {
  buildVsix();
  const sample = importSample();
  const desktop = process.argv.includes('--browser') ? undefined : desktopCode();
  if (desktop === undefined) await openInBrowser(sample);
  else openOnDesktop(desktop, sample);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function importSample(): string {
  const folder = path.join(cache, 'sample');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const capture = path.join(folder, 'server-boot.rpcscope');
  const records = path.join(root, 'media', 'sample', 'server-boot.ndjson.gz');
  run(process.execPath, [path.join(root, 'dist', 'cli.js'), 'import', records, capture]);
  return capture;
}

/** The desktop's `code`, where it can open a window: not as root, not in a remote terminal. */
function desktopCode(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  const hasScreen = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  const isRoot = process.getuid?.() === 0;
  return hasScreen && !isRoot && !VSCODE_IPC_HOOK_CLI ? findOnPath('code') : undefined;
}

function openOnDesktop(code: string, sample: string): void {
  run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, sample]);
  console.log('RPC Scope is open in VS Code.');
}

async function openInBrowser(sample: string): Promise<void> {
  ensureCodeServer();
  const port = Number(process.env['PORT'] ?? 0);
  // Everybody on this machine can reach the port, and an editor runs what it is told to.
  const password = randomBytes(18).toString('base64url');
  const server = await startCodeServer({
    home: path.join(cache, 'start'),
    vsix: vsixFile,
    idleSeconds: 0,
    password,
    // The file is opened before the workbench knows the extension; this makes the workbench wait.
    settings: { 'workbench.editorAssociations': { '*.rpcscope': 'rpcscope.diagram' } },
    ...(port > 0 ? { port } : {}),
  });
  const url = workbenchUrl(server, undefined, [['openFile', remoteUri(server, sample)]]);
  const signIn = await openSignIn(server, password, url);
  console.log(
    `\nRPC Scope is open at\n\n  ${signIn.url}\n\nwhich leads to ${server.url} with the password ${password}. Ctrl+C stops it.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      signIn.close();
      void server.stop();
    });
  }
  await server.exited;
}
