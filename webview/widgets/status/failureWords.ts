import type { SourceFailure, SourceFailureCode } from '../../../src/core/amqp/sourceState';
import type { OfferedAction } from '../../../src/protocol/hostApi';
import { printable } from '../../../src/core/base/printable';

/** A sentence about a failure, and the action that helps. */
export interface FailureWords {
  readonly sentence: string;
  readonly action: OfferedAction;
  readonly actionTitle: string;
}

type Help = Pick<FailureWords, 'action' | 'actionTitle'>;

const edit: Help = { action: 'editBroker', actionTitle: 'Edit Broker…' };
const retry: Help = { action: 'connect', actionTitle: 'Try Again' };
const log: Help = { action: 'showLog', actionTitle: 'Show Log' };

/** Sentences and help by code; `host` is never empty, `detail` may be. */
const words: Record<SourceFailureCode, { sentence: (host: string) => string; help: Help }> = {
  accessRefused: { sentence: host => `${host} refused the user name or password`, help: edit },
  noSuchVhost: { sentence: host => `${host} has no such vhost`, help: edit },
  noVhostPermission: {
    sentence: host => `The user has no permissions in this vhost of ${host}`,
    help: edit,
  },
  noTraceExchangePermission: {
    sentence: host => `The user may not read amq.rabbitmq.trace on ${host}`,
    help: edit,
  },
  noQueuePermission: {
    sentence: host => `The user may not create the tap queue on ${host}`,
    help: edit,
  },
  connectionRefused: { sentence: host => `Nothing listens at ${host}`, help: retry },
  hostNotFound: { sentence: host => `There is no host named ${host}`, help: edit },
  timedOut: { sentence: host => `${host} did not answer in time`, help: retry },
  notAmqp: { sentence: host => `${host} does not speak AMQP 0-9-1`, help: edit },
  untrustedCertificate: {
    sentence: host => `The certificate of ${host} is not trusted`,
    help: edit,
  },
  unreadableTlsFile: {
    sentence: () => 'A certificate or key file cannot be read',
    help: edit,
  },
  connectionClosed: { sentence: host => `${host} closed the connection`, help: retry },
  noSuchQueue: { sentence: host => `The queue is not on ${host}`, help: retry },
  queueLocked: {
    sentence: host => `The queue belongs to another connection to ${host}`,
    help: log,
  },
  streamsNotTraced: {
    sentence: host => `A stream cannot hold the firehose of ${host}`,
    help: log,
  },
  cannotBindExchange: { sentence: host => `An exchange of ${host} cannot be tapped`, help: log },
  noSuchExchange: { sentence: host => `The exchange is not on ${host} yet`, help: retry },
  notATraceQueue: {
    sentence: host => `The queue on ${host} holds messages of services: nothing was taken`,
    help: log,
  },
  queueDeleted: { sentence: host => `The tap queue was deleted on ${host}`, help: retry },
  brokerInternalError: {
    sentence: host => `${host} ended the tap: a queue or exchange name is too long to be traced`,
    help: log,
  },
  managementUnreachable: {
    sentence: host => `The management API of ${host} cannot be reached`,
    help: edit,
  },
  managementAccessRefused: {
    sentence: host => `The management API of ${host} refused the user name or password`,
    help: edit,
  },
  managementForbidden: {
    sentence: host => `The user lacks the rights for this in the management API of ${host}`,
    help: edit,
  },
  fileUnreadable: { sentence: () => 'The file cannot be read', help: log },
  unknownFormat: { sentence: () => 'The file has no known format', help: log },
  newerCapture: {
    sentence: () => 'This capture was written by a newer version of RPC Scope',
    help: log,
  },
  olderCapture: {
    sentence: () => 'This capture was written by an older version and stays as it is',
    help: log,
  },
  damagedCapture: { sentence: () => 'This capture is damaged', help: log },
  captureUnwritable: {
    sentence: () => 'This capture can no longer be written; its content is kept',
    help: log,
  },
  fileUnwritable: { sentence: () => 'The file is not written', help: log },
  secretsFound: { sentence: () => 'The export seems to have secrets', help: log },
  engineEnded: {
    sentence: () => 'The engine that reads this capture has ended',
    help: { action: 'reopen', actionTitle: 'Start Again' },
  },
  other: { sentence: host => `The connection to ${host} failed`, help: log },
};

/**
 * Names what failed, and where, with the other side's own words. An unknown code of a newer host
 * becomes `other`.
 */
export function describeFailure(failure: SourceFailure): FailureWords {
  const known = Object.hasOwn(words, failure.code) ? words[failure.code] : words.other;
  const { host } = failure;
  const sentence =
    host === undefined
      ? known.sentence('the broker').replace(/^the/, 'The')
      : known.sentence(printable(host, 100));
  const detail = printable(failure.detail, 200);
  return { sentence: detail === '' ? `${sentence}.` : `${sentence}: ${detail}`, ...known.help };
}
