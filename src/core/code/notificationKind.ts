/** Facts of a notification that the search needs. */
export interface NotificationKind {
  readonly exchange: string;
  readonly eventType: string;
  /** Topic, for example `notifications`; `''` when it is unknown. */
  readonly topic: string;
  /** Priority, for example `INFO`. */
  readonly priority: string;
  /** Publisher id without the host, for example `compute` or `nova-compute`. */
  readonly service: string;
  /** True when its payload is a versioned object. */
  readonly isVersioned: boolean;
  readonly senders: readonly string[];
}
