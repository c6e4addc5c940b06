/** Reads the command line and runs what it asks for. */
import { parseArgs } from 'node:util';
import { SourceError } from '../core/amqp/traceSource';
import { exportCommand } from './export';
import { factsCommand } from './facts';
import { importCommand } from './import';
import { participantsCommand } from './participants';
import { requestCommand } from './request';
import { spansCommand } from './spans';

const usage = `usage:
  rpcscope facts FILE [--json]          counts, states, latencies of each method
  rpcscope spans FILE [--json]          calls, casts, fanouts and notifications, one a line; without
                                        foreign messages and replies to calls not in the file
  rpcscope request FILE ID [--json]     what one request caused, as a tree; ID is a request id, or a
                                        message id or UUID that leads to one of its messages
  rpcscope participants FILE [--json]   the processes that took part
  rpcscope import FILE OUT.rpcscope     reads another tool's file into a capture
  rpcscope export FILE OUT [--format rpcscope|jsonl|mermaid] [--request ID] [--filter TEXT]
                  [--from TIME] [--to TIME]
                                        writes a part of it, in whole spans: as a capture
                                        (.rpcscope), JSON Lines (.jsonl) or a Mermaid sequence
                                        diagram (.mmd); OUT "-" is the standard output; TIME is as
                                        2026-11-23T20:11:12Z, or +12.5: seconds after its beginning

FILE is a capture (.rpcscope) or a file that is imported. --management DIR has answers of the
management API that name its connections; default: the folder "management" beside the file.
`;

/** @returns the exit code: 0 done, 1 done in part, 2 asked for something impossible */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (!isExpected(error)) throw error;
    const sentence = error instanceof SourceError ? error.failure.detail : error.message;
    process.stderr.write(`rpcscope: ${sentence}\n`);
    return 2;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      management: { type: 'string' },
      json: { type: 'boolean', default: false },
      format: { type: 'string' },
      request: { type: 'string' },
      filter: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, file, second, ...more] = positionals;
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { management: managementDir, format, request, filter, from, to } = values;
  const exportOptions = { format, request, filter, from, to };
  const isForExport = Object.values(exportOptions).some(each => each !== undefined);
  const options = { managementDir, asJson: values.json };
  if (command === 'export') {
    if (file !== undefined && second !== undefined && more.length === 0 && !values.json) {
      return await exportCommand(file, second, { ...exportOptions, managementDir });
    }
  } else if (file !== undefined && more.length === 0 && !isForExport) {
    if (command === 'request' && second !== undefined) {
      return await requestCommand(file, second, options);
    }
    if (command === 'import' && second !== undefined) {
      return await importCommand(file, second, managementDir);
    }
    if (second === undefined) {
      if (command === 'facts') return await factsCommand(file, options);
      if (command === 'spans') return await spansCommand(file, options);
      if (command === 'participants') return await participantsCommand(file, options);
    }
  }
  process.stderr.write(usage);
  return 2;
}

const isExpected = (error: unknown): error is Error =>
  error instanceof SourceError ||
  (error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS'));
