/**
 * What the management API knows of who is connected: the part of `GET /api/connections` and
 * `GET /api/consumers` that names processes.
 */
export interface BrokerSnapshot {
  readonly connections: readonly ConnectionFacts[];
  readonly consumers: readonly ConsumerFacts[];
}

export interface ConnectionFacts {
  /** The broker's name for it; equals {@link TraceRecord.connection}. */
  readonly name: string;
  /** `client_properties.connection_name`; oslo.messaging sends `program:pid:uuid`. */
  readonly connectionName: string | undefined;
  readonly peerHost: string | undefined;
  /** Epoch milliseconds. Tells connections apart that used one port after another. */
  readonly connectedAtMillis: number | undefined;
}

export interface ConsumerFacts {
  readonly connection: string;
  readonly queue: string;
  readonly vhost: string;
}

/** Where names come from while a capture runs. */
export interface ConnectionDirectory {
  /** @throws {SourceError} when the management API cannot be asked */
  read(signal: AbortSignal): Promise<BrokerSnapshot>;
}
