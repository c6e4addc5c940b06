/**
 * Bundles sources of the tests with the code that they use, and runs the first one with the arguments
 * of this process.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);
/** Sources of test/support look for files by their own place, which a bundle forgets. */
const ownPlaces = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /test[\\/]support[\\/].*ts$/ }, ({ path: file }) => ({
      loader: 'ts',
      contents: readFileSync(file, 'utf8').replaceAll(
        'import.meta.dirname',
        JSON.stringify(path.dirname(file)),
      ),
    })),
};

/**
 * @param {readonly string[]} entryPoints sources; the first one is run
 * @param {string} outdir folder of the bundles
 * @returns {Promise<never>}
 */
export async function runBundled(entryPoints, outdir) {
  await build({
    entryPoints: [...entryPoints],
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // These start programs of their own packages, and cannot be bundled.
    external: ['playwright-core', 'esbuild'],
    alias: { 'web-tree-sitter': resolve('web-tree-sitter') },
    plugins: [ownPlaces],
    logLevel: 'warning',
  });
  const main = path.join(outdir, path.basename(entryPoints[0] ?? '').replace(/\.ts$/, '.js'));
  const { status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}
