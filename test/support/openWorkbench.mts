/**
 * Opens a VS Code with RPC Scope in it and the sample capture drawn: the desktop's, where there is
 * one that can be used, else one in the browser.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { remoteUri, startCodeServer, workbenchUrl } from './codeServer.mts';
import { ensureCodeServer } from './codeServerInstall.mts';
import { findOnPath, run } from './processes.mts';
import { cache, root } from './root.mts';
import { buildVsix, vsixFile } from './vsix.mts';

const folder = path.join(cache, 'start');
const sample = path.join(folder, 'server-boot.rpcscope');

run(process.execPath, ['esbuild.mjs'], { cwd: root });
rmSync(sample, { force: true });
run(process.execPath, [
  path.join(root, 'dist', 'cli.js'),
  'import',
  path.join(root, 'media', 'sample', 'server-boot.ndjson.gz'),
  sample,
]);

const desktop = process.argv.includes('--browser') ? undefined : desktopCode();
if (desktop) {
  run(desktop, ['--new-window', `--extensionDevelopmentPath=${root}`, sample]);
  console.log('RPC Scope is open in VS Code.');
} else {
  await openInBrowser();
}

/** The desktop's `code`, where it can open a window: not as root, not in a remote terminal. */
function desktopCode(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  const hasScreen = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  const isRoot = process.getuid?.() === 0;
  return hasScreen && !isRoot && !VSCODE_IPC_HOOK_CLI ? findOnPath('code') : undefined;
}

async function openInBrowser(): Promise<void> {
  ensureCodeServer();
  buildVsix();
  const port = Number(process.env['PORT'] ?? 0);
  const server = await startCodeServer({
    home: path.join(folder, 'vscode'),
    vsix: vsixFile,
    idleSeconds: 0,
    // The file is opened before the workbench knows the extension: this makes it wait.
    settings: { 'workbench.editorAssociations': { '*.rpcscope': 'rpcscope.diagram' } },
    ...(port > 0 ? { port } : {}),
  });
  const url = workbenchUrl(server, undefined, [['openFile', remoteUri(server, sample)]]);
  console.log(`\nRPC Scope is open at\n\n  ${url}\n\nCtrl+C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void server.stop());
  }
  await server.exited;
}
