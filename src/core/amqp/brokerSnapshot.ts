/**
 * Answer of the management API about connected clients: the fields of `GET /api/connections` and
 * `GET /api/consumers` that identify processes.
 */
export interface BrokerSnapshot {
  readonly connections: readonly ConnectionFacts[];
  readonly consumers: readonly ConsumerFacts[];
}

export interface ConnectionFacts {
  /** The broker's name for the connection; equals {@link TraceRecord.connection}. */
  readonly name: string;
  /** `client_properties.connection_name`; oslo.messaging sends `program:pid:uuid`. */
  readonly connectionName: string | undefined;
  readonly peerHost: string | undefined;
  readonly vhost: string | undefined;
  /** Epoch milliseconds. Distinguishes connections that used the same port one after another. */
  readonly connectedAtMillis: number | undefined;
}

export interface ConsumerFacts {
  readonly connection: string;
  readonly queue: string;
  readonly vhost: string;
}

/** Source of the names of connections while a capture runs. */
export interface ConnectionDirectory {
  /** @throws {SourceError} when the management API cannot be reached or refuses the request */
  fetchSnapshot(signal: AbortSignal): Promise<BrokerSnapshot>;
}
