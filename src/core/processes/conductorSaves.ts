import { BoundedMap } from '../base/boundedMap';
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { DecodedMessage } from '../oslo/message';
import { asVersionedObject } from '../oslo/versionedObject';

/** Number of saves that are remembered. */
const remembered = 1_000;

/** The part of a call that tells who handles it until when. */
interface Handled {
  readonly handler: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
}

/**
 * Names the senders of nova's notifications `instance.update`. Computes save instances through the
 * conductor, which notifies as "compute" before it answers (`Instance.save` of nova/objects/instance.py
 * calls `notifications.send_update`).
 */
export class ConductorSaves {
  private readonly calls = new BoundedMap<string, Handled[]>(remembered);

  noteCall(decoded: DecodedMessage, call: Handled): void {
    if (decoded.kind !== 'call' || decoded.operation !== 'Instance.save') return;
    const args = decoded.inner['args'];
    const saved = asVersionedObject(isJsonObject(args) ? args['objinst'] : undefined);
    const key = keyOf(decoded.requestId, saved?.data['uuid']);
    if (key === undefined) return;
    const open = this.calls.get(key)?.filter(isOpen) ?? [];
    this.calls.set(key, [...open, call]);
  }

  /** @returns the connection of the conductor that sends the notification, by its id */
  notifierOf(decoded: DecodedMessage): number | undefined {
    if (
      decoded.kind !== 'notification' ||
      !/^(compute\.)?instance\.update$/.test(decoded.eventType)
    ) {
      return undefined;
    }
    const key = keyOf(decoded.requestId, instanceIn(decoded.inner['payload']));
    const open = key === undefined ? [] : (this.calls.get(key)?.filter(isOpen) ?? []);
    return open.length === 1 ? open[0]?.handler : undefined;
  }
}

const isOpen = ({ replyPublishedAtMicros }: Handled): boolean =>
  replyPublishedAtMicros === undefined;

/** Reads the instance's UUID from a notification without and with versioned objects. */
function instanceIn(payload: JsonValue | undefined): JsonValue | undefined {
  const legacy: JsonObject = isJsonObject(payload) ? payload : {};
  return legacy['instance_id'] ?? asVersionedObject(payload)?.data['uuid'];
}

const keyOf = (requestId: string | undefined, uuid: JsonValue | undefined): string | undefined =>
  requestId !== undefined && typeof uuid === 'string' ? `${requestId} ${uuid}` : undefined;
