/** The fields of the filter language, each with what may stand behind its colon. */

import { messageKinds, spanStates } from '../pairing/entities';

/** - `size`: bytes; `duration`: microseconds; `time`: microseconds since the epoch */
export type FieldValues = 'text' | 'choice' | 'flag' | 'number' | 'duration' | 'size' | 'time';

export interface FieldInfo {
  readonly name: string;
  readonly values: FieldValues;
  /** For completion and the documentation: a sentence without its end. */
  readonly description: string;
  /** Of `choice`. */
  readonly choices?: readonly string[];
  /** Values that occur in the capture can be asked for. */
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
  text('topic', 'topic, as of a routing key without its server'),
  text('namespace', 'namespace of the RPC target'),
  text('version', 'version of the RPC target'),
  text('method', 'method, with the object that it is of; event type; exception'),
  choice('kind', 'kind of the message or of its span', messageKinds),
  // `bad` is every state that went wrong, `slow` what took long for its method.
  choice('status', 'how the span went', [...spanStates, 'bad', 'slow']),
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
  number('replytime', 'duration', 'from the reply’s publish to its delivery'),
  number('size', 'size', 'bytes of the body on the wire'),
  flag('redelivered', 'delivered more than once'),
  flag('bookmarked', 'has a bookmark'),
  number('time', 'time', 'when it was published'),
  text('broker', 'node of the broker'),
  text('vhost', 'virtual host'),
] as const satisfies readonly FieldInfo[];

export type FilterField = (typeof fields)[number]['name'];

/** Fields whose path goes on: `args.instance.uuid:…`. */
export const bodyRoots = [
  { name: 'args', description: 'argument of a request, or payload of a notification' },
  { name: 'ctx', description: 'value of the request context' },
  { name: 'result', description: 'value that was returned' },
] as const;

export type BodyRoot = (typeof bodyRoots)[number]['name'];

const byName: ReadonlyMap<string, (typeof fields)[number]> = new Map(
  fields.map(field => [field.name, field]),
);

/** @param name in any case */
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
