import type { CancellationToken } from 'vscode';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { TapTargets, TraceStream } from '../../core/amqp/brokerTap';
import type { ProbeResult } from '../../core/amqp/probeResult';
import type { BrokerApi } from '../../protocol/broker';
import type { Remote } from '../../protocol/rpc';
import type { StartEngine } from '../captures/captureSession';

/** Asks brokers questions, each in a worker of its own that ends with the answer. */
export class BrokerQuestions {
  constructor(private readonly startEngine: StartEngine) {}

  /** @returns `undefined` when cancelled */
  async probe(
    broker: BrokerConnection,
    token: CancellationToken,
  ): Promise<ProbeResult | undefined> {
    return await Promise.race([this.ask(api => api.probe(broker)), cancelled(token)]);
  }

  /**
   * @returns the queues of taps for which tracing stays on
   * @throws {RemoteError} with a failure when the broker cannot be asked; the journal stays
   */
  async restoreTracing(journalPath: string, broker: BrokerConnection): Promise<readonly string[]> {
    return await this.ask(api => api.restoreTracing(journalPath, broker));
  }

  /** @throws when the management API cannot be asked */
  async tapTargets(broker: BrokerConnection): Promise<TapTargets> {
    return await this.ask(api => api.tapTargets(broker));
  }

  /** @throws {RemoteError} with a failure when the stream cannot be created */
  async createTraceStream(broker: BrokerConnection, stream: TraceStream): Promise<void> {
    await this.ask(api => api.createTraceStream(broker, stream));
  }

  /** @throws {RemoteError} with a failure when the stream cannot be deleted */
  async deleteTraceStream(broker: BrokerConnection, name: string): Promise<void> {
    await this.ask(api => api.deleteTraceStream(broker, name));
  }

  private async ask<T>(question: (api: Remote<BrokerApi>) => Promise<T>): Promise<T> {
    const engine = this.startEngine();
    try {
      return await question(engine.api.broker);
    } finally {
      engine.dispose();
    }
  }
}

const cancelled = (token: CancellationToken): Promise<undefined> =>
  new Promise(resolve => token.onCancellationRequested(() => resolve(undefined)));
