/** Shapes of passwords and of their hashes, as files and services write them. */
import { endOfLine, matchAt } from './quotedText';
import type { Shape } from './shape';

/** The last field of a line of PostgreSQL's `.pgpass`: `host:port:database:user:password`. Its ports tell it from other lists. */
export const pgpass: Shape = {
  kind: 'URL password',
  begin: /:(?:\*|543\d|6432):(?:\*|[A-Za-z_][\w-]{0,63}):(?:\*|[A-Za-z_][\w.-]{0,63}):(?=[^\s:])/g,
  range: (text, at, after) => {
    const line = text.slice(Math.max(0, at - 256), at);
    const end = endOfLine(text, after);
    const value = text.slice(after, end).trimEnd();
    const isLine = /(?:^|[\s"']|\\n)(?:\*|[A-Za-z][\w.-]*|\d{1,3}(?:\.\d{1,3}){3})$/.test(line);
    return isLine && /^(?:[^\s:]|\\:)+$/.test(value)
      ? { start: after, end: after + value.length }
      : undefined;
  },
};

export const passwordHash: Shape = {
  kind: 'password hash',
  begin:
    /\$(?:1|2[abxy]?|[5-9]|y|gy|apr1|argon2(?:id?|d)|scrypt|pbkdf2[a-z0-9-]{0,8})\$|\{(?:S?SHA|S?MD5|CRYPT)\d{0,3}\}|grub\.pbkdf2\.sha\d{1,3}\.\d{1,8}\./g,
  range: (text, _at, after) => {
    const end = matchAt(/(?=[A-Za-z0-9./$=,+_-]{16})[A-Za-z0-9./$=,+_-]*/y, text, after);
    return end === undefined ? undefined : { start: after, end };
  },
};

/** Hashes of passwords as PostgreSQL (SCRAM, MD5) and MySQL store them, and Windows writes them (`user:500:lm:nt:::`). */
export const databaseHash: Shape = {
  kind: 'password hash',
  begin:
    /:\d{3,9}:(?=[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}:::)|SCRAM-SHA-\d{1,3}\$\d{1,8}:|\*(?=[0-9A-F]{40}(?![0-9A-Za-z]))|md5(?=[0-9a-f]{32}(?![0-9A-Za-z]))/g,
  range: (text, _at, after) => {
    const end = matchAt(/[A-Za-z0-9+/=$]*(?::[A-Za-z0-9+/=]*)?/y, text, after) ?? after;
    return { start: after, end };
  },
};

/** The text that cinder stores for an iSCSI target: `CHAP user password` (`provider_auth`). */
export const chap: Shape = {
  kind: 'CHAP password',
  begin: /(?:\b|(?<=\\[nrt]))CHAP\s{1,4}[^\s"'\\]{1,255}\s{1,4}/g,
  range: (text, at, after) => {
    const end = matchAt(/[^\s"'\\,)\]}]+/y, text, after);
    if (
      end === undefined ||
      /^CHAP\s+(?:is|was|for|with|and|to|on|failed)\s/i.test(text.slice(at, after))
    )
      return undefined;
    const isLast = end === text.length || /["'\\]/.test(text.charAt(end));
    const isProse = /^[a-z]{1,16}[.:;]?$/.test(text.slice(after, end)) && !isLast;
    return isProse ? undefined : { start: after, end };
  },
};
