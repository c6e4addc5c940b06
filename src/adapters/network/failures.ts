/**
 * Classifies errors of other programs: Node's errno and TLS codes, amqplib's messages, RabbitMQ's
 * reply texts. No other file depends on their wording.
 */
import { errorText } from '../../core/base/errorText';
import type { GapCause } from '../../core/amqp/gap';
import type { SourceFailure, SourceFailureCode } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';

/**
 * Failures that end the source. Retrying would give the same answer, and repeating a wrong password
 * may lock the account.
 *
 * All other failures are retried: a broker that refuses, is silent or closes may be restarting; a
 * name may resolve once a VPN is up; a deleted queue can be declared again; and reply code 541 (a
 * queue name too long to be traced) only occurs when such a message does.
 */
const finalCodes: ReadonlySet<SourceFailureCode> = new Set<SourceFailureCode>([
  'accessRefused',
  'noSuchVhost',
  'noVhostPermission',
  'noTraceExchangePermission',
  'noQueuePermission',
  'notAmqp',
  'untrustedCertificate',
  'unreadableTlsFile',
  'noSuchQueue',
  'notATraceQueue',
  'queueLocked',
  'streamsNotTraced',
  'cannotBindExchange',
]);

export const isFinal = (failure: SourceFailure): boolean => finalCodes.has(failure.code);

/** @returns the cause of the gap that begins with a failure */
export function gapCauseOf({ code, detail }: SourceFailure): GapCause {
  if (code === 'queueDeleted') return 'queueDeleted';
  const [, reply] = /^([A-Z_]+) - /.exec(detail) ?? [];
  if (reply === undefined) return 'connectionLost';
  if (stopTexts.test(detail)) return 'brokerStopped';
  return reply === 'CONNECTION_FORCED' ? 'closedByOperator' : 'closedByBroker';
}

/** Reasons of `rabbit_reader`, `rabbit_connection_tracking` and `rabbit_maintenance`. */
const stopTexts =
  /broker forced connection closure|vhost '.*' is down|Node was put into maintenance mode/;

/** @returns the failure of a connection to `host` (`name:port`) that the error stands for */
export function failureOf(error: unknown, host: string): SourceFailure {
  if (error instanceof SourceError) return { host, ...error.failure };
  const detail = detailOf(error);
  return { code: codeOf(systemCode(error), detail), detail, host };
}

/** Returns the code for a known reply text of the broker. */
export function replyTextCode(text: string): SourceFailureCode | undefined {
  return replyTexts.find(([pattern]) => pattern.test(text))?.[1];
}

/** Tells whether a certificate is not trusted, the broker's or the client's. */
export const isCertificateCode = (code: string): boolean =>
  certificateCodes.test(code) || certificateAlerts.test(code);

/** Returns `code` of a system, OpenSSL or TLS error, or `''` when there is none. */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/**
 * Returns the original wording of an error, without the text that amqplib and OpenSSL put around
 * it.
 */
export function detailOf(error: unknown): string {
  const { reason } = (error ?? {}) as { reason?: unknown };
  if (typeof reason === 'string' && reason !== '') return reason;
  const message = errorText(error);
  const words = /with message "(.*)"$/s.exec(message)?.[1] ?? message;
  return words === '' ? systemCode(error) || 'unknown error' : words;
}

// Reply texts of `rabbit_access_control`, `rabbit_reader` and `rabbit_channel`, releases 3.8 to
// 4.x. The limit on connections and a vhost that is down are worded like a missing permission, but are
// temporary.
const replyTexts: readonly (readonly [RegExp, SourceFailureCode])[] = [
  [/connection limit|vhost '.*' is down/, 'other'],
  [/Login was refused|user '.*' can only connect via localhost/, 'accessRefused'],
  [/vhost .* not found/, 'noSuchVhost'],
  [/access to vhost .* refused/, 'noVhostPermission'],
  [/ACCESS_REFUSED.*'amq\.rabbitmq\.trace'/, 'noTraceExchangePermission'],
  // The exchange of ours that what the tap queue drops goes through.
  [/ACCESS_REFUSED.*access to (queue|exchange 'rpcscope\.)/, 'noQueuePermission'],
  [/NOT_FOUND - no queue/, 'noSuchQueue'],
  [/NOT_FOUND - no exchange/, 'noSuchExchange'],
  [/RESOURCE_LOCKED/, 'queueLocked'],
  [/ACCESS_REFUSED.*access to exchange/, 'cannotBindExchange'],
  [/INTERNAL_ERROR/, 'brokerInternalError'],
  [/CONNECTION_FORCED/, 'connectionClosed'],
];

const certificateCodes =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)|_CERT_|CERTIFICATE_VERIFY/;
// Alerts of a broker that verifies client certificates and does not trust the client's, or got
// none.
const certificateAlerts = /^ERR_SSL_.*ALERT_(.*CERTIFICATE.*|UNKNOWN_CA)$/;

const systemCodes: Readonly<Record<string, SourceFailureCode>> = {
  ECONNREFUSED: 'connectionRefused',
  ENOTFOUND: 'hostNotFound',
  EAI_AGAIN: 'hostNotFound',
  EAI_FAIL: 'hostNotFound',
  EAI_NONAME: 'hostNotFound',
  ETIMEDOUT: 'timedOut',
  EHOSTUNREACH: 'timedOut',
  ENETUNREACH: 'timedOut',
  EHOSTDOWN: 'timedOut',
  ECONNRESET: 'connectionClosed',
  ECONNABORTED: 'connectionClosed',
  EPIPE: 'connectionClosed',
  EPROTO: 'notAmqp',
};

// Messages of amqplib itself, which carry no code.
const libraryTexts: readonly (readonly [RegExp, SourceFailureCode])[] = [
  [/^Heartbeat timeout/, 'timedOut'],
  [/exceeds maxFrameSize|^Invalid frame|^Unknown frame type|SASL mechanism/, 'notAmqp'],
  [
    /^Socket closed abruptly|^Unexpected close|^Connection clos|^Channel (clos|ended)/,
    'connectionClosed',
  ],
];

function codeOf(code: string, detail: string): SourceFailureCode {
  if (isCertificateCode(code)) return 'untrustedCertificate';
  const known = systemCodes[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_')) return 'notAmqp';
  const reply = replyTextCode(detail);
  if (reply !== undefined) return reply;
  return libraryTexts.find(([pattern]) => pattern.test(detail))?.[1] ?? 'other';
}
