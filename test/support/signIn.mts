/** Signs a browser in at a code-server by the address that is opened. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CodeServer } from './codeServer.mts';

export interface SignIn {
  /** Address with a token in it; whoever opens it is signed in and led to the editor. */
  readonly url: string;
  close(): void;
}

/**
 * Listens on a port of its own: code-server takes a password by a form only. The browser sends cookies
 * of a host to all of its ports.
 *
 * @param target address that the browser is led to
 */
export async function openSignIn(
  server: CodeServer,
  password: string,
  target: string,
): Promise<SignIn> {
  const path = `/${randomBytes(24).toString('base64url')}`;
  const door = createServer((request, response) => {
    void (async () => {
      if (!isSame(request.url ?? '', path)) return response.writeHead(404).end();
      const cookies = await cookiesOf(server, password);
      return response.writeHead(302, { 'set-cookie': cookies, location: target }).end();
    })().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = door.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${path}`, close: () => door.close() };
}

/** Sends the form, and returns the cookies of the session. */
async function cookiesOf({ url }: CodeServer, password: string): Promise<string[]> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ password, base: '.', href: url }),
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length === 0) throw new Error('code-server did not take the password');
  return cookies;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
