/** rpcscope: the engine on the command line. */
import { parseArgs } from 'node:util';
import { SourceError } from '../core/amqp/traceSource';
import { factsCommand } from './facts';
import { importCommand } from './import';

const usage = `usage:
  rpcscope facts FILE [--management DIR] [--json]   counts of a capture, or of a file that is imported
  rpcscope import FILE OUT.rpcscope [--management DIR]   reads another tool's file into a capture
`;

async function main(args: readonly string[]): Promise<number> {
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
    await factsCommand(file, { managementDir: values.management, asJson: values.json });
    return 0;
  }
  if (command === 'import' && file !== undefined && out !== undefined) {
    return await importCommand(file, out, values.management);
  }
  process.stderr.write(usage);
  return 2;
}

main(process.argv.slice(2)).then(
  code => (process.exitCode = code),
  (error: unknown) => {
    const isExpected =
      error instanceof SourceError ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    process.stderr.write(
      `rpcscope: ${isExpected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = isExpected ? 2 : 1;
  },
);
