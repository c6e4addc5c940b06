/** The set-up of the broker tier: all files share one RabbitMQ node, and each has its own vhost. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { rabbitVersion } from '../support/brokerRelease.mts';
import { RabbitNode } from '../support/rabbitmq';

/** The node that the tier started. */
export const node = new RabbitNode(inject('rabbit'));

/** Matches the version of RabbitMQ that the node runs. */
export const brokerVersion = expect.stringMatching(rabbitVersion) as string;

export interface VhostOptions {
  /** Lifetime of the vhost; default `file`. */
  readonly per?: 'file' | 'test';
  /** True when its tracing is on from the beginning; default false. */
  readonly isTraced?: boolean;
  /** Description and tags. */
  readonly facts?: object;
}

/** Makes a vhost for the tests of the suite that calls it, and deletes it afterwards. */
export function useVhost(name: string, options: VhostOptions = {}): string {
  const { per = 'file', isTraced = false, facts } = options;
  const [before, after] = per === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    await node.addVhost(name, facts);
    if (isTraced) await node.setTracing(true, name);
  });
  after(async () => {
    // RabbitMQ remembers the tracing switch of a deleted vhost.
    await node.setTracing(false, name);
    await node.api('DELETE', `/vhosts/${encodeURIComponent(name)}`);
  });
  return name;
}
