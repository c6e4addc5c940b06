import type { BrokerTap } from './brokerTap';

/** State of a source. It explains to the user why a diagram is empty. */
export type SourceState =
  /** A stored capture is being read: no records will be added. */
  | { readonly state: 'stored' }
  | { readonly state: 'connecting'; readonly host: string; readonly attempt: number }
  | {
      readonly state: 'live';
      readonly host: string;
      /** The vhost's tracing switch; `unknown` without the management API. */
      readonly tracing: 'on' | 'off' | 'unknown';
      /** Reason why tracing could not be turned on, when that was requested. */
      readonly tracingFailure?: SourceFailure;
      /** The tap queue is at its limit: the broker is dropping its oldest records. */
      readonly isOverflowing: boolean;
      /** Place that messages are read from. Default: the firehose. */
      readonly tap?: BrokerTap;
    }
  | { readonly state: 'paused'; readonly host: string }
  | {
      readonly state: 'waitingToRetry';
      readonly failure: SourceFailure;
      readonly retryAtMillis: number;
    }
  | { readonly state: 'importing'; readonly bytesRead: number; readonly bytesTotal: number }
  /** The end of the file was reached; records that are appended to it will be read. */
  | { readonly state: 'following'; readonly bytesRead: number }
  | { readonly state: 'stopped'; readonly failure?: SourceFailure };

/**
 * Reason why a source or a request to a broker failed; the host turns it into a message and an
 * action.
 */
export interface SourceFailure {
  readonly code: SourceFailureCode;
  /**
   * Wording of the other side (an AMQP reply text, an errno, an HTTP status); never holds a
   * credential.
   */
  readonly detail: string;
  /** `host:port` that was tried, where there is one. */
  readonly host?: string;
}

export type SourceFailureCode =
  /** Wrong user name or password. */
  | 'accessRefused'
  | 'noSuchVhost'
  /** The user has no permissions in the vhost at all. */
  | 'noVhostPermission'
  /** The user may not read `amq.rabbitmq.trace`. */
  | 'noTraceExchangePermission'
  /** The user may not create the tap queue. */
  | 'noQueuePermission'
  /** Nothing listens at this address. */
  | 'connectionRefused'
  | 'hostNotFound'
  /** The connection or a request on it got no answer in time. */
  | 'timedOut'
  /** The other side does not speak AMQP 0-9-1 (or TLS). */
  | 'notAmqp'
  | 'untrustedCertificate'
  /** A CA, certificate or key file cannot be read. */
  | 'unreadableTlsFile'
  /** The broker closed the connection (it is stopping, or an operator did). */
  | 'connectionClosed'
  /** The queue that should be read does not exist. */
  | 'noSuchQueue'
  /** The queue is exclusive to another connection. */
  | 'queueLocked'
  /** RabbitMQ before 3.12 does not trace into streams. */
  | 'streamsNotTraced'
  | 'cannotBindExchange'
  /**
   * The exchange does not exist yet: oslo.messaging creates an exchange when a service first uses
   * it.
   */
  | 'noSuchExchange'
  /**
   * The queue holds messages of services, so that consuming it would take them away from their
   * receivers.
   */
  | 'notATraceQueue'
  /** Somebody deleted the tap queue while it was in use. */
  | 'queueDeleted'
  /** An exchange's or queue's name is too long to be traced: the broker ends the tap with 541. */
  | 'brokerInternalError'
  | 'managementUnreachable'
  | 'managementAccessRefused'
  /** The management user lacks the tag that the request needs. */
  | 'managementForbidden'
  | 'fileUnreadable'
  /** The file has none of the known formats. */
  | 'unknownFormat'
  /** The capture was written by a newer version. */
  | 'newerCapture'
  | 'damagedCapture'
  /** The capture was written by an older version: it is read from a copy, and cannot be changed. */
  | 'olderCapture'
  /** The capture's engine ended by itself; what it had written is kept. */
  | 'engineEnded'
  /** The capture's file cannot be written on: the disk is full, or gone. */
  | 'captureUnwritable'
  /** A new file cannot be written, or would replace one that must stay; nothing was written. */
  | 'fileUnwritable'
  /** An export seems to have secrets, and was not written. */
  | 'secretsFound'
  | 'other';
