/** Parses the command line and runs its command. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { removeAbandonedParts } from '../capture/outputFile';
import { SourceError } from '../core/amqp/traceSource';
import { removeAbandonedFolders } from '../node/temporaryFolder';
import type { Command, CommandOptions } from './command';
import { commands } from './commands';
import { plain } from './output';
import { usageOf } from './usage';
import { UsageError } from './usageError';

/** @returns the exit code: 0 done, 1 done in part, 2 asked for something impossible */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`rpcscope: ${plain(sentenceOf(error))}\n`);
    return 2;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...optionsOfAll(), help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(usageOf(commands));
    return 0;
  }
  const [name, ...words] = positionals;
  const command = commands.find(each => each.name === name);
  removeAbandonedFolders();
  if (command && isUnderstood(command, words, values)) {
    for (const word of words) removeAbandonedParts(path.dirname(word));
    return await command.execute(args);
  }
  process.stderr.write(usageOf(commands));
  return 2;
}

/** Returns the options of all commands; an option has the same type in each command. */
const optionsOfAll = (): CommandOptions =>
  Object.fromEntries(commands.flatMap(({ options }) => Object.entries(options)));

/**
 * Tells whether the command line fits the command. An option that the command does not take is an
 * error, and must not be ignored.
 */
function isUnderstood(
  { words, options }: Command,
  given: readonly string[],
  values: Readonly<Record<string, unknown>>,
): boolean {
  return (
    given.length === words.length &&
    Object.entries(values).every(
      ([option, value]) => value === undefined || value === false || Object.hasOwn(options, option),
    )
  );
}

function sentenceOf(error: Error): string {
  if (!(error instanceof SourceError)) return error.message;
  const { code, detail } = error.failure;
  return code === 'fileUnwritable' ? `the file cannot be written: ${detail}` : detail;
}

const isExpected = (error: unknown): error is Error =>
  error instanceof SourceError ||
  error instanceof UsageError ||
  (error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS'));
