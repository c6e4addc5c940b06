import path from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './root.mts';

/** Bundles test/host for an extension host. @returns the bundle's path */
export async function bundleHostTests(): Promise<string> {
  const outfile = path.join(cache, 'host-tests', 'index.js');
  await build({
    entryPoints: [path.join(root, 'test', 'host', 'index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}

if (import.meta.main) await bundleHostTests();
