// Bundles the benchmark with the code that it measures, and runs it: npm run bench [-- import
// formats live …]
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);
const outdir = '.cache/bench';
await build({
  entryPoints: ['test/bench/bench.ts', 'test/bench/parseOnlyThread.ts'],
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  // Not bundled, because it starts programs of its own package.
  external: ['playwright-core'],
  alias: { 'web-tree-sitter': resolve('web-tree-sitter') },
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
