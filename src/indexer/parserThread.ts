/** A parser thread: parses batches of files. */
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { PythonParser } from '../adapters/python/pythonParser';
import { parseFile } from './parseFile';
import type { ParseTask } from './parseTask';

if (!parentPort) throw new Error('the parser runs as a worker thread');
const port = parentPort;

// The build puts both files beside this bundle.
const parser = PythonParser.load({
  runtime: path.join(__dirname, 'web-tree-sitter.wasm'),
  python: path.join(__dirname, 'tree-sitter-python.wasm'),
});

port.on('message', (tasks: readonly ParseTask[]) => {
  void (async () => {
    const loaded = await parser;
    port.postMessage(tasks.map(task => parseFile(loaded, task)));
  })();
});
