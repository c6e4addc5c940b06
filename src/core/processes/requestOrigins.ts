import { BoundedMap } from '../base/boundedMap';
import type { Connection } from './process';

/** Number of requests that are remembered. */
const remembered = 20_000;

/** Maximum number of pairs of connections that wait for a name. */
const maxPairs = 5_000;

/** Time after the first record in which a newly seen request may have begun before that record. */
const settlingMicros = 5_000_000;

/** Programs that make the requests of users. */
const api = /^(.+-api|neutron-server|keystone)$/;

interface Origin {
  readonly connection: Connection;
  /** True when another process may work on the request, too. */
  isHandedOn: boolean;
}

type Pair = readonly [Connection, Connection];

/**
 * Tells which connections belong to one API process by request ids. A user's request has one id from the
 * API that makes it on (`RequestId` of oslo_middleware); until the first call or cast, nobody else
 * has it.
 */
export class RequestOrigins {
  private readonly origins = new BoundedMap<string, Origin>(remembered);
  /** Pairs of connections that belong to one process, provided that it turns out to be an API. */
  private pairs: Pair[] = [];

  /**
   * @param handsOn true for a message by which another process gets the request id
   * @param ageMicros time since the first record
   */
  noteSender(requestId: string, connection: Connection, handsOn: boolean, ageMicros: number): void {
    const origin = this.origins.get(requestId);
    if (!origin) {
      const isHandedOn = handsOn || ageMicros < settlingMicros;
      this.origins.set(requestId, { connection, isHandedOn });
      return;
    }
    if (origin.isHandedOn) return;
    origin.isHandedOn = handsOn;
    const isNew = origin.connection.process !== connection.process;
    if (isNew && this.pairs.length < maxPairs) this.pairs.push([origin.connection, connection]);
  }

  /** Returns the pairs of connections that turned out to be of one process. */
  takeJoined(): readonly Pair[] {
    const verdicts = this.pairs.map(pair => [pair, isSame(pair)] as const);
    this.pairs = verdicts.flatMap(([pair, same]) => (same === undefined ? [pair] : []));
    return verdicts.flatMap(([pair, same]) => (same === true ? [pair] : []));
  }
}

/** @returns `undefined` when the names of both do not tell it yet */
function isSame([{ process: one }, { process: other }]: Pair): boolean | undefined {
  const [a, b] = [one.name, other.name];
  if (one === other) return false;
  if (a.isNamed && b.isNamed && a.service !== b.service) return false;
  if (a.host !== '' && b.host !== '' && a.host !== b.host) return false;
  const isApi = [a, b].some(({ isNamed, service }) => isNamed && api.test(service));
  return isApi ? true : undefined;
}
