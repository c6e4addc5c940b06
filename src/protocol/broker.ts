import type { BrokerConnection } from '../core/amqp/brokerConnection';
import type { TapTargets, TraceStream } from '../core/amqp/brokerTap';
import type { ProbeResult } from '../core/amqp/probeResult';
import type { Contract } from './rpc';
import { trustedArguments } from './schemas';

/** Calls to a broker, answered by a worker because `amqplib` runs there. */
export interface BrokerApi {
  /** Connects and tests each permission that a capture needs; never rejects. */
  probe(broker: BrokerConnection): Promise<ProbeResult>;
  /**
   * Restores the tracing switch as recorded in the journal, and removes the journal. A journal of
   * another broker is left alone. While other taps read the trace, nothing is changed.
   *
   * @returns the queues of the other taps
   * @throws {SourceError} when the broker cannot be reached; the journal is kept
   */
  restoreTracing(journalPath: string, broker: BrokerConnection): Promise<readonly string[]>;
  /** @throws {SourceError} when the management API cannot be reached */
  tapTargets(broker: BrokerConnection): Promise<TapTargets>;
  /**
   * @throws {SourceError} when the stream cannot be created: `streamsNotTraced` before RabbitMQ
   *   3.12
   */
  createTraceStream(broker: BrokerConnection, stream: TraceStream): Promise<void>;
  deleteTraceStream(broker: BrokerConnection, name: string): Promise<void>;
}

export const brokerContract: Contract<BrokerApi> = {
  probe: trustedArguments(),
  restoreTracing: trustedArguments(),
  tapTargets: trustedArguments(),
  createTraceStream: trustedArguments(),
  deleteTraceStream: trustedArguments(),
};
