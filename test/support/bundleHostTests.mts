import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './root.mts';

/** Bundles each test file of test/host, and the index that runs them. @returns the index's path */
export async function bundleHostTests(): Promise<string> {
  const folder = path.join(root, 'test', 'host');
  const outdir = path.join(cache, 'host-tests');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...globSync('*.test.ts', { cwd: folder })].map(file =>
      path.join(folder, file),
    ),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

if (import.meta.main) await bundleHostTests();
