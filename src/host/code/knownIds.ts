/** Finds the ids that open captures contain, and their places. */
import { BoundedMap } from '../../core/base/boundedMap';
import type { CaptureSession } from '../captures/captureSession';
import type { OpenCaptures } from '../captures/openCaptures';
import type { PlaceRef } from '../../protocol/actions/arguments';
import { Cooldown } from './cooldown';

type Place = Omit<PlaceRef, 'capturePath'>;

interface Remembered {
  /** `undefined` when the capture did not contain it. */
  readonly place: Place | undefined;
  /** Number of records in the capture at the time of the search. */
  readonly recordCount: number;
}

export interface LookUp {
  /** Ids that a capture contains. */
  readonly places: ReadonlyMap<string, PlaceRef>;
  /** Time after which to ask again, because some ids were not searched, to spare the engines. */
  readonly againAfterMillis: number | undefined;
}

const maxRemembered = 20_000;
/**
 * Maximum size of a capture whose bodies are searched for all visible ids; in larger ones only an
 * id under the pointer is searched.
 */
const maxSearchedMessages = 100_000;
/** Maximum time of searches before a pause. */
const searchMillis = { passing: 500, pointedAt: 2_000 };

export interface LookUpOptions {
  /** True when the pointer is on the text: there are few ids, and each is searched fully. */
  readonly isPointedAt: boolean;
  readonly isCancelled: () => boolean;
}

export class KnownIds {
  private readonly known = new WeakMap<CaptureSession, BoundedMap<string, Remembered>>();

  constructor(
    private readonly captures: Pick<OpenCaptures, 'list'>,
    private readonly cooldown: Cooldown = new Cooldown(0),
  ) {}

  /** @param ids ids, each once; the first capture that contains an id is used */
  async lookUp(ids: readonly string[], options: LookUpOptions): Promise<LookUp> {
    const places = new Map<string, PlaceRef>();
    let isLeft = false;
    const mayRest = !options.isPointedAt;
    for (const session of this.captures.list()) {
      const left = ids.filter(id => !places.has(id));
      const unknown = left.filter(id => {
        const remembered = this.remembered(session, id);
        if (remembered?.place) places.set(id, { capturePath: session.path, ...remembered.place });
        return !remembered;
      });
      if (unknown.length === 0 || options.isCancelled()) continue;
      if (mayRest && this.cooldown.waitMillis > 0) {
        isLeft = true;
        continue;
      }
      const end = performance.now() + searchMillis[mayRest ? 'passing' : 'pointedAt'];
      await this.cooldown.askAndMeasure(async () => {
        for (const id of unknown) {
          if (options.isCancelled() || performance.now() > end) {
            isLeft = true;
            return;
          }
          const place = await this.ask(session, id, options);
          if (place) places.set(id, { capturePath: session.path, ...place });
        }
      });
    }
    return { places, againAfterMillis: isLeft ? this.cooldown.waitMillis : undefined };
  }

  private remembered(session: CaptureSession, id: string): Remembered | undefined {
    const remembered = this.known.get(session)?.get(id);
    if (!remembered) return undefined;
    // An id that was missing may have been added since.
    const isCurrent = remembered.place ?? remembered.recordCount === recordsOf(session);
    return isCurrent ? remembered : undefined;
  }

  private async ask(
    session: CaptureSession,
    id: string,
    { isPointedAt }: LookUpOptions,
  ): Promise<Place | undefined> {
    const recordCount = recordsOf(session);
    const isRequest = /^req-/iu.test(id);
    const isLarge = (session.status?.messageCount ?? 0) > maxSearchedMessages;
    if (!isRequest && isLarge && !isPointedAt) return undefined;
    try {
      const place = isRequest ? await requestOf(session, id) : await messageOf(session, id);
      let known = this.known.get(session);
      if (!known) this.known.set(session, (known = new BoundedMap(maxRemembered)));
      known.set(id, { place, recordCount });
      return place;
    } catch {
      // The diagram reports the capture's problem.
      return undefined;
    }
  }
}

const recordsOf = ({ status }: CaptureSession): number => status?.recordCount ?? 0;

async function requestOf(session: CaptureSession, id: string): Promise<Place | undefined> {
  const request = await session.api.requests.readRequest(id);
  return request && { requestId: request.id };
}

async function messageOf(session: CaptureSession, id: string): Promise<Place | undefined> {
  const [found] = await session.api.find.findPlaces(id);
  if (!found) return undefined;
  const { requestId, messageId } = found;
  return requestId === undefined ? { messageId } : { requestId };
}
