/**
 * Settings. The manifest is generated from these objects, and `readSetting` parses values by them.
 * The readers of lists with {@link entries} parse each entry themselves.
 */
import { defaultBindingKeys, defaultTapQueueLimits } from '../../core/amqp/brokerConnection';
import type { JsonObject } from '../../core/base/json';
import { defaultCaptureLimits } from '../../protocol/engineTask';
import { laneLevels } from '../../protocol/lanes';
import { densities, startViews, timeFormats } from '../../protocol/looks';

/** Scopes of VS Code: `window` settings are set by users and workspaces; `machine-overridable` ones are not synchronised. */
type Scope = 'window' | 'machine-overridable';

/** The part of a setting that package.json contains. */
interface Declaration<Value> {
  readonly default: Value;
  readonly description: string;
  readonly scope: Scope;
  /** JSON schema of the values, used by the settings editor and by `settings.json`. */
  readonly schema: JsonObject;
}

export interface Setting<Value> extends Declaration<Value> {
  /** @returns `undefined` for an invalid value in `settings.json`, which counts as not set */
  parse(value: unknown): Value | undefined;
}

type Described<Value> = Omit<Declaration<Value>, 'schema'>;

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

/** One of some words, each with the description that the settings editor shows. */
const choice = <const Word extends string>(
  words: readonly Word[],
  { meanings, ...described }: Described<Word> & { readonly meanings: Record<Word, string> },
): Setting<Word> => ({
  ...described,
  schema: { type: 'string', enum: words, enumDescriptions: words.map(word => meanings[word]) },
  parse: value => words.find(word => word === value),
});

/** A list of texts with at least one entry. */
const texts = (described: Described<readonly string[]>): Setting<readonly string[]> => ({
  ...described,
  schema: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
  parse: value =>
    Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string')
      ? value
      : undefined,
});

/** A list whose reader ignores invalid entries. */
const entries = (
  { description, scope }: Omit<Described<never>, 'default'>,
  schema: JsonObject,
): Declaration<readonly unknown[]> => ({
  default: [],
  description,
  scope,
  schema: { type: 'array', ...schema },
});

export const bytesPerMegabyte = 1024 * 1024;

/** All settings. Sizes are in units of 1,048,576 bytes. A workspace that is not trusted cannot set them. */
export const settings = {
  'rpcscope.capture.maxRecords': positiveInteger({
    default: defaultCaptureLimits.maxRecords,
    description:
      'Limits the number of trace records in a live capture. A full capture drops its oldest records in blocks, and the diagram shows how many.',
    scope: 'machine-overridable',
  }),
  'rpcscope.capture.maxSizeMB': positiveInteger({
    default: defaultCaptureLimits.maxBytes / bytesPerMegabyte,
    description:
      'Limits the size of a live capture on disk, in MB. A full capture drops its oldest records in blocks, and the diagram shows how many.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.bindingKeys': texts({
    default: defaultBindingKeys,
    description:
      'Sets the binding keys of the tap queue to `amq.rabbitmq.trace`. Narrower keys spare a busy broker: `publish.nova` selects messages to one exchange, `publish.#` alone leaves deliveries out. Takes effect with the next connection.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.maxLength': positiveInteger({
    default: defaultTapQueueLimits.maxLength,
    description:
      'Limits the number of trace records in the tap queue; beyond it the broker drops the oldest. Takes effect with the next connection.',
    scope: 'machine-overridable',
  }),
  'rpcscope.tap.maxSizeMB': positiveInteger({
    default: defaultTapQueueLimits.maxLengthBytes / bytesPerMegabyte,
    description:
      'Limits the size of the tap queue on the broker, in MB; beyond it the broker drops the oldest trace records. Takes effect with the next connection.',
    scope: 'machine-overridable',
  }),
  'rpcscope.diagram.density': choice(densities, {
    default: 'comfortable',
    description:
      'Controls the height of rows in the sequence, in the table and in the waterfall of a request. Open diagrams follow at once.',
    scope: 'window',
    meanings: {
      comfortable: 'Rows have room around their labels.',
      compact: 'More rows fit into a tab.',
    },
  }),
  'rpcscope.diagram.defaultView': choice(startViews, {
    default: 'sequence',
    description:
      'Controls the view in which a capture opens for the first time. Each capture remembers the view in which it was left.',
    scope: 'window',
    meanings: {
      sequence: 'Messages as arrows between lanes.',
      table: 'Messages as rows with columns.',
      statistics: 'Counts and durations by method, pair or service.',
      map: 'Services, and how much they say to each other.',
      problems: 'All that failed or was not answered.',
    },
  }),
  'rpcscope.diagram.defaultLaneLevel': choice(laneLevels, {
    default: 'host',
    description:
      'Controls the lanes with which a capture opens for the first time. Each capture remembers its lanes.',
    scope: 'window',
    meanings: {
      process: 'One lane for each process.',
      host: 'One lane for each service on a host.',
      service: 'One lane for each service.',
    },
  }),
  'rpcscope.diagram.defaultTimeFormat': choice(timeFormats, {
    default: 'relative',
    description:
      'Controls the times beside the rows when a capture opens for the first time. *Change Time Format* changes them.',
    scope: 'window',
    meanings: {
      relative:
        'Time since the beginning of the capture, or of the request that is shown alone; or since the time reference.',
      clock: 'Local time of day.',
      utc: 'Time of day in UTC.',
    },
  }),
  'rpcscope.code.sourceFolders': entries(
    {
      description:
        'Adds folders with Python sources to those of the workspace, such as checkouts of other services or an installed `site-packages`: absolute, beginning with `~`, or relative to the workspace folder. Handlers and callers of messages are searched in them. Only Python is understood.',
      scope: 'machine-overridable',
    },
    { items: { type: 'string' }, uniqueItems: true },
  ),
  'rpcscope.code.pathMappings': entries(
    {
      description:
        'Maps folders on remote machines to local ones, for the frames of remote tracebacks: `{ "remote": "/opt/stack/nova", "local": "~/src/nova" }`. Without a mapping, files are found by the ends of their paths. Only Python is understood.',
      scope: 'machine-overridable',
    },
    {
      items: {
        type: 'object',
        properties: {
          remote: {
            type: 'string',
            description: 'Folder on the remote machine, as written in tracebacks.',
          },
          local: {
            type: 'string',
            description:
              'Corresponding local folder: absolute, beginning with ~, or relative to the workspace folder.',
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
      'Shows the traffic of open captures above handlers, senders and emitters: number of calls, duration, failures. Only Python is understood.',
    scope: 'window',
  }),
  'rpcscope.code.argumentWarnings': flag({
    default: true,
    description:
      'Shows a warning at a handler when messages of an open capture carry an argument that its signature does not have. Only Python is understood.',
    scope: 'window',
  }),
  'rpcscope.filters': entries(
    {
      description:
        'Lists the filters that *Apply Saved Filter…* offers: `{ "name": "Slow builds", "filter": "method:build_* latency:>500ms" }`. Filters in the settings of the workspace are available to everybody who uses it.',
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
            description: 'Name of the filter in the list.',
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

type Settings = typeof settings;

/** Values of the settings that `readSetting` can read. */
export type SettingValues = {
  readonly [
    Key in keyof Settings as Settings[Key] extends { parse: unknown } ? Key : never
  ]: Settings[Key] extends Setting<infer Value> ? Value : never;
};
export type SettingKey = keyof SettingValues;
