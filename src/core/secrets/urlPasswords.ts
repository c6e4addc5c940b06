/**
 * Finds the passwords of URLs: `scheme://user:password@host`. A password that was put into a URL
 * without being encoded may hold any character (`/`, `,`, `'`, `@`), so that what stands around the
 * URL decides where it ends, and its last `@` where its password ends.
 */
import { looksChosen } from './looksChosen';
import type { TextRange } from './quotedText';
import { backslashesBefore, matchAt, quotedValue } from './quotedText';

/** A URL is searched up to this length. */
const maxUrlLength = 4_096;

/** Matches a scheme; what stands before it may be an escape: `\n`. */
const schemeBefore = /(?:\\[nrt])?([A-Za-z][A-Za-z0-9+.-]{0,30})$/;
/** A token without a password: `https://0a1b…@github.com`. Words with dashes are a user. */
const tokenAsUser = /(?=[\w-]{0,255}\d)(?=[\w-]{0,255}[A-Za-z])(?=[\w-]{16})[\w-]*(?=@[\w-])/y;
/**
 * Matches the URL to which a program tells its errors (Sentry's DSN): the key, and in older ones a secret, stand in
 * the place of a user, and the path ends with a number, behind which some clients put what they send.
 */
const errorsUrl =
  /([\w-]{4,64})(?::[^\s@/:]{1,128})?@([\w.-]{1,128})(?::\d{1,5})?(?:\/[\w.-]{1,64}){0,4}?\/\d{1,16}(?:\/(?:envelope|minidump|security|store|unreal))?\/?(?![\w/-]|\.\w)/y;
const errorsHost = /sentry|glitchtip|bugsink/i;
const errorsName = /dsn|sentry|raven/i;
const isWords = /^(?!.*[-_](?:[-_]|$))[a-z]+[-_][a-z0-9_-]*$/;
/** Matches a password with a few spaces that nobody encoded, up to the `@`. */
const spacedPassword = /[^@\s"'<>\\/?#]{1,64}(?: [^\s"'<>\\?#]{1,64}){1,3}?(?=@[\w-])/y;
/** Matches `user:password@host:port` without a scheme; an image's `name:tag@sha256:…` is none. */
const bareCredentials =
  /(?<![\w.:/@%+-])(?!(?:acct|mailto|sips?|xmpp):)[\w.-]{1,64}:(?!\d{1,5}@)([^\s:@/"'<>\\=,‹›]{3,128})@(?!sha\d)(?:[\w-]{1,63}\.){0,8}[\w-]{1,63}(?::\d{2,5}(?![\w.])|\/)/g;
/** Matches an address for Oracle, and a target of libiscsi, which have other signs between user and password. */
const otherSigns =
  /jdbc:oracle:|iscsi:\/\/[^\s%@/]{1,64}%|\/[^\s"'/@]{3,128}@(?:\/\/)?[\w.-]{1,64}:\d{4,5}\/\w/;
/** Matches the password in an address for Oracle: `jdbc:oracle:thin:user/password@host:1521:id`. */
const oracle = /jdbc:oracle:\w{1,8}:[\w$.]{1,64}\/([^\s"']{1,128})@/dg;
/** Matches the password of `user/password@host:1521/service`. */
const easyConnect =
  /(?<![\w./:@-])[A-Za-z][\w$]{0,63}\/([^\s"'/@:]{3,128})@(?:\/\/)?[\w.-]{1,64}:\d{4,5}\/\w/dg;
const iscsi = /iscsi:\/\/[^\s%@/]{1,64}%([^\s@/"']{1,128})@/dg;
/** Matches the end of each of those, and is found faster. */
const passwordAndHost = /:[^\s:@/"'<>\\=,‹›]{3,128}@\w/;
const user = /(?!‹|\[[0-9A-Fa-f:.]{2,}\])[^\s:/"'<>\\]{0,256}:/y;
/** Matches a number that is a port, because no letter follows it. */
const port = /\d{1,5}(?!\w)/y;
const httpLike = /^(?:https?|wss?|git|file|tcp|udp|ssl|ptcp)$/i;
const hostAndPort = /(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d/y;
/** Matches the end of a URL that no quote or bracket encloses. */
const looseEnd = /\s|["'](?=[\s,:;)\]}>\\]|$)/g;
const closers: Readonly<Record<string, RegExp>> = { '>': /[<\s]/g, '<': /[>\s]/g };

/**
 * One of the hosts of a transport URL (oslo_messaging/transport.py, `TransportURL.parse`), each with
 * credentials of its own.
 */
const hostWithPassword =
  /[^\s:/@,]*:(‹[^‹›]*›|[^\s:/@,]*)@(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d+)?/dy;

export const mayHoldCredentials = (text: string): boolean =>
  text.includes('@') &&
  ((passwordAndHost.test(text) && text.search(bareCredentials) >= 0) || otherSigns.test(text));

/** @returns ranges of passwords beside a user and a host that no scheme stands before */
export function passwordsWithoutScheme(text: string): readonly TextRange[] {
  if (!text.includes('@')) return [];
  const found: TextRange[] = [];
  if (passwordAndHost.test(text)) {
    for (const { index, 0: all, 1: password = '' } of text.matchAll(bareCredentials)) {
      const start = index + all.indexOf(':') + 1;
      found.push({ start, end: start + password.length });
    }
  }
  if (otherSigns.test(text)) {
    for (const pattern of [oracle, easyConnect, iscsi]) {
      for (const { indices } of text.matchAll(pattern)) {
        const [start, end] = indices?.[1] ?? [];
        if (start === undefined || end === undefined) continue;
        if (pattern !== easyConnect || looksChosen(text.slice(start, end)))
          found.push({ start, end });
      }
    }
  }
  return found;
}

/** Ranges come in the order of the text, and do not overlap. */
export function* urlPasswords(text: string): Generator<TextRange> {
  let at = text.indexOf('://');
  while (at >= 0) {
    const authority = at + 3;
    const passwords = passwordsAt(text, at, authority);
    yield* passwords;
    at = text.indexOf('://', passwords.at(-1)?.end ?? authority);
  }
}

function passwordsAt(text: string, schemeEnd: number, authority: number): readonly TextRange[] {
  const passwords = passwordsOfUser(text, schemeEnd, authority);
  const key = keyOfErrors(text, schemeEnd, authority);
  return key && passwords[0]?.start !== authority ? [key, ...passwords] : passwords;
}

/** Finds the key in Sentry's DSN, which a user of one word in lower case is not, unless something says Sentry. */
function keyOfErrors(text: string, schemeEnd: number, authority: number): TextRange | undefined {
  if (!/https?$/i.test(text.slice(Math.max(0, schemeEnd - 5), schemeEnd))) return undefined;
  errorsUrl.lastIndex = authority;
  const [, key = '', host = ''] = errorsUrl.exec(text) ?? [];
  if (key === '') return undefined;
  const isTold =
    errorsHost.test(host) || errorsName.test(text.slice(Math.max(0, schemeEnd - 40), schemeEnd));
  return isTold || /[A-Z\d]/.test(key) || key.length >= 16
    ? { start: authority, end: authority + key.length }
    : undefined;
}

function passwordsOfUser(text: string, schemeEnd: number, authority: number): readonly TextRange[] {
  const start = matchAt(user, text, authority);
  if (start === undefined) {
    const end = matchAt(tokenAsUser, text, authority);
    return end === undefined || isWords.test(text.slice(authority, end))
      ? []
      : [{ start: authority, end }];
  }
  // The apparent user is the scheme of the next URL.
  if (text.startsWith('//', start) && httpLike.test(text.slice(authority, start - 1))) return [];
  const firstAt = text.slice(start, authority + maxUrlLength).indexOf('@');
  if (firstAt < 0) return [];
  const scheme = schemeBefore.exec(text.slice(Math.max(0, schemeEnd - 33), schemeEnd))?.[1] ?? '';
  const limit = urlEnd(text, schemeEnd - scheme.length, start, !httpLike.test(scheme));
  const end =
    lastAtSign(text, start, start + firstAt, limit) ?? matchAt(spacedPassword, text, start);
  if (end === undefined) return [];
  const isPort = httpLike.test(scheme) && matchAt(port, text, start) !== undefined;
  const isOther = matchAt(hostAndPort, text, end + 1) === undefined;
  if (isPort && (isOther || text.slice(start, end).includes('://'))) return [];
  const hosts = passwordsOfHosts(text, authority);
  const last = hosts.length > 1 ? hosts.at(-1) : undefined;
  return last && last.end >= end ? hosts : [{ start, end }];
}

/** Finds the `@` that ends the password: the last one of the URL, but not one of the next URL. */
function lastAtSign(text: string, start: number, first: number, limit: number): number | undefined {
  if (first >= limit) return undefined;
  const next = text.indexOf('://', start);
  const end = next > first && next < limit ? next : limit;
  const last = text.lastIndexOf('@', end - 1);
  return last > start ? last : undefined;
}

function passwordsOfHosts(text: string, authority: number): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let at = authority; at === authority || text.charAt(at - 1) === ',';) {
    hostWithPassword.lastIndex = at;
    const [start, end] = hostWithPassword.exec(text)?.indices?.[1] ?? [];
    if (start === undefined || end === undefined) break;
    found.push({ start, end });
    at = hostWithPassword.lastIndex + 1;
  }
  return found;
}

/** @param mayHoldSpaces whether a quoted text may be a URL although it holds spaces */
function urlEnd(text: string, urlStart: number, from: number, mayHoldSpaces: boolean): number {
  const limit = Math.min(text.length, from + maxUrlLength);
  // A quote right before `://` ends something else.
  const opener = text.startsWith('://', urlStart) ? '' : text.charAt(urlStart - 1);
  if (/["']/.test(opener)) {
    const open = urlStart - 1 - backslashesBefore(text, urlStart - 1, Math.max(0, urlStart - 64));
    const end = open + quotedValue(text.slice(open, limit), 0).end;
    return Math.min(end, firstOf(mayHoldSpaces ? /[\r\n]/g : /\s/g, text, from, end));
  }
  return firstOf(closers[opener] ?? looseEnd, text, from, limit);
}

function firstOf(pattern: RegExp, text: string, from: number, limit: number): number {
  pattern.lastIndex = 0;
  return from + (pattern.exec(text.slice(from, limit))?.index ?? limit - from);
}
