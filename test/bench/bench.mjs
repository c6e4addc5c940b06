// Bundles the benchmark with the code that it measures, and runs it: npm run bench [-- import
// formats live …]. With --names it only prints what can be measured.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);
const outdir = '.cache/bench';
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
await build({
  entryPoints: ['test/bench/bench.ts', 'test/bench/parseOnlyThread.ts'],
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  // Not bundled, because they start programs of their own packages.
  external: ['playwright-core', 'esbuild'],
  alias: { 'web-tree-sitter': resolve('web-tree-sitter') },
  plugins: [ownPlaces],
  logLevel: 'warning',
});
const { status } = spawnSync(
  process.execPath,
  [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    `${outdir}/bench.js`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
