/**
 * Recognises requests to other services that heat made for a stack. Heat passes none of its ids on, but a
 * thing that it creates without a name of the template's own is called STACK-RESOURCE-ID, with an id of 12
 * characters of Base32 (`physical_resource_name` of heat/engine/resource.py, heat/common/short_id.py):
 * such a name, while heat works on that stack of that project, tells the request.
 */
import { BoundedMap } from '../base/boundedMap';
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { Notification, RpcRequest } from '../oslo/message';

const rememberedRequests = 6_000;
const rememberedStacks = 2_000;
/** Time after the last step on a stack within which heat works on it: its default for a whole stack. */
const maxMicrosAtWork = 3600e6;
const maxValues = 2_000;
const maxNameLength = 255;

interface Stack {
  readonly name: string;
  readonly project: string;
  /** Id of heat's request, or of the one that caused that. */
  readonly causeId: string;
}

interface Work {
  readonly causeId: string;
  readonly lastAtMicros: number;
}

export class StackRequests {
  /** Stacks that requests of heat are for, by the requests' ids. */
  private readonly stacks = new BoundedMap<string, Stack>(rememberedRequests);
  /** The newest work on each stack, by project and name; `undefined` when it is done. */
  private readonly works = new BoundedMap<string, Work | undefined>(rememberedStacks);
  /** Ids of heat's requests, by the ids of the requests that they asked other services for. */
  private readonly known = new BoundedMap<string, string>(rememberedRequests);
  private isAnyKnown = false;

  /** @returns id of the request of heat that asked for the message's request; `undefined` for others */
  causeOf(message: RpcRequest | Notification, atMicros: number): string | undefined {
    const { requestId, globalRequestId, traceId, inner } = message;
    const project = textOf(inner['_context_project_id'] ?? inner['_context_tenant_id']);
    if (requestId === undefined || project === undefined) return undefined;
    if (this.noteStack(message, requestId, project, atMicros)) return undefined;
    if (!this.isAnyKnown || globalRequestId !== undefined || traceId !== undefined)
      return undefined;
    const known = this.known.get(requestId);
    if (known !== undefined) return known;
    for (const name of namesIn(message)) {
      const causeId = this.workOn(name, project, atMicros);
      if (causeId === undefined) continue;
      this.known.set(requestId, causeId);
      return causeId;
    }
    return undefined;
  }

  /** @returns true when the message is one of heat's about a stack */
  private noteStack(
    message: RpcRequest | Notification,
    requestId: string,
    project: string,
    atMicros: number,
  ): boolean {
    const stack = this.stacks.get(requestId);
    if (message.kind !== 'notification' && message.method === 'check_resource') {
      if (!stack) return true;
      this.works.set(keyOf(project, stack.name), {
        causeId: stack.causeId,
        lastAtMicros: atMicros,
      });
      this.isAnyKnown = true;
      return true;
    }
    const name = stackIn(message);
    if (name === undefined) return false;
    // The stacks inside of a stack have names that begin with its own, and the same request.
    if (!stack) {
      const causeId = message.globalRequestId ?? requestId;
      this.stacks.set(requestId, { name, project, causeId });
    } else if (stack.name === name && isEnd(message)) {
      const key = keyOf(project, name);
      if (this.works.get(key)?.causeId === stack.causeId) this.works.set(key, undefined);
    }
    return true;
  }

  /** @returns the cause of the work on the stack with the longest name that fits */
  private workOn(name: string, project: string, atMicros: number): string | undefined {
    const [, named] = name.length > maxNameLength ? [] : (ofResource.exec(name) ?? []);
    if (named === undefined) return undefined;
    for (let end = named.lastIndexOf('-'); end > 0; end = named.lastIndexOf('-', end - 1)) {
      const work = this.works.get(keyOf(project, named.slice(0, end)));
      if (work && atMicros - work.lastAtMicros <= maxMicrosAtWork) return work.causeId;
    }
    return undefined;
  }
}

const ofResource = /^(.+)-[a-z2-7]{12}$/s;

const keyOf = (project: string, stack: string): string => `${project} ${stack}`;

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const field = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isJsonObject(value) ? value[name] : undefined;

/** The stack that a message of heat's is about: `EngineClient` of heat/rpc/client.py, and its events. */
function stackIn(message: RpcRequest | Notification): string | undefined {
  if (message.kind === 'notification') {
    return message.eventType.startsWith('orchestration.stack.')
      ? textOf(field(message.inner['payload'], 'stack_name'))
      : undefined;
  }
  const { args } = message.inner;
  return textOf(field(field(args, 'stack_identity'), 'stack_name') ?? field(args, 'stack_name'));
}

const isEnd = (message: RpcRequest | Notification): boolean =>
  message.kind === 'notification' && /\.(?:end|error)$/.test(message.eventType);

/**
 * Returns the names of what a message is about: `display_name` of objects of nova, cinder and manila; in
 * notifications also `name` of the payload, or of what the event's first word calls in it (neutron).
 */
function namesIn(message: RpcRequest | Notification): readonly string[] {
  const { inner } = message;
  if (message.kind !== 'notification') return displayNames(inner['args']);
  const { payload } = inner;
  const subject = field(payload, message.eventType.split('.', 1)[0] ?? '');
  const names = [field(payload, 'name'), field(subject, 'name')].filter(
    each => typeof each === 'string',
  );
  return [...names, ...displayNames(payload)];
}

function displayNames(value: JsonValue | undefined): readonly string[] {
  const names: string[] = [];
  const found: (JsonObject | readonly JsonValue[])[] = [];
  const add = (each: JsonValue | undefined): void => {
    if (Array.isArray(each)) found.push(each as readonly JsonValue[]);
    else if (isJsonObject(each)) found.push(each);
  };
  add(value);
  // The list grows meanwhile: a value stands before those that it contains.
  for (const each of found) {
    if (found.length > maxValues) break;
    const name = isJsonObject(each) ? each['display_name'] : undefined;
    if (typeof name === 'string') names.push(name);
    Object.values(each).forEach(add);
  }
  return names;
}
