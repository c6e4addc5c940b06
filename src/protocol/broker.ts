import type { BrokerConnection } from '../core/amqp/brokerConnection';
import type { TapTargets, TraceStream } from '../core/amqp/brokerTap';
import type { ProbeResult } from '../core/amqp/probeResult';
import type { Contract } from './rpc';
import { trustedArguments } from './schemas';

/** Questions to a broker, asked from a worker because `amqplib` lives there. */
export interface BrokerApi {
  /** Connects and looks at each right that a capture needs; never rejects. */
  probe(broker: BrokerConnection): Promise<ProbeResult>;
  /**
   * Puts the tracing switch back as the journal says and removes the journal. A journal of
   * another broker is left alone.
   *
   * @throws {SourceError} when the broker cannot be asked; the journal stays
   */
  restoreTracing(journalPath: string, broker: BrokerConnection): Promise<void>;
  /** @throws {SourceError} when the management API cannot be asked */
  tapTargets(broker: BrokerConnection): Promise<TapTargets>;
  /** @throws {SourceError} when it cannot be made: `streamsNotTraced` before RabbitMQ 3.12 */
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
