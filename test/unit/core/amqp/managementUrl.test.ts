import { expect, test } from 'vitest';
import { defaultManagementUrl, parseManagementUrl } from '../../../../src/core/amqp/managementUrl';

test.each([
  ['', {}],
  ['  ', {}],
  ['http://h:15672', { managementUrl: 'http://h:15672' }],
  ['https://h/rabbit/', { managementUrl: 'https://h/rabbit' }],
  ['http://[::1]:15672/', { managementUrl: 'http://[::1]:15672' }],
  [
    'http://ad%40min:p%2Fw@h:15672/?x#y',
    {
      managementUrl: 'http://h:15672',
      managementCredentials: { username: 'ad@min', password: 'p/w' },
    },
  ],
  ['amqp://h', 'notHttp'],
  ['h:15672', 'notHttp'],
  ['http://', 'invalid'],
  ['http://h:99999', 'invalid'],
  ['http://u:100%@h', 'badCredentials'],
])('the management URL %j', (text, expected) => {
  expect(parseManagementUrl(text)).toEqual(expected);
});

test('the default URL has the first host, and https for a broker with TLS', () => {
  expect(defaultManagementUrl({ hosts: [{ hostname: 'ctl1' }] })).toBe('http://ctl1:15672');
  expect(defaultManagementUrl({ hosts: [{ hostname: '::1' }], tls: {} })).toBe(
    'https://[::1]:15671',
  );
});
