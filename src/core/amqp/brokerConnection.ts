/**
 * Everything that is needed to connect to a broker. Kept in memory only, because it holds the
 * password.
 */
export interface BrokerConnection {
  /** Nodes of one cluster, tried in turn; at least one. */
  readonly hosts: readonly BrokerHost[];
  readonly vhost: string;
  readonly tls?: TlsOptions;
  /**
   * Base address of the management API, for example `http://host:15672`. Without it, connections
   * stay unnamed.
   */
  readonly managementUrl?: string;
  /** Credentials for the management API, where they differ from the first host's. */
  readonly managementCredentials?: Credentials;
  /** Bindings of the tap queue to `amq.rabbitmq.trace`; default `publish.#` and `deliver.#`. */
  readonly bindingKeys: readonly string[];
  readonly tapQueue: TapQueueLimits;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Address and credentials of one node; oslo.messaging allows other credentials for each host. */
export interface BrokerHost extends Credentials {
  readonly hostname: string;
  readonly port: number;
}

export interface TlsOptions {
  /** PEM file with the certificate authority. Default: the system's certificate store. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/**
 * Limits of the tap queue, which lies in the broker; beyond them the broker drops the oldest
 * record.
 */
export interface TapQueueLimits {
  readonly maxLength: number;
  readonly maxLengthBytes: number;
}

export const defaultBindingKeys: readonly string[] = ['publish.#', 'deliver.#'];
export const defaultTapQueueLimits: TapQueueLimits = {
  maxLength: 100_000,
  maxLengthBytes: 256 * 1024 * 1024,
};
