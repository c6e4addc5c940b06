import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './root.mts';

const { resolve } = createRequire(import.meta.url);

/**
 * The bundles that index code, as the build makes them.
 *
 * @returns paths of the parser, and of the indexer's worker and the command line that look for it
 */
export async function bundleCode(
  folder: string,
): Promise<{ parser: string; indexer: string; cli: string }> {
  mkdirSync(folder, { recursive: true });
  const bundle = (entry: string, name: string) => {
    const outfile = path.join(folder, name);
    return build({
      entryPoints: [path.join(root, entry)],
      outfile,
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'error' },
      alias: { 'web-tree-sitter': resolve('web-tree-sitter') },
    }).then(() => outfile);
  };
  for (const file of [
    'web-tree-sitter/web-tree-sitter.wasm',
    'tree-sitter-python/tree-sitter-python.wasm',
  ]) {
    copyFileSync(resolve(file), path.join(folder, path.basename(file)));
  }
  const [parser, indexer, cli] = await Promise.all([
    bundle('src/indexer/parserThread.ts', 'parser.js'),
    bundle('src/indexer/worker.ts', 'indexer.js'),
    bundle('src/cli/main.ts', 'cli.js'),
  ]);
  return { parser, indexer, cli };
}
