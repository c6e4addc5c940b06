import * as v from 'valibot';
import type { SentTime } from '../core/text/sentTime';
import type { Contract } from './rpc';

/** Place that a pasted id was found in. */
export interface FoundPlace extends SentTime {
  readonly kind: 'request' | 'span' | 'message' | 'lane' | 'queue';
  /** Message to show; for a request, its first row. */
  readonly messageId: number;
  /** Id of the request, if the place is one. */
  readonly requestId: string | undefined;
  readonly label: string;
  /** Sender and receiver, and the place of the match: `argument instance.uuid`. */
  readonly detail: string;
}

/** Searches for ids. */
export interface FindApi {
  /**
   * Finds places for an id or a name: request and message ids, UUIDs in arguments, queues, hosts;
   * the most probable first. A new search ends the previous one.
   */
  findPlaces(text: string): Promise<readonly FoundPlace[]>;
}

export const findContract: Contract<FindApi> = { findPlaces: v.tuple([v.string()]) };
