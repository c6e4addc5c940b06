import type { SourceFailure } from './sourceState';

/** Permissions that a user has on a broker, found by trying each. */
export interface ProbeResult {
  /** `undefined` when the connection succeeded and the tap queue could be bound. */
  readonly amqpFailure: SourceFailure | undefined;
  /** Version of the broker, from its greeting. */
  readonly brokerVersion: string | undefined;
  readonly management: ManagementProbe;
}

export type ManagementProbe =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }
  | {
      readonly kind: 'ok';
      readonly tracing: 'on' | 'off' | 'unknown';
      /** The user may turn tracing on (tag `administrator`). */
      readonly canSwitchTracing: boolean;
      /** The user may read everybody's connections (tag `monitoring`). */
      readonly canNameConnections: boolean;
    };
