/**
 * Finds the passwords of URLs: `scheme://user:password@host`. A password that was put into a URL
 * without being encoded may hold any character (`/`, `,`, `'`, `@`), so that what stands around the
 * URL decides where it ends, and its last `@` where its password ends.
 */
import type { TextRange } from './quotedText';
import { backslashesBefore, matchAt, quotedValue } from './quotedText';

/** A URL is searched up to this length. */
const maxUrlLength = 4_096;

const schemeBefore = /[A-Za-z][A-Za-z0-9+.-]{0,30}$/;
const user = /(?!\[[0-9A-Fa-f:.]{2,}\])[^\s:/"'<>\\]{0,256}:/y;
/** Matches a number that is a port, because no letter follows it. */
const port = /\d{1,5}(?!\w)/y;
const httpLike = /^(?:https?|wss?|git|file|tcp|udp|ssl|ptcp)$/i;
const hostAndPort = /(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d/y;
/** Matches the end of a URL that no quote or bracket encloses. */
const looseEnd = /\s|["'](?=[\s,:;)\]}>\\]|$)/g;
const closers: Readonly<Record<string, RegExp>> = { '>': /[<\s]/g, '<': /[>\s]/g };

/**
 * The hosts of a transport URL (oslo_messaging/transport.py, `TransportURL.parse`), each with
 * credentials of its own.
 */
const credentialsAndHost = String.raw`[^\s:/@,]*:(?:‹[^‹›]*›|[^\s:/@,]*)@(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d+)?`;
const severalHosts = new RegExp(`${credentialsAndHost}(?:,${credentialsAndHost})+`, 'y');
const passwordOfHost = /(?:^|,)([^\s:/@,]*:)(‹[^‹›]*›|[^\s:/@,]*)@/g;

/** @returns ranges in the order of the text; they do not overlap */
export function urlPasswords(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  let at = text.indexOf('://');
  while (at >= 0) {
    const authority = at + 3;
    const passwords = passwordsAt(text, at, authority);
    found.push(...passwords);
    at = text.indexOf('://', passwords.at(-1)?.end ?? authority);
  }
  return found;
}

function passwordsAt(text: string, schemeEnd: number, authority: number): readonly TextRange[] {
  const start = matchAt(user, text, authority);
  if (start === undefined) return [];
  const firstAt = text.slice(start, authority + maxUrlLength).indexOf('@');
  if (firstAt < 0) return [];
  const scheme = schemeBefore.exec(text.slice(Math.max(0, schemeEnd - 32), schemeEnd))?.[0] ?? '';
  const limit = urlEnd(text, schemeEnd - scheme.length, start, !httpLike.test(scheme));
  const end = lastAtSign(text, start, start + firstAt, limit);
  if (end === undefined) return [];
  const isPort = httpLike.test(scheme) && matchAt(port, text, start) !== undefined;
  if (isPort && matchAt(hostAndPort, text, end + 1) === undefined) return [];
  const hosts = matchAt(severalHosts, text, authority);
  if (hosts !== undefined && hosts > end)
    return passwordsOfHosts(text.slice(authority, hosts), authority);
  return [{ start, end }];
}

/** Finds the `@` that ends the password: the last one of the URL, but not one of the next URL. */
function lastAtSign(text: string, start: number, first: number, limit: number): number | undefined {
  if (first >= limit) return undefined;
  const next = text.indexOf('://', start);
  const end = next > first && next < limit ? next : limit;
  const last = text.lastIndexOf('@', end - 1);
  return last > start ? last : undefined;
}

function passwordsOfHosts(hosts: string, offset: number): readonly TextRange[] {
  return [...hosts.matchAll(passwordOfHost)].map(({ index, 0: all, 2: password = '' }) => {
    const end = offset + index + all.length - 1;
    return { start: end - password.length, end };
  });
}

/** @param mayHoldSpaces whether a quoted text may be a URL although it holds spaces */
function urlEnd(text: string, urlStart: number, from: number, mayHoldSpaces: boolean): number {
  const limit = Math.min(text.length, from + maxUrlLength);
  const opener = text.charAt(urlStart - 1);
  if (/["']/.test(opener)) {
    const open = urlStart - 1 - backslashesBefore(text, urlStart - 1, Math.max(0, urlStart - 64));
    const end = open + quotedValue(text.slice(open, limit), 0).end;
    return mayHoldSpaces ? end : Math.min(end, firstOf(/\s/g, text, from, end));
  }
  return firstOf(closers[opener] ?? looseEnd, text, from, limit);
}

function firstOf(pattern: RegExp, text: string, from: number, limit: number): number {
  pattern.lastIndex = 0;
  return from + (pattern.exec(text.slice(from, limit))?.index ?? limit - from);
}
