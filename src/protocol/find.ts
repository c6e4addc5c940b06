import * as v from 'valibot';
import type { Contract } from './rpc';

/** What a pasted id led to. */
export interface FoundPlace {
  readonly kind: 'request' | 'span' | 'message' | 'lane' | 'queue';
  /** Where it leads; for a request, its first row. */
  readonly messageId: number;
  /** Of a request. */
  readonly requestId: string | undefined;
  readonly label: string;
  /** Who to whom, and why it matches: `argument instance.uuid`. */
  readonly detail: string;
  readonly atMicros: number;
}

/** The way from an id to its place. */
export interface FindApi {
  /**
   * Places that an id or name leads to: request and message ids, UUIDs in arguments, queues, hosts;
   * the likeliest first. A new search ends the one before.
   */
  findPlaces(text: string): Promise<readonly FoundPlace[]>;
}

export const findContract: Contract<FindApi> = { findPlaces: v.tuple([v.string()]) };
