import type { BrokerTap } from './brokerTap';

/** What a source is doing. An empty diagram is always explained by one of these. */
export type SourceState =
  /** Reading a stored capture: nothing more will come. */
  | { readonly state: 'stored' }
  | { readonly state: 'connecting'; readonly host: string; readonly attempt: number }
  | {
      readonly state: 'live';
      readonly host: string;
      /** The vhost's tracing switch; `unknown` without the management API. */
      readonly tracing: 'on' | 'off' | 'unknown';
      /** Why tracing could not be turned on, where that was asked for. */
      readonly tracingFailure?: SourceFailure;
      /** The tap queue is at its limit: the broker is dropping its oldest records. */
      readonly isOverflowing: boolean;
      /** What is read; default: the firehose. */
      readonly tap?: BrokerTap;
    }
  | { readonly state: 'paused'; readonly host: string }
  | {
      readonly state: 'waitingToRetry';
      readonly failure: SourceFailure;
      readonly retryAtMillis: number;
    }
  | { readonly state: 'importing'; readonly bytesRead: number; readonly bytesTotal: number }
  /** All that a file holds was read; more is read as it is written. */
  | { readonly state: 'following'; readonly bytesRead: number }
  | { readonly state: 'stopped'; readonly failure?: SourceFailure };

/** Why a source or a request to a broker failed; the host turns it into words and an action. */
export interface SourceFailure {
  readonly code: SourceFailureCode;
  /** The other side's own words (an AMQP reply text, an errno, an HTTP status); never a credential. */
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
  /** Nothing listens there. */
  | 'connectionRefused'
  | 'hostNotFound'
  /** Connected, or tried to, but nothing came back in time. */
  | 'timedOut'
  /** The other side does not speak AMQP 0-9-1 (or TLS). */
  | 'notAmqp'
  | 'untrustedCertificate'
  /** A CA, certificate or key file cannot be read. */
  | 'unreadableTlsFile'
  /** The broker closed the connection (it is stopping, or an operator did). */
  | 'connectionClosed'
  /** The queue that is to be read is not there. */
  | 'noSuchQueue'
  /** The queue is exclusive to another connection. */
  | 'queueLocked'
  /** Before RabbitMQ 3.12 nothing is traced into streams. */
  | 'streamsNotTraced'
  | 'cannotBindExchange'
  /** It may come: those of oslo.messaging are made by who uses them first. */
  | 'noSuchExchange'
  /** Messages of services are in the queue: they are not ours to take. */
  | 'notATraceQueue'
  /** The tap queue was deleted under us. */
  | 'queueDeleted'
  /** An exchange's or queue's name is too long to be traced: the broker ends the tap with 541. */
  | 'brokerInternalError'
  | 'managementUnreachable'
  | 'managementAccessRefused'
  /** The management user lacks the tag that the request needs. */
  | 'managementForbidden'
  | 'fileUnreadable'
  /** The file is of no format that we know. */
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
  | 'other';
