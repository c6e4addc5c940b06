/** Parses files and discards the trees, as the lower bound of indexing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import { Language, Parser } from 'web-tree-sitter';

async function main(): Promise<void> {
  const { resolve } = createRequire(`${process.cwd()}/package.json`);
  await Parser.init({ locateFile: () => resolve('web-tree-sitter/web-tree-sitter.wasm') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(resolve('tree-sitter-python/tree-sitter-python.wasm')));
  for (const file of workerData as readonly string[]) {
    parser.parse(readFileSync(file, 'utf8'))?.delete();
  }
}

void main();
