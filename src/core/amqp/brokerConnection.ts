/** All that is needed to connect to a broker. Lives in memory only: it holds the password. */
export interface BrokerConnection {
  /** Nodes of one cluster, tried in turn; at least one. */
  readonly hosts: readonly BrokerHost[];
  readonly vhost: string;
  readonly tls?: TlsOptions;
  /** Base address of the management API, as `http://host:15672`; none: connections stay unnamed. */
  readonly managementUrl?: string;
  /** Credentials for the management API where they differ from the first host's. */
  readonly managementCredentials?: Credentials;
  /** Bindings of the tap queue to `amq.rabbitmq.trace`; default `publish.#` and `deliver.#`. */
  readonly bindingKeys: readonly string[];
  readonly tapQueue: TapQueueLimits;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** oslo.messaging allows other credentials for each host. */
export interface BrokerHost extends Credentials {
  readonly hostname: string;
  readonly port: number;
}

export interface TlsOptions {
  /** PEM file with the certificate authority; none: the system's own. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Bounds of the queue that the broker holds for us; beyond them it drops the oldest record. */
export interface TapQueueLimits {
  readonly maxLength: number;
  readonly maxLengthBytes: number;
}

export const defaultBindingKeys: readonly string[] = ['publish.#', 'deliver.#'];
export const defaultTapQueueLimits: TapQueueLimits = {
  maxLength: 100_000,
  maxLengthBytes: 256 * 1024 * 1024,
};
