import type { DatabaseSync } from 'node:sqlite';
import { hasDeliveries } from '../capture/read/counts';
import type { ListedSpan } from '../capture/read/spanList';

/**
 * Returns the words for the receivers of a span that has none, by its state: a capture without any
 * delivery does not tell them.
 */
export function wordsForNobody(database: DatabaseSync): (state: ListedSpan['state']) => string {
  const isTold = hasDeliveries(database);
  return state => (state === 'unrouted' || isTold ? 'nobody' : 'not recorded');
}
