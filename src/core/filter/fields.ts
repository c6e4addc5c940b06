/** Fields of the filter language, with the kind of values that each takes. */

import { messageKinds, spanStates } from '../pairing/entities';

/**
 * Kind of a field's values. Units: `size` in bytes, `duration` in microseconds, `time` in
 * microseconds since the epoch.
 */
export type FieldValues = 'text' | 'choice' | 'flag' | 'number' | 'duration' | 'size' | 'time';

export interface FieldInfo {
  readonly name: string;
  readonly values: FieldValues;
  /** Description for completion and documentation: a phrase without a full stop. */
  readonly description: string;
  /** Allowed values of a `choice` field. */
  readonly choices?: readonly string[];
  /** True when values that occur in the capture can be offered. */
  readonly hasKnownValues: boolean;
}

export const fields = [
  text('service', 'service of the sender or of a receiver'),
  text('host', 'host of the sender or of a receiver'),
  text('program', 'program of the sender or of a receiver'),
  text('from', 'lane of the sender'),
  text('to', 'lane of a receiver'),
  text('exchange', 'exchange that it was published to'),
  text('queue', 'queue that it was routed to or delivered from'),
  text('topic', 'RPC topic (routing key without server)'),
  text('namespace', 'namespace of the RPC target'),
  text('version', 'version of the RPC target'),
  text('method', 'method (Object.method), event type or exception'),
  choice('kind', 'kind of the message or of its span', messageKinds),
  // `bad` stands for every state that counts as an error, `slow` for a duration that is long for
  // its method.
  choice('status', 'outcome', [...spanStates, 'bad', 'slow']),
  text('request', 'request id, global ones too'),
  text('msg', 'message id'),
  text('project', 'project id or name of the request context'),
  text('user', 'user id or name of the request context'),
  text('event', 'event type of a notification'),
  text('publisher', 'publisher id of a notification'),
  text('priority', 'priority of a notification'),
  number('latency', 'duration', 'of a call: from publish to the reply’s delivery, or its publish'),
  number('queuetime', 'duration', 'from publish to delivery'),
  number('handlertime', 'duration', 'from delivery to the reply’s publish'),
  number('work', 'duration', 'the handler’s; of a cast: to the last message that it caused'),
  number('replytime', 'duration', 'from the reply’s publish to its delivery'),
  number('size', 'size', 'bytes of the body on the wire'),
  flag('redelivered', 'delivered more than once'),
  flag('republished', 'published more than once'),
  flag('bookmarked', 'has a bookmark'),
  number('time', 'time', 'when it was published'),
  text('broker', 'node of the broker'),
  text('vhost', 'virtual host'),
] as const satisfies readonly FieldInfo[];

export type FilterField = (typeof fields)[number]['name'];

/** Roots of paths into a decoded body: `args.instance.uuid:…`. */
export const bodyRoots = [
  { name: 'args', description: 'argument of a request, or payload of a notification' },
  { name: 'ctx', description: 'value of the request context' },
  { name: 'result', description: 'value that was returned' },
] as const;

export type BodyRoot = (typeof bodyRoots)[number]['name'];

const byName: ReadonlyMap<string, (typeof fields)[number]> = new Map(
  fields.map(field => [field.name, field]),
);

/** @param name name of the field; upper and lower case are equal */
export const fieldNamed = (name: string): (typeof fields)[number] | undefined =>
  byName.get(name.toLowerCase());

function text<const Name extends string>(name: Name, description: string) {
  return { name, values: 'text', description, hasKnownValues: true } as const;
}

function choice<const Name extends string>(
  name: Name,
  description: string,
  choices: readonly string[],
) {
  return { name, values: 'choice', description, choices, hasKnownValues: true } as const;
}

function flag<const Name extends string>(name: Name, description: string) {
  return { name, values: 'flag', description, hasKnownValues: false } as const;
}

function number<const Name extends string, const Values extends FieldValues>(
  name: Name,
  values: Values,
  description: string,
) {
  return { name, values, description, hasKnownValues: false } as const;
}
