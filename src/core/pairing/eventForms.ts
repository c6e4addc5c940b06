/**
 * Recognises that two notifications tell of one event. With `notification_format = both` nova tells each
 * event in its old form and as a versioned object, one right after the other, to different topics and under
 * different names (nova/notifications/base.py, nova/compute/utils.py): `compute.instance.create.end` and
 * `instance.create.end`. Nothing on the wire ties them but request, host and what they are about.
 */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { BoundedMap } from '../base/boundedMap';
import type { Notification } from '../oslo/message';
import { splitPublisherId } from '../oslo/names';
import type { Span } from './entities';

/** Time within which the second form follows; more than a busy service takes between the two. */
const maxMicrosBetween = 10_000_000;
const rememberedSenders = 2_000;
/** Number of events of one host and request that wait for their second form. */
const maxWaiting = 50;
const maxDepth = 8;
const maxSubjects = 100;

/** The parts of a notification that tell which event it is about. */
interface Form {
  readonly isVersioned: boolean;
  readonly eventType: string;
  readonly isException: boolean;
  /** Ids of what it is about. */
  readonly subjects: ReadonlySet<JsonValue>;
}

interface Told {
  readonly span: Span;
  readonly form: Form;
  readonly atMicros: number;
}

export class EventForms {
  /** Events of which one form was seen, by request and host. */
  private readonly told = new BoundedMap<string, Told[]>(rememberedSenders);

  /**
   * @param span the span of the notification
   * @returns the span that told the same event in the other form; `undefined` when there is none yet
   */
  firstForm(notification: Notification, span: Span, atMicros: number): Span | undefined {
    const { requestId, publisherId } = notification;
    const { host } = splitPublisherId(publisherId);
    if (requestId === undefined || host === undefined) return undefined;
    const key = `${requestId} ${host}`;
    const waiting = (this.told.get(key) ?? []).filter(
      each => Math.abs(atMicros - each.atMicros) <= maxMicrosBetween,
    );
    const form = formOf(notification);
    const first = waiting.findLast(each => isSameEvent(each.form, form));
    const left = first
      ? waiting.filter(each => each !== first)
      : [...waiting.slice(1 - maxWaiting), { span, form, atMicros }];
    this.told.set(key, left);
    return first?.span;
  }
}

const formOf = ({ isVersioned, eventType, inner: { payload } }: Notification): Form => ({
  isVersioned,
  eventType,
  isException:
    eventType === exceptionEvent ||
    (!eventType.includes('.') && isJsonObject(payload) && payload['exception'] !== undefined),
  subjects: subjectsOf(payload),
});

function isSameEvent(one: Form, other: Form): boolean {
  if (one.isVersioned === other.isVersioned) return false;
  const [old, versioned] = one.isVersioned ? [other, one] : [one, other];
  if (!isSameName(old, versioned)) return false;
  const isTold = old.subjects.size > 0 && versioned.subjects.size > 0;
  return !isTold || [...old.subjects].some(subject => versioned.subjects.has(subject));
}

/**
 * Event of an exception; its old form has the name of the method that `wrap_exception` is around
 * (nova/exception_wrapper.py).
 */
const exceptionEvent = 'compute.exception';

/**
 * Compares the words of two names, in any order: `compute.instance.finish_resize.end` is
 * `instance.resize_finish.end`, and `compute.instance.volume.attach`, which has no phase, is
 * `instance.volume_attach.end`.
 */
function isSameName(old: Form, versioned: Form): boolean {
  if (versioned.isException) return old.isException;
  const [oldWords, newWords] = [wordsOf(old.eventType), wordsOf(versioned.eventType)];
  const phase = newWords.at(-1);
  const isEnd = phase === 'end' || phase === 'error';
  return isSame(oldWords, newWords) || (isEnd && isSame([...oldWords, phase], newWords));
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.toSorted().join(' ') === other.toSorted().join(' ');

/** `servergroup` of the old names is `server_group` in the new ones. */
const wordsOf = (eventType: string): readonly string[] =>
  eventType
    .replace(/^compute\.(?=.)/, '')
    .replace('server_group', 'servergroup')
    .split(/[._]+/);

/** Fields that name what a notification is about, in both forms. */
const subjectField = /^(?:uuid|instance_id|instance_uuids?)$/;

function subjectsOf(payload: JsonValue | undefined): ReadonlySet<JsonValue> {
  const found = new Set<JsonValue>();
  const look = (value: JsonValue, depth: number): void => {
    if (depth > maxDepth || found.size > maxSubjects) return;
    if (Array.isArray(value))
      for (const each of value as readonly JsonValue[]) look(each, depth + 1);
    if (!isJsonObject(value)) return;
    for (const [name, each] of Object.entries(value)) {
      if (!subjectField.test(name)) look(each, depth + 1);
      else
        for (const id of Array.isArray(each) ? (each as readonly JsonValue[]) : [each])
          found.add(id);
    }
  };
  if (payload !== undefined) look(payload, 0);
  found.delete(null);
  found.delete('');
  return found;
}
