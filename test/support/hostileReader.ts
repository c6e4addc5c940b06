/**
 * Reads captures as the command line, the editor and the list of captures do, and other files as the
 * command line does, and writes how each ended to a file: a process of its own, which can be killed
 * when one keeps it busy.
 */
import fs from 'node:fs';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { summaryOf } from '../../src/capture/read/summary';
import { run } from '../../src/cli/run';
import { Engine } from '../../src/engine/engine';
import { messageRows } from './messageRows';
import { allRequests } from '../../src/protocol/requests';

/** End of a command. */
export interface Reading {
  readonly file: string;
  readonly command: string;
  /** The exit code; a text when it did not return one. */
  readonly code: number | string;
  readonly output: string;
  readonly cpuSeconds: number;
}

type Commands = Readonly<Record<string, (file: string) => Promise<number> | number>>;

const captureCommands: Commands = {
  facts: file => run(['facts', file]),
  spans: file => run(['spans', file, '--json']),
  participants: file => run(['participants', file]),
  request: file => run(['request', file, 'req-12345678-1234-1234-1234-123456789012']),
  json: file => run(['export', file, '-', '--format', 'jsonl']),
  excerpt: file => run(['export', file, `${file}.excerpt.rpcscope`]),
  secrets: file => run(['check-secrets', file]),
  summary: file => (summaryOf(file).failure ? 2 : 0),
  editor: readAsEditor,
};

const logCommands: Commands = {
  facts: file => run(['facts', file]),
  import: file => run(['import', file, `${file}.rpcscope`]),
  secrets: file => run(['check-secrets', file]),
};

function readAsEditor(file: string): number {
  const database = openCapture(file);
  try {
    const engine = new Engine(database, () => undefined);
    engine.status.captureStatus();
    const rows = messageRows(engine.view('v').readRows(0, 100));
    for (const row of rows) engine.spans.readSpan(row.spanId);
    engine.lanes.listLanes();
    engine.requests.listRequests(allRequests, 10);
    engine.notes.listBookmarks();
    engine.dispose();
    return 0;
  } finally {
    closeCapture(database, false);
  }
}

async function main([out = '', ...files]: readonly string[]): Promise<void> {
  let output = '';
  const take = (text: unknown, ...rest: unknown[]): boolean => {
    if (output.length < 200_000) output += String(text);
    for (const each of rest) if (typeof each === 'function') Reflect.apply(each, undefined, []);
    return true;
  };
  process.stdout.write = take;
  process.stderr.write = take;
  for (const file of files) {
    const commands = file.endsWith('.rpcscope') ? captureCommands : logCommands;
    for (const [command, read] of Object.entries(commands)) {
      output = '';
      const before = process.cpuUsage();
      let code: number | string;
      try {
        code = await read(file);
      } catch (error) {
        // The client of an engine gets each error as a sentence.
        code = command === 'editor' ? 2 : String(error instanceof Error ? error.stack : error);
      }
      const { user, system } = process.cpuUsage(before);
      const reading = { file, command, code, output, cpuSeconds: (user + system) / 1e6 };
      fs.appendFileSync(out, `${JSON.stringify(reading satisfies Reading)}\n`);
    }
  }
}

void main(process.argv.slice(2));
