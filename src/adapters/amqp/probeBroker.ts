import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { ManagementProbe, ProbeResult } from '../../core/amqp/probeResult';
import type { SourceFailure } from '../../core/amqp/sourceState';
import { ManagementClient } from '../management/managementClient';
import { TracingSwitch } from '../management/tracingSwitch';
import { mayReadAllConnections, maySwitchTracing, readTags } from '../management/whoAmI';
import { hostName, openConnection } from './connect';
import { failureOf, isFinal } from '../network/failures';
import { openTap } from './openTap';

/** Tests each permission that a capture needs, and removes what it created. Never rejects. */
export async function probeBroker(broker: BrokerConnection): Promise<ProbeResult> {
  const [amqp, management] = await Promise.all([probeAmqp(broker), probeManagement(broker)]);
  return { ...amqp, management };
}

async function probeAmqp(broker: BrokerConnection): Promise<Omit<ProbeResult, 'management'>> {
  const failures: SourceFailure[] = [];
  let brokerVersion: string | undefined;
  for (const host of broker.hosts) {
    try {
      const { signal } = new AbortController();
      const connection = await openConnection(broker, host, signal);
      ({ brokerVersion } = connection);
      try {
        const tap = await openTap(
          connection,
          broker,
          { kind: 'firehose' },
          { stream: { newest: undefined, isReplaced: false } },
          signal,
        );
        await tap.channel.deleteQueue(tap.name);
        return { amqpFailure: undefined, brokerVersion };
      } finally {
        await connection.close();
      }
    } catch (error) {
      failures.push(failureOf(error, hostName(host)));
    }
  }
  return { amqpFailure: failures.find(isFinal) ?? failures.at(-1), brokerVersion };
}

async function probeManagement(broker: BrokerConnection): Promise<ManagementProbe> {
  if (broker.managementUrl === undefined) return { kind: 'none' };
  try {
    const tags = await readTags(new ManagementClient(broker));
    // A user may be allowed to name connections and yet see no vhost; the management API then
    // counts as working.
    const tracing = await new TracingSwitch(broker).readPosition().catch(() => 'unknown' as const);
    return {
      kind: 'ok',
      tracing,
      canSwitchTracing: maySwitchTracing(tags),
      canNameConnections: mayReadAllConnections(tags),
    };
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error, broker.managementUrl) };
  }
}
