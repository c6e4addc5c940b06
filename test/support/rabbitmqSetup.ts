import type { TestProject } from 'vitest/node';
import type { RabbitAddress } from './rabbitmq';
import { OwnRabbitNode } from './rabbitmq';

declare module 'vitest' {
  interface ProvidedContext {
    readonly rabbit: RabbitAddress;
  }
}

/** Starts one node for all broker tests; tests that kill the broker start their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const node = await OwnRabbitNode.start();
  project.provide('rabbit', node.address);
  return () => node.dispose();
}
