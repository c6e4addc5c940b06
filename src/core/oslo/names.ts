/**
 * Parses names that oslo.messaging creates: of connections (`Connection.__init__` of
 * impl_rabbit.py), of reply and fanout queues (`RabbitDriver._get_reply_queue_name`,
 * `declare_fanout_consumer`; with `use_queue_manager` `QManager.get` of amqpdriver.py) and of
 * publishers.
 */
import type { Publisher } from './message';

export interface ConnectionName {
  /** Base name of the program's `argv[0]`; under a WSGI server, the base name of that server. */
  readonly program: string;
  readonly pid: number;
  readonly uuid: string;
}

/**
 * Process that created a queue, as far as the queue's name tells. Only names of oslo's queue
 * manager contain it.
 */
export interface QueueOwner {
  readonly host: string | undefined;
  readonly program: string | undefined;
}

export interface FanoutQueue extends QueueOwner {
  readonly topic: string;
}

const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Matches a UUID with hyphens, in lower case. */
export const uuid = new RegExp(`^${uuidPattern}$`);

/** Matches each UUID with hyphens, in lower case, in a text. */
export const uuidsInText = new RegExp(uuidPattern, 'g');

const idPattern = `(?:req-)?${uuidPattern}|[0-9a-f]{32}`;

/** Matches each request id, UUID and message id in a text. */
export const idsInText = new RegExp(`\\b(?:${idPattern})\\b`, 'giu');

/** Tells whether a text is such an id. */
export const isId = (text: string): boolean => new RegExp(`^(?:${idPattern})$`, 'iu').test(text);

const connectionName = new RegExp(`^(.*):(\\d{1,10}):(${uuidPattern})$`);
const replyPrefix = 'reply_';
const fanoutInfix = '_fanout_';
const fanoutSuffix = '_fanout';
/** Matches the part that makes a queue's name unique: a random id, or `host:program:number`. */
const uniquePart = /^(?:[0-9a-f]{32}|(.+):([^:]+):\d+)$/;

/** @returns `undefined` when the name is not of the form `program:pid:uuid` */
export function parseConnectionName(name: string): ConnectionName | undefined {
  const [, program, pid, uuid] = connectionName.exec(name) ?? [];
  if (program === undefined || uuid === undefined) return undefined;
  return { program, pid: Number(pid), uuid };
}

/** @returns `undefined` when the queue is not a reply queue */
export function parseReplyQueue(queue: string): QueueOwner | undefined {
  return queue.startsWith(replyPrefix) ? ownerIn(queue.slice(replyPrefix.length)) : undefined;
}

/**
 * @returns `undefined` when the queue is not a fanout queue. All readers of a stream share the name
 *   `topic_fanout`
 */
export function parseFanoutQueue(queue: string): FanoutQueue | undefined {
  if (queue.endsWith(fanoutSuffix) && queue.length > fanoutSuffix.length) {
    const topic = queue.slice(0, -fanoutSuffix.length);
    return { topic, host: undefined, program: undefined };
  }
  const at = queue.lastIndexOf(fanoutInfix);
  const owner = at > 0 ? ownerIn(queue.slice(at + fanoutInfix.length)) : undefined;
  return owner && { topic: queue.slice(0, at), ...owner };
}

/** Splits `compute.cmp1` and `nova-compute:cmp1` at the first `.` or `:`. */
export function splitPublisherId(publisherId: string): Publisher {
  const at = publisherId.search(/[.:]/);
  if (at < 0) return { service: publisherId, host: undefined };
  const host = publisherId.slice(at + 1);
  return { service: publisherId.slice(0, at), host: host === '' ? undefined : host };
}

function ownerIn(unique: string): QueueOwner | undefined {
  const match = uniquePart.exec(unique);
  return match ? { host: match[1], program: match[2] } : undefined;
}
