import { expect, test } from 'vitest';
import { failureOf } from '../../../../src/adapters/network/failures';
import { SourceError } from '../../../../src/core/amqp/traceSource';

const error = (message: string, code?: string) => Object.assign(new Error(message), { code });

// Errors that the broker of the broker tests cannot produce: texts of other releases, other
// systems' errors.
test.each([
  [
    'connection limit',
    error(
      "… with message \"NOT_ALLOWED - access to vhost '/' refused for user 'u': connection limit (1) is reached\"",
    ),
    'other',
  ],
  [
    'newer wording for a queue',
    error(
      "403 with message \"ACCESS_REFUSED - configure access to queue 'rpcscope.1' in vhost '/' refused for user 'u'\"",
    ),
    'noQueuePermission',
  ],
  [
    'newer wording for the exchange',
    error(
      "403 with message \"ACCESS_REFUSED - read access to exchange 'amq.rabbitmq.trace' in vhost '/' refused for user 'u'\"",
    ),
    'noTraceExchangePermission',
  ],
  [
    'a topic permission',
    error(
      "403 with message \"ACCESS_REFUSED - read access to topic 'publish.#' in exchange 'amq.rabbitmq.trace' in vhost '/' refused for user 'u'\"",
    ),
    'noTraceExchangePermission',
  ],
  [
    'guest on another machine',
    error('403 with message "PLAIN login refused: user \'guest\' can only connect via localhost"'),
    'accessRefused',
  ],
  ['no route', error('connect EHOSTUNREACH', 'EHOSTUNREACH'), 'timedOut'],
  ['reset', error('read ECONNRESET', 'ECONNRESET'), 'connectionClosed'],
  [
    'expired certificate',
    error('certificate has expired', 'CERT_HAS_EXPIRED'),
    'untrustedCertificate',
  ],
  [
    'client certificate of an unknown CA',
    error('alert', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
    'untrustedCertificate',
  ],
  [
    'no client certificate',
    error('alert', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    'untrustedCertificate',
  ],
  ['failing resolver', error('getaddrinfo EAI_AGAIN', 'EAI_AGAIN'), 'hostNotFound'],
  ['something else', error('what?'), 'other'],
])('classifies: %s', (_, thrown, code) => {
  expect(failureOf(thrown, 'h:1')).toMatchObject({ code, host: 'h:1' });
});

test.each([undefined, null, 'text', 7, {}, new Error('')])(
  'classifies %j, which is not a usual error',
  thrown => {
    expect(failureOf(thrown, 'h:1').detail).not.toBe('');
  },
);

test('a SourceError keeps its failure', () => {
  const failure = { code: 'timedOut', detail: 'd', host: 'h:2' } as const;
  expect(failureOf(new SourceError(failure), 'h:1')).toEqual(failure);
});
