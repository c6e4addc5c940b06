/**
 * The commands of `rpcscope`, one object each. Parsing, `--help`, usage errors and the list in the
 * README are made from them. The code of a command is imported when it runs, so that the table can
 * be read without the engine.
 */
import type { Command } from './command';
import { defineCommand } from './command';

/** Folder with saved answers of the management API; the help describes it in a note, not in a synopsis. */
const management = { type: 'string', value: 'DIR', synopsis: '' } as const;
const json = { type: 'boolean', default: false } as const;
const force = { type: 'boolean', default: false, help: 'replaces OUT when it exists' } as const;

const facts = defineCommand({
  name: 'facts',
  words: ['FILE'],
  options: { json, management },
  summary: 'counts, states, p50/p95/p99 of each method',
  help: 'counts, states, latencies of each method',
  run: async (word, values) => {
    const { factsCommand } = await import('./facts');
    return factsCommand(word('FILE'), captureOptions(values));
  },
});

const spans = defineCommand({
  name: 'spans',
  words: ['FILE'],
  options: { json, management },
  summary: 'one call, cast, fanout or notification on each line',
  help: 'calls, casts, fanouts and notifications, one a line; without foreign messages and replies to calls not in the file',
  run: async (word, values) => {
    const { spansCommand } = await import('./spans');
    return spansCommand(word('FILE'), captureOptions(values));
  },
});

const request = defineCommand({
  name: 'request',
  words: ['FILE', 'ID'],
  options: { json, management },
  summary: 'the spans of one request, as a tree',
  help: 'what one request caused, as a tree; ID is a request id, or a message id or UUID that leads to one of its messages',
  run: async (word, values) => {
    const { requestCommand } = await import('./request');
    return requestCommand(word('FILE'), word('ID'), captureOptions(values));
  },
});

const participants = defineCommand({
  name: 'participants',
  words: ['FILE'],
  options: { json, management },
  summary: 'the processes, their queues and restarts',
  help: 'the processes that sent or received messages, with their queues and restarts',
  run: async (word, values) => {
    const { participantsCommand } = await import('./participants');
    return participantsCommand(word('FILE'), captureOptions(values));
  },
});

const importFile = defineCommand({
  name: 'import',
  words: ['FILE', 'OUT.rpcscope'],
  options: {
    management,
    follow: {
      type: 'boolean',
      default: false,
      help: 'reads on while it is written, until Ctrl+C or a signal',
    },
    force,
  },
  summary: "converts another tool's file to a capture",
  help: "reads another tool's file into a capture",
  run: async (word, values) => {
    const { importCommand } = await import('./import');
    const { management: managementDir, follow, force } = values;
    return importCommand(word('FILE'), word('OUT.rpcscope'), { managementDir, follow, force });
  },
});

const record = defineCommand({
  name: 'record',
  words: ['URL', 'OUT.rpcscope'],
  options: {
    from: {
      type: 'string',
      value: 'peek:NAME',
      help: 'reads a queue bound to amq.rabbitmq.trace: peek:NAME reads its messages once and puts them back, queue:NAME takes them away; stream:NAME@first (last, next, a number, a time); or exchanges:nova,neutron for what is published to them',
    },
    for: { type: 'string', value: '10m', help: 'ends after this time' },
    ring: {
      type: 'string',
      value: '2GB',
      help: 'keeps the newest records, within this size',
    },
    keys: {
      type: 'string',
      value: 'publish.nova,deliver.#',
      help: 'binding keys of the tap; default publish.#,deliver.#',
    },
    'management-url': {
      type: 'string',
      value: 'URL',
      help: "default: port 15672 of the broker; '' for none",
    },
    'trace-on': {
      type: 'boolean',
      default: false,
      help: 'turns tracing on, and restores the switch at the end',
    },
    'keep-secrets': {
      type: 'boolean',
      default: false,
      help: 'stores tokens and passwords as they were sent',
    },
  },
  summary: 'records a broker, until Ctrl+C or a signal',
  help: 'records a broker until Ctrl+C or a signal',
  run: async (word, values) => {
    const { recordCommand } = await import('./record');
    return recordCommand(word('URL'), word('OUT.rpcscope'), values);
  },
});

const exportPart = defineCommand({
  name: 'export',
  words: ['FILE', 'OUT'],
  options: {
    management,
    format: { type: 'string', value: 'rpcscope|jsonl|mermaid' },
    request: { type: 'string', value: 'ID' },
    filter: { type: 'string', value: 'TEXT' },
    from: { type: 'string', value: 'TIME' },
    to: { type: 'string', value: 'TIME' },
    force,
    'keep-secrets': {
      type: 'boolean',
      default: false,
      help: 'writes tokens and passwords of a capture that has them; otherwise they are masked',
    },
    anyway: {
      type: 'boolean',
      default: false,
      help: 'writes even if the second look finds something that has the shape of a secret',
    },
  },
  summary: 'writes a part of a capture: .rpcscope, .jsonl, .mmd (Mermaid)',
  help: 'writes a part of it, in whole spans: as a capture (.rpcscope), JSON Lines (.jsonl) or a Mermaid sequence diagram (.mmd); OUT "-" is the standard output; TIME is as 2026-11-23T20:11:12Z, or +12.5: seconds after its beginning',
  run: async (word, { management: managementDir, ...values }) => {
    const { exportCommand } = await import('./export');
    return exportCommand(word('FILE'), word('OUT'), { ...values, managementDir });
  },
});

const checkSecrets = defineCommand({
  name: 'check-secrets',
  words: ['FILE'],
  options: {},
  summary: 'looks for secrets by their shapes, before a file is shared',
  help: 'tells where a capture, an export or any text has something that has the shape of a secret',
  run: async word => {
    const { checkSecretsCommand } = await import('./checkSecrets');
    return checkSecretsCommand(word('FILE'));
  },
});

const handlers = defineCommand({
  name: 'handlers',
  words: ['FILE'],
  options: {
    source: {
      type: 'string',
      multiple: true,
      isRequired: true,
      value: 'DIR',
    },
    notifications: {
      type: 'boolean',
      default: false,
      synopsis: '[--notifications | --failures]',
    },
    failures: { type: 'boolean', default: false, synopsis: '' },
    json,
    management,
  },
  summary: 'the code that handles, sends and emits its messages',
  help: 'which Python code handles and sends each kind of request; emits each kind of notification; or the frames of remote tracebacks. DIR holds sources, as a checkout of nova',
  run: async (word, { source: sources = [], ...values }) => {
    const { handlersCommand } = await import('./handlers');
    const { notifications, failures } = values;
    return handlersCommand(word('FILE'), {
      ...captureOptions(values),
      ...{ sources, notifications, failures },
    });
  },
});

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  facts,
  spans,
  request,
  participants,
  importFile,
  record,
  exportPart,
  checkSecrets,
  handlers,
];

const captureOptions = (values: {
  readonly management?: string | undefined;
  readonly json: boolean;
}) => ({ managementDir: values.management, asJson: values.json });
