// Builds the bundles: extension host, engine, indexer and its parsers, command line, webview.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { context } from 'esbuild';
import { writeNotices } from './notices.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  // Licences stand in a file of their own.
  legalComments: 'none',
  metafile: production,
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};
const { resolve } = createRequire(import.meta.url);
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // Its ES module looks for itself by import.meta, which a CommonJS bundle lacks.
  alias: { 'web-tree-sitter': resolve('web-tree-sitter') },
};

const bundles = [
  {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
  },
  { ...node, entryPoints: ['src/engine/worker.ts'], outfile: 'dist/engine.js' },
  { ...node, entryPoints: ['src/indexer/worker.ts'], outfile: 'dist/indexer.js' },
  { ...node, entryPoints: ['src/indexer/parserThread.ts'], outfile: 'dist/parser.js' },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    entryPoints: ['webview/main.tsx'],
    outfile: 'dist/webview.js',
    platform: 'browser',
    format: 'esm',
    target: 'chrome134',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

mkdirSync('dist', { recursive: true });
const parsers = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-python/tree-sitter-python.wasm',
];
for (const file of parsers) copyFileSync(resolve(file), `dist/${file.split('/')[1]}`);

const contexts = await Promise.all(bundles.map(options => context(options)));
if (watch) {
  await Promise.all(contexts.map(each => each.watch()));
  console.log('watching');
} else {
  const results = await Promise.all(contexts.map(each => each.rebuild()));
  if (production) {
    const files = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    writeNotices(
      [...files, ...parsers.map(file => `node_modules/${file}`)],
      'dist/THIRD-PARTY-NOTICES.txt',
    );
  }
  await Promise.all(contexts.map(each => each.dispose()));
}
