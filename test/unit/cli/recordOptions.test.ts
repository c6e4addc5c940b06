import { describe, expect, test } from 'vitest';
import {
  connectionOf,
  hasPassword,
  parseAddress,
  parseDuration,
  parseKeys,
  parseSize,
} from '../../../src/cli/recordOptions';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['0.5s', 500],
])('%s is %i ms', (text, millis) => expect(parseDuration(text)).toBe(millis));

test.each(['', '10', 'm', '-5m', '10 m', '10mm', '0s', '1e9h', '25d', '10m x', 'NaNs'])(
  '"%s" is not a duration',
  text => expect(() => parseDuration(text)).toThrow('not a duration'),
);

test.each([
  ['2GB', 2 * 1024 ** 3],
  ['2 gib', 2 * 1024 ** 3],
  ['500M', 500 * 1024 ** 2],
  ['5000000', 5_000_000],
  ['1.5g', 1.5 * 1024 ** 3],
])('%s is %i bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each(['', 'GB', '-1GB', '1XB', '1', '3MB', '1e3GB', '9999999TB', 'Infinity'])(
  '"%s" is not a size of a ring',
  text => expect(() => parseSize(text)).toThrow('not a size of a ring'),
);

describe('binding keys', () => {
  test('are separated by commas', () => {
    expect(parseKeys('publish.nova, deliver.#')).toEqual(['publish.nova', 'deliver.#']);
  });
  test.each(['', ',', 'publish.#,', 'a b', 'x'.repeat(256)])(
    '"%s" is not a list of binding keys',
    text => expect(() => parseKeys(text)).toThrow('not binding keys'),
  );
});

describe('a broker', () => {
  test('has RabbitMQ’s defaults for everything that is not given', () => {
    const url = parseAddress('amqp://ctl1');
    expect(hasPassword(url)).toBe(false);
    const options = { password: 'p', managementUrl: undefined, bindingKeys: undefined };
    expect(connectionOf(url, options)).toMatchObject({
      hosts: [{ hostname: 'ctl1', port: 5672, username: 'guest', password: 'p' }],
      vhost: '/',
      managementUrl: 'http://ctl1:15672',
      bindingKeys: ['publish.#', 'deliver.#'],
    });
  });

  test('with several hosts keeps the user and password of each', () => {
    const url = parseAddress('rabbit://a:one@h1,b:two@h2:5673//nova');
    expect(hasPassword(url)).toBe(true);
    const options = { password: 'p', managementUrl: '', bindingKeys: ['publish.#'] };
    const broker = connectionOf(url, options);
    expect(broker.hosts.map(host => host.password)).toEqual(['one', 'two']);
    expect(broker.managementUrl).toBeUndefined();
    expect(broker.vhost).toBe('/nova');
  });

  test.each(['', 'ctl1', 'http://ctl1', 'amqp://', 'amqp://h:port'])(
    'is not accepted at "%s"',
    text => expect(() => parseAddress(text)).toThrow('not the address of a broker'),
  );

  test('with an invalid address of the management API is rejected', () => {
    const options = { password: '', managementUrl: 'ftp://x', bindingKeys: undefined };
    expect(() => connectionOf(parseAddress('amqp://h'), options)).toThrow('management API');
  });
});
