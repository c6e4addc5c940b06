/** Reads the command line and runs what it asks for. */
import { parseArgs } from 'node:util';
import { SourceError } from '../core/amqp/traceSource';
import { factsCommand } from './facts';
import { importCommand } from './import';

const usage = `usage:
  rpcscope facts FILE [--management DIR] [--json]   counts of a capture, or of a file that is imported
  rpcscope import FILE OUT.rpcscope [--management DIR]   reads another tool's file into a capture
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
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, file, out] = positionals;
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (command === 'facts' && file !== undefined && out === undefined) {
    return await factsCommand(file, { managementDir: values.management, asJson: values.json });
  }
  if (command === 'import' && file !== undefined && out !== undefined) {
    return await importCommand(file, out, values.management);
  }
  process.stderr.write(usage);
  return 2;
}

const isExpected = (error: unknown): error is Error =>
  error instanceof SourceError ||
  (error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS'));
