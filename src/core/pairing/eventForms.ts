/**
 * Recognises that two notifications report one event. Nothing on the wire ties them but request, host and
 * what they are about. Two services do that, each under an old and a new name:
 *
 * - nova, with `notification_format = both`: in its old form and as a versioned object, one right after the
 *   other, to different topics (nova/notifications/base.py, nova/compute/utils.py):
 *   `compute.instance.create.end` and `instance.create.end`
 * - designate, always: zones were called domains, and each event of a zone is reported under both names with
 *   the same payload (`notify_type` twice in designate/central/service.py): `dns.domain.create` and
 *   `dns.zone.create`
 *
 * Others report each event once: keystone is set to `basic` or `cadf` (`_send_notification` and `_emit` of
 * keystone/notifications.py), ironic and masakari know versioned ones alone, cinder, glance, heat, magnum,
 * manila, neutron and octavia old ones alone. Trove's `dbaas.instance_create.end` tells of a request of its
 * API, `trove.instance.create` of the usage of a database: two events.
 */
import type { TraceRecord } from '../amqp/traceRecord';
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { BoundedMap } from '../base/boundedMap';
import type { Notification } from '../oslo/message';
import { splitPublisherId } from '../oslo/names';
import type { Span } from './entities';

/** Time within which the second form follows; more than a busy service takes between the two. */
const maxMicrosBetween = 10_000_000;
/**
 * Limit of the payloads of the events that are remembered, in bytes. A process sends both forms at once: the
 * notifications of a whole cloud between the two are much less than this.
 */
const maxRememberedBytes = 2_000_000;
/** Number of events of one name, host and request that wait for their second form. */
const maxWaiting = 50;
const rememberedNames = 1_000;
const maxDepth = 8;
const maxSubjects = 100;

/** A notification, as far as it tells which event it is about. */
interface Form extends Pick<Notification, 'isVersioned' | 'eventType'> {
  /** True under the name that the event has today. */
  readonly isNew: boolean;
  readonly payload: JsonValue | undefined;
  readonly isException: boolean;
  readonly span: Span;
  readonly atMicros: number;
}

export class EventForms {
  /** Events of which one form was seen, by request, host and the words of the name. */
  private readonly seen = new BoundedMap<string, Form[]>(maxRememberedBytes);
  private readonly words = new BoundedMap<string, string>(rememberedNames);

  /**
   * @param span the span of the notification, which came with the record
   * @returns the span that reported the same event in the other form; `undefined` when there is none yet
   */
  firstForm(
    notification: Notification,
    span: Span,
    { receivedAtMicros: atMicros, body }: TraceRecord,
  ): Span | undefined {
    const { requestId, publisherId, isVersioned, eventType, inner } = notification;
    const { host } = splitPublisherId(publisherId);
    if (requestId === undefined || host === undefined) return undefined;
    const { payload } = inner;
    const isException = tellsException(eventType, payload);
    const isNew = isVersioned || eventType.startsWith('dns.zone.');
    const form: Form = { isVersioned, isNew, eventType, payload, isException, span, atMicros };
    const key = `${requestId} ${host} ${isException ? exceptionEvent : this.commonWords(eventType)}`;
    const waiting = this.seen.get(key) ?? [];
    const first = waiting.findLast(
      each => Math.abs(atMicros - each.atMicros) <= maxMicrosBetween && isSameEvent(each, form),
    );
    const left = first
      ? waiting.filter(each => each !== first)
      : [...waiting.slice(1 - maxWaiting), form];
    this.seen.set(key, left, body.length);
    return first?.span;
  }

  /** Returns the words that both forms of a name have: one of the forms may lack how the event ended. */
  private commonWords(eventType: string): string {
    let words = this.words.get(eventType);
    if (words === undefined) {
      words = sorted(wordsOf(eventType).filter((word, at) => at === 0 || !isEnd(word)));
      this.words.set(eventType, words);
    }
    return words;
  }
}

/**
 * Event of an exception; its old form has the name of the method that `wrap_exception` is around
 * (nova/exception_wrapper.py).
 */
const exceptionEvent = 'compute.exception';

const tellsException = (eventType: string, payload: JsonValue | undefined): boolean =>
  eventType === exceptionEvent ||
  (!eventType.includes('.') && isJsonObject(payload) && payload['exception'] !== undefined);

function isSameEvent(one: Form, other: Form): boolean {
  if (one.isNew === other.isNew) return false;
  const [old, current] = one.isNew ? [other, one] : [one, other];
  if (!isSameName(old, current)) return false;
  if (!current.isVersioned) return JSON.stringify(one.payload) === JSON.stringify(other.payload);
  const [subjects, others] = [subjectsOf(one.payload), subjectsOf(other.payload)];
  return subjects.size === 0 || others.size === 0 || [...subjects].some(each => others.has(each));
}

/**
 * Compares the words of two names, in any order: `compute.instance.finish_resize.end` is
 * `instance.resize_finish.end`, and `compute.instance.volume.attach`, which has no phase, is
 * `instance.volume_attach.end`.
 */
function isSameName(old: Form, current: Form): boolean {
  if (current.isException) return old.isException;
  const [oldWords, newWords] = [wordsOf(old.eventType), wordsOf(current.eventType)];
  const phase = newWords.at(-1) ?? '';
  const name = sorted(newWords);
  return sorted(oldWords) === name || (isEnd(phase) && sorted([...oldWords, phase]) === name);
}

const isEnd = (word: string): boolean => word === 'end' || word === 'error';

const sorted = (words: readonly string[]): string => words.toSorted().join(' ');

/** `servergroup` and `domain` of the old names are `server_group` and `zone` in the new ones. */
const wordsOf = (eventType: string): readonly string[] =>
  eventType
    .replace(/^compute\.(?=.)/, '')
    .replace('server_group', 'servergroup')
    .replace(/^dns\.domain\./, 'dns.zone.')
    .split(/[._]+/);

/** Fields that name what a notification is about, in both forms. */
const subjectFields: ReadonlySet<string> = new Set([
  'uuid',
  'instance_id',
  'instance_uuid',
  'instance_uuids',
]);

function subjectsOf(payload: JsonValue | undefined): ReadonlySet<JsonValue> {
  const found = new Set<JsonValue>();
  const add = (id: JsonValue): void => {
    if (id !== null && id !== '') found.add(id);
  };
  const look = (value: object, depth: number): void => {
    if (depth > maxDepth || found.size > maxSubjects) return;
    const names = Object.keys(value);
    const values = Object.values(value) as readonly JsonValue[];
    for (const [i, each] of values.entries()) {
      if (subjectFields.has(names[i] ?? '')) (Array.isArray(each) ? each : [each]).forEach(add);
      else if (typeof each === 'object' && each !== null) look(each, depth + 1);
    }
  };
  if (typeof payload === 'object' && payload !== null) look(payload, 0);
  return found;
}
