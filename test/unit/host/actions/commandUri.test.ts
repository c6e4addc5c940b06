import { expect, test } from 'vitest';
import { commandUri } from '../../../../src/host/actions/commandUri';

test('a link to a command contains no Markdown syntax', () => {
  const args = [{ capturePath: '/a (1)/[x](command:y)*!\'"<>`.rpcscope', filterText: ') [' }];
  const uri = commandUri('rpcscope.code.showCalls', args);
  expect(uri).toMatch(/^command:rpcscope\.code\.showCalls\?[\w%.~-]*$/u);
  expect(JSON.parse(decodeURIComponent(uri.slice(uri.indexOf('?') + 1)))).toEqual(args);
});
