/** Python sources of the tests, parsed and indexed as the indexer does it, without its threads. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PythonParser } from '../../src/adapters/python/pythonParser';
import type { FunctionAt, SourceFile } from '../../src/core/code/sourceIndex';
import type { NotificationKind } from '../../src/core/code/notificationKind';
import type { Expr, FileFacts } from '../../src/core/code/pythonFacts';
import type { RpcCall } from '../../src/core/code/rpcCall';
import { qualifiedName } from '../../src/core/code/symbols';
import { IndexDatabase } from '../../src/indexer/indexDatabase';
import { parseFile } from '../../src/indexer/parseFile';
import { pythonFiles } from '../../src/indexer/sourceFiles';
import { root } from './root.mts';

const { resolve } = createRequire(import.meta.url);
let loading: Promise<PythonParser> | undefined;

export const pythonParser = (): Promise<PythonParser> =>
  (loading ??= PythonParser.load({
    runtime: resolve('web-tree-sitter/web-tree-sitter.wasm'),
    python: resolve('tree-sitter-python/tree-sitter-python.wasm'),
  }));

/** A source folder of test/fixtures/python: code made up in the shape of a project. */
export const projectFolder = (name: string): string =>
  path.join(root, 'test/fixtures/python', name);

export const parsed = async (text: string, module = 'pkg.mod', isPackage = false) =>
  (await pythonParser()).parse(text, module, isPackage);

export const factsOf = async (text: string): Promise<FileFacts> => (await parsed(text)).facts;

/** An index of these folders, the most important one first. */
export async function indexOf(...folders: string[]): Promise<IndexDatabase> {
  const parser = await pythonParser();
  const database = IndexDatabase.open(':memory:');
  database.setFolders(folders);
  for (const folder of folders) {
    for await (const found of pythonFiles(folder, [], new AbortController().signal)) {
      const result = parseFile(parser, { ...found, knownHash: undefined });
      if (result.kind === 'same') throw new Error('nothing is known yet');
      database.storeFile(folder, found, { ctime: 0, size: 0 }, result);
    }
  }
  return database;
}

/** An index of files in memory, path → text. All their folders are packages. */
export async function indexOfTexts(
  files: Readonly<Record<string, string>>,
  folder = '/src',
  database = IndexDatabase.open(':memory:'),
): Promise<IndexDatabase> {
  const parser = await pythonParser();
  for (const [name, text] of Object.entries(files)) {
    const isPackage = path.posix.basename(name) === '__init__.py';
    const module = name.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
    const file = path.posix.join(folder, name);
    const task = { file, module, isPackage, knownHash: undefined, text };
    const result = parseFile(parser, task);
    if (result.kind === 'same') throw new Error('nothing is known yet');
    database.storeFile(folder, { path: name, module }, { ctime: 0, size: 0 }, result);
  }
  return database;
}

/** Reads lines of files on the disk for the resolver of frames. */
export const lineOnDisk = ({ file }: SourceFile, line: number): string | undefined =>
  readFileSync(file, 'utf8').split('\n')[line - 1];

/** A place in words, such as `nova/compute/manager.py ComputeManager.attach_volume`. */
export const told = (at: FunctionAt): string => `${at.file.path} ${qualifiedName(at)}`;

export const rpcCall = (call: Partial<RpcCall> & Pick<RpcCall, 'topic' | 'method'>): RpcCall => ({
  exchange: 'openstack',
  isFanout: false,
  namespace: undefined,
  version: undefined,
  objectName: undefined,
  objectMethod: undefined,
  senders: [],
  receivers: [],
  ...call,
});

export const notificationKind = (
  kind: Partial<NotificationKind> & Pick<NotificationKind, 'eventType'>,
): NotificationKind => ({
  exchange: 'openstack',
  topic: '',
  priority: 'INFO',
  service: '',
  isVersioned: false,
  senders: [],
  ...kind,
});

/** An expression in words: `?` for an unknown part, `+` between the parts of a text. */
export function written(expr: Expr): string {
  switch (expr.type) {
    case 'string':
      return `'${expr.value}'`;
    case 'name':
      return expr.name;
    case 'none':
      return 'None';
    case 'unknown':
      return '?';
    case 'join':
      return expr.parts.map(written).join(' + ');
    case 'percent':
      return `${written(expr.format)} % ${written(expr.values)}`;
    case 'dotted':
      return expr.parts.map(written).join(' . ');
    case 'either':
      return expr.options.map(written).join(' | ');
    case 'list':
      return `[${expr.items.map(written).join(', ')}]`;
    case 'dict':
      return `{${expr.entries.map(pair => pair.map(written).join(': ')).join(', ')}}`;
    case 'call': {
      const keywords = Object.entries(expr.keywords ?? {});
      const args = [...expr.args.map(written), ...keywords.map(([k, v]) => `${k}=${written(v)}`)];
      return `${expr.callee}(${args.join(', ')})`;
    }
  }
}
