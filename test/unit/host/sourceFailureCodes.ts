import type { SourceFailureCode } from '../../../src/core/amqp/sourceState';

const codes: Readonly<Record<SourceFailureCode, true>> = {
  accessRefused: true,
  noSuchVhost: true,
  noVhostPermission: true,
  noTraceExchangePermission: true,
  noQueuePermission: true,
  connectionRefused: true,
  hostNotFound: true,
  timedOut: true,
  notAmqp: true,
  untrustedCertificate: true,
  unreadableTlsFile: true,
  connectionClosed: true,
  noSuchQueue: true,
  queueLocked: true,
  streamsNotTraced: true,
  cannotBindExchange: true,
  noSuchExchange: true,
  notATraceQueue: true,
  queueDeleted: true,
  brokerInternalError: true,
  managementUnreachable: true,
  managementAccessRefused: true,
  managementForbidden: true,
  fileUnreadable: true,
  unknownFormat: true,
  newerCapture: true,
  olderCapture: true,
  damagedCapture: true,
  engineEnded: true,
  captureUnwritable: true,
  secretsFound: true,
  other: true,
};

/** All failure codes; the compiler demands each new one here. */
export const sourceFailureCodes = Object.keys(codes) as readonly SourceFailureCode[];
