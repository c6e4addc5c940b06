import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCodeServer } from '../support/codeServer.mts';
import { openSignIn } from '../support/signIn.mts';
import { useFolder } from '../support/useFolder';

const folder = useFolder();

test('an editor with a password is opened by the address with the token only', async () => {
  const password = 'of this test';
  const server = await startCodeServer({ home: path.join(folder, 'home'), password });
  onTestFinished(() => server.stop());
  const target = `${server.url}/?ew=true`;
  const signIn = await openSignIn(server, password, target);
  onTestFinished(() => signIn.close());
  const open = (url: string, cookie = '') =>
    fetch(url, { redirect: 'manual', headers: { cookie } });

  expect((await open(server.url)).headers.get('location')).toContain('login');
  expect((await open(`${signIn.url}x`)).status).toBe(404);
  const signedIn = await open(signIn.url);
  expect(signedIn.headers.get('location')).toBe(target);
  const cookie = signedIn.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
  const workbench = await open(target, cookie);
  expect(workbench.status).toBe(200);
  expect(await workbench.text()).toContain('vscode-workbench');
});
