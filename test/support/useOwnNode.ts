import { afterAll, beforeAll } from 'vitest';
import { OwnRabbitNode } from './rabbitmq';

/**
 * Starts a RabbitMQ node before the tests of the file that calls it, and ends it after them.
 *
 * @returns a function that returns the node once it runs
 */
export function useOwnNode(): () => OwnRabbitNode {
  let node: OwnRabbitNode | undefined;
  beforeAll(async () => {
    node = await OwnRabbitNode.start();
  });
  afterAll(() => node?.dispose());
  return () => {
    if (!node) throw new Error('the node does not run');
    return node;
  };
}
