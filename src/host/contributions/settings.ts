/** Settings: one description each, from which the manifest and the reading of values are made. */
import { defaultBindingKeys, defaultTapQueueLimits } from '../../core/amqp/brokerConnection';
import type { JsonObject } from '../../core/base/json';
import { defaultCaptureLimits } from '../../protocol/engineApi';

/** Window: users and workspaces set it; machine-overridable: it is not synchronised. */
type Scope = 'window' | 'machine-overridable';

export interface Setting<Value> {
  readonly default: Value;
  readonly description: string;
  readonly scope: Scope;
  /** JSON schema of its values, which the settings editor and `settings.json` go by. */
  readonly schema: JsonObject;
  /** @returns `undefined` for a hand-written value that cannot be used; it counts as not set */
  parse(value: unknown): Value | undefined;
}

type Described<Value> = Pick<Setting<Value>, 'default' | 'description' | 'scope'>;

const flag = (described: Described<boolean>): Setting<boolean> => ({
  ...described,
  schema: { type: 'boolean' },
  parse: value => (typeof value === 'boolean' ? value : undefined),
});

const positiveInteger = (described: Described<number>): Setting<number> => ({
  ...described,
  schema: { type: 'integer', minimum: 1 },
  parse: value => (typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined),
});

/** A list that is never empty. */
const texts = (described: Described<readonly string[]>): Setting<readonly string[]> => ({
  ...described,
  schema: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
  parse: value =>
    Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string')
      ? value
      : undefined,
});

/** A list of which its reader takes each entry that can be used. */
const entries = (
  { description, scope }: Omit<Described<never>, 'default'>,
  schema: JsonObject,
): Setting<readonly unknown[]> => ({
  default: [],
  description,
  scope,
  schema: { type: 'array', ...schema },
  parse: value => (Array.isArray(value) ? value : undefined),
});

export const bytesPerMegabyte = 1024 * 1024;

/** Sizes are in units of 1,048,576 bytes. A workspace that is not trusted sets none of them. */
export const settings = {
  'rpcscope.capture.maxRecords': positiveInteger({
    default: defaultCaptureLimits.maxRecords,
    description:
      'Trace records that a live capture holds. When it is full its oldest records are dropped in blocks, and the diagram says how many.',
    scope: 'machine-overridable',
  }),
  'rpcscope.capture.maxSizeMB': positiveInteger({
    default: defaultCaptureLimits.maxBytes / bytesPerMegabyte,
    description:
      'Size of a live capture on disk, in MB. When it is reached the oldest records are dropped in blocks, and the diagram says how many.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.bindingKeys': texts({
    default: defaultBindingKeys,
    description:
      'Keys by which the tap is bound to `amq.rabbitmq.trace`. Narrower ones spare a busy broker: `publish.nova` for what is sent to one exchange, `publish.#` alone to leave deliveries out. Used from the next connect on.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.maxLength': positiveInteger({
    default: defaultTapQueueLimits.maxLength,
    description:
      'Trace records that the broker holds for a slow reader before it drops the oldest. Used from the next connect on.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.maxSizeMB': positiveInteger({
    default: defaultTapQueueLimits.maxLengthBytes / bytesPerMegabyte,
    description:
      'Memory on the broker, in MB, for trace records that were not read yet; beyond it the oldest are dropped. Used from the next connect on.',
    scope: 'machine-overridable',
  }),
  'rpcscope.code.sourceFolders': entries(
    {
      description:
        'Folders with Python sources besides those of the workspace, such as checkouts of other services or an installed `site-packages`: absolute, beginning with `~`, or relative to the workspace folder. From a message, handlers and callers are looked for in them. Only Python is understood.',
      scope: 'machine-overridable',
    },
    { items: { type: 'string' }, uniqueItems: true },
  ),
  'rpcscope.code.pathMappings': entries(
    {
      description:
        'Where folders of remote machines are here, for the frames of remote tracebacks: `{ "remote": "/opt/stack/nova", "local": "~/src/nova" }`. Without one, files are found by the ends of their paths. Only Python is understood.',
      scope: 'machine-overridable',
    },
    {
      items: {
        type: 'object',
        properties: {
          remote: {
            type: 'string',
            description: 'Folder on the remote machine, as tracebacks name it.',
          },
          local: {
            type: 'string',
            description:
              'The same folder here: absolute, beginning with ~, or relative to the workspace folder.',
          },
        },
        required: ['remote', 'local'],
        additionalProperties: false,
      },
    },
  ),
  'rpcscope.code.codeLens': flag({
    default: true,
    description:
      'Shows above handlers, senders and emitters what open captures say of them: how many calls, how long they take, how many failed. Only Python is understood.',
    scope: 'window',
  }),
  'rpcscope.code.argumentWarnings': flag({
    default: true,
    description:
      'Marks a handler when messages of an open capture carry an argument that its signature does not have. Only Python is understood.',
    scope: 'window',
  }),
  'rpcscope.filters': entries(
    {
      description:
        'Filters that *Apply Saved Filter…* offers: `{ "name": "Slow builds", "filter": "method:build_* latency:>500ms" }`. Those in the settings of the workspace are for all who work in it.',
      scope: 'window',
    },
    {
      items: {
        type: 'object',
        required: ['name', 'filter'],
        properties: {
          name: {
            type: 'string',
            minLength: 1,
            maxLength: 200,
            description: 'Name by which the filter is chosen.',
          },
          filter: {
            type: 'string',
            minLength: 1,
            maxLength: 10_000,
            description: 'The filter, in the language of the filter box.',
          },
        },
        additionalProperties: false,
      },
      maxItems: 200,
    },
  ),
};

export type SettingKey = keyof typeof settings;
export type SettingValues = {
  readonly [Key in SettingKey]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never;
};
