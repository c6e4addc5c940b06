/** Parses the command line and runs its command. */
import { parseArgs } from 'node:util';
import { SourceError } from '../core/amqp/traceSource';
import { exportCommand } from './export';
import { factsCommand } from './facts';
import { handlersCommand } from './handlers';
import { importCommand } from './import';
import { participantsCommand } from './participants';
import { recordCommand } from './record';
import { UsageError } from './recordOptions';
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
    --follow                            reads on while it is written, until Ctrl+C or a signal
  rpcscope record URL OUT.rpcscope      records a broker until Ctrl+C or a signal
    --from peek:NAME                    reads a queue bound to amq.rabbitmq.trace: peek:NAME looks
                                        once and puts all back, queue:NAME takes it away;
                                        stream:NAME@first (last, next, a number, a time); or
                                        exchanges:nova,neutron for what is published to them
    --for 10m                           ends by itself
    --ring 2GB                          keeps the newest, as much as has room in so much
    --keys publish.nova,deliver.#       binding keys of the tap; default publish.#,deliver.#
    --management-url URL                default: port 15672 of the broker; '' for none
    --trace-on                          turns tracing on, and afterwards back to what it was
    --keep-secrets                      stores tokens and passwords as they were sent
  rpcscope export FILE OUT [--format rpcscope|jsonl|mermaid] [--request ID] [--filter TEXT]
                  [--from TIME] [--to TIME]
                                        writes a part of it, in whole spans: as a capture
                                        (.rpcscope), JSON Lines (.jsonl) or a Mermaid sequence
                                        diagram (.mmd); OUT "-" is the standard output; TIME is as
                                        2026-11-23T20:11:12Z, or +12.5: seconds after its beginning
  rpcscope handlers FILE --source DIR [--source DIR…] [--notifications | --failures] [--json]
                                        which Python code handles and sends each kind of request;
                                        emits each kind of notification; or the frames of remote
                                        tracebacks. DIR holds sources, as a checkout of nova

FILE is a capture, or a trace log that is imported; by its content, not by its name.
--management DIR has answers of the management API that name its connections; default: the folder
"management" beside the file.
URL is amqp://user@host/vhost or a transport_url of oslo.messaging. Its password comes from
RPCSCOPE_PASSWORD, or is asked for; or write - and put all of the URL into RPCSCOPE_URL.
`;

/** @returns the exit code: 0 done, 1 done in part, 2 not possible */
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
      from: { type: 'string' },
      for: { type: 'string' },
      ring: { type: 'string' },
      keys: { type: 'string' },
      'management-url': { type: 'string' },
      follow: { type: 'boolean', default: false },
      'trace-on': { type: 'boolean', default: false },
      'keep-secrets': { type: 'boolean', default: false },
      format: { type: 'string' },
      request: { type: 'string' },
      filter: { type: 'string' },
      to: { type: 'string' },
      source: { type: 'string', multiple: true },
      notifications: { type: 'boolean', default: false },
      failures: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, file = '', second = ''] = positionals;
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { management: managementDir } = values;
  const options = { managementDir, asJson: values.json };
  if (isUnderstood(positionals, values)) {
    switch (command) {
      case 'facts':
        return await factsCommand(file, options);
      case 'spans':
        return await spansCommand(file, options);
      case 'participants':
        return await participantsCommand(file, options);
      case 'request':
        return await requestCommand(file, second, options);
      case 'import':
        return await importCommand(file, second, managementDir, values.follow);
      case 'record':
        return await recordCommand(file, second, values);
      case 'export':
        return await exportCommand(file, second, { ...values, managementDir });
      case 'handlers': {
        const { source: sources = [], notifications, failures } = values;
        return await handlersCommand(file, { ...options, sources, notifications, failures });
      }
      case undefined:
        break;
    }
  }
  process.stderr.write(usage);
  return 2;
}

const asked = ['management', 'json'] as const;

/** Number of positional arguments and allowed flags of each command. */
const commands: Readonly<Record<string, readonly [words: number, flags: readonly string[]]>> = {
  facts: [1, asked],
  spans: [1, asked],
  participants: [1, asked],
  request: [2, asked],
  import: [2, ['management', 'follow']],
  record: [2, ['from', 'for', 'ring', 'keys', 'management-url', 'trace-on', 'keep-secrets']],
  handlers: [1, [...asked, 'source', 'notifications', 'failures']],
  export: [2, ['management', 'format', 'request', 'filter', 'from', 'to']],
};

/**
 * Tells whether arguments and flags fit the command. A flag that it does not take is rejected
 * instead of ignored.
 */
function isUnderstood(
  [command = '', ...words]: readonly string[],
  values: Readonly<Record<string, unknown>>,
): boolean {
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!known) return false;
  const given = Object.keys(values).filter(
    flag => ![undefined, false].includes(values[flag] as false | undefined),
  );
  return words.length === known[0] && given.every(flag => known[1].includes(flag));
}

const isExpected = (error: unknown): error is Error =>
  error instanceof SourceError ||
  error instanceof UsageError ||
  (error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS'));
