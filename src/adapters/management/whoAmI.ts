import { isJsonObject } from '../../core/base/json';
import type { ManagementClient } from './managementClient';

/**
 * Reads the tags of the management user. RabbitMQ before 3.9 sends them as one comma-separated
 * text.
 */
export async function readTags(
  client: ManagementClient,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.get('/whoami', signal);
  const tags = isJsonObject(answer) ? answer['tags'] : undefined;
  if (typeof tags === 'string') return tags.split(',').map(tag => tag.trim());
  return Array.isArray(tags) ? tags.filter(tag => typeof tag === 'string') : [];
}

export const mayReadAllConnections = (tags: readonly string[]): boolean =>
  tags.includes('monitoring') || tags.includes('administrator');

export const maySwitchTracing = (tags: readonly string[]): boolean =>
  tags.includes('administrator');
