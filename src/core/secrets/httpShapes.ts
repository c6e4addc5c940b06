/** Shapes of what grants access over HTTP: parameters of URLs, headers, and assertions of SAML. */
import { isHarmlessParameter } from './harmlessParameters';
import type { TextRange } from './quotedText';
import {
  backslashesBefore,
  endOfBareValue,
  endOfLine,
  isQuote,
  matchAt,
  quotedValue,
} from './quotedText';
import type { Shape } from './shape';
import { statementAt } from './statements';

const escaped = (plain: string, code: string): string =>
  String.raw`(?:${plain}|%(?:25){0,4}${code}|\\u00${code})`;
const parameterNames =
  '(?:[\\w.-]{0,32}(?:token|passw(?:or)?d|passphrase|secret|api_?key|signature|credential|access_?key(?:id)?|session_?id|saml(?:response|art))|pwd|pass|psk|otp|jwt|hmac|sig|sessid|code_verifier|client_assertion|temp_url_sig)';
/** Parameters that hold a secret, or something harmless. */
const vagueNames = '(?:key|code|auth|session|(?:_|auth_?|vc)?sid|ticket)';
const parameterValue = /[^\s&"'<>#;\\]+/y;
const encodedAmpersand = /%(?:25){0,4}26/;
const query = `(?:${escaped('\\?', '3[Ff]')}|${escaped('&', '26')})`;
const equals = escaped('=', '3[Dd]');

function parameterRange(text: string, start: number): TextRange | undefined {
  const value = matchAt(parameterValue, text, start);
  if (value === undefined) return undefined;
  const length = text.slice(start, value).search(encodedAmpersand);
  return length === 0 ? undefined : { start, end: length < 0 ? value : start + length };
}

/**
 * A parameter of a URL that grants access: a console's `?token=` (nova/objects/console_auth_token.py,
 * where a path holds it encoded), a temporary URL's signature, AWS's.
 */
export const urlParameter: Shape = {
  kind: 'URL parameter',
  begin: new RegExp(`(?:[;#]|${query})${parameterNames}${equals}`, 'gi'),
  range: (text, _at, after) => parameterRange(text, after),
};

/** `?key=AIza…`, `?code=…` of OAuth, `?ticket=…` of consoles: each value is a secret that is not known to be none. */
export const vagueParameter: Shape = {
  kind: 'URL parameter',
  begin: new RegExp(`(?:${query}|&amp;|(?<=:\\/\\/\\S{1,256})#)${vagueNames}${equals}`, 'gi'),
  range: (text, _at, after) => {
    const range = parameterRange(text, after);
    return range && !isHarmlessParameter(text.slice(range.start, range.end)) ? range : undefined;
  },
};

/**
 * Matches a parameter with a vague name whose value looks random, in lists that separate by `;` or `#`,
 * and in the `:key=…:` of a `rbd:` file name (nova, cinder).
 */
export const listedParameter: Shape = {
  kind: 'URL parameter',
  begin: new RegExp(
    `(?:[;#]|:(?=key=))${vagueNames}=(?=[^\\s&:"'<>#;\\\\]{0,64}\\d)(?=[^\\s&:"'<>#;\\\\]{8})`,
    'gi',
  ),
  range: (text, _at, after) => {
    const end = matchAt(/[^\s&:"'<>#;\\]+/y, text, after) ?? after;
    const isRandom = /[A-Za-z]/.test(text.slice(after, end)) || end - after > 16;
    return isRandom ? { start: after, end } : undefined;
  },
};

/** An assertion of SAML lets its bearer in, whatever it says. */
export const samlAssertion: Shape = {
  kind: 'SAML assertion',
  begin: /<(?:[\w.-]{1,16}:)?(?:Encrypted)?Assertion[\s>]/g,
  range: (text, at) => {
    const end = /<\/(?:[\w.-]{1,16}:)?(?:Encrypted)?Assertion\s*>/g;
    end.lastIndex = at;
    return { start: at, end: end.test(text) ? end.lastIndex : text.length };
  },
};

const headerSeparator = /(?:\\*["'])?\s{0,8}(?:=>|[:=,])\s{0,8}[bu]?/y;
/** Matches a bracket before the first one of several values. */
const listed = /\[\s{0,8}(?=\\*["'])/y;
/** Matches behind a quoted text that is the name of the next member. */
const memberColon = /\\*["']\s{0,8}:/y;
/** Words and names of headers, which stand beside others in lists. */
const words = /^[A-Za-z]+(?:[-_ ,]{1,2}[A-Za-z]+)*$/;
const authorization = /authorization/i;
const scheme = /[A-Za-z][A-Za-z0-9-]{1,19}\s+(?=\S)/y;
/** Schemes whose credentials are a list of parameters with quotes of their own. */
const schemeWithQuotes = /(?:digest|oauth|aws4)/iy;
const closingQuote = /["']/g;
const harmless = /^(?:none|null|true|false|\*+)\b|^‹/i;

/** Headers that carry a token; all of `Authorization`'s schemes do. */
export const httpHeader: Shape = {
  kind: 'HTTP header',
  begin:
    /x[-_](?:auth|subject|service|storage|user|admin|trust)[-_](?:token|key|secret)|authorization/gi,
  range: (text, at, after) => {
    const separated = matchAt(headerSeparator, text, after);
    if (separated === undefined) return undefined;
    const value = matchAt(listed, text, separated) ?? separated;
    // Members of a mapping have names of their own.
    if (/[[{]/.test(text.charAt(value))) return undefined;
    const isAuthorization = authorization.test(text.slice(at, after));
    const { start, end } = isQuote(text, value)
      ? quotedValue(text, value)
      : { start: value, end: endOfHeader(text, at, value, isAuthorization) };
    const credentials = isAuthorization ? matchAt(scheme, text, start) : undefined;
    const from = credentials !== undefined && credentials < end ? credentials : start;
    const isNext =
      text.slice(after, value).includes(',') &&
      (words.test(text.slice(from, end)) || matchAt(memberColon, text, end) !== undefined);
    const isHarmless =
      harmless.test(text.slice(from, from + 8)) || statementAt(text, { start: from, end });
    return isNext || isHarmless ? undefined : { start: from, end };
  },
};

function endOfHeader(text: string, name: number, start: number, isAuthorization: boolean): number {
  // A quote that opens before the name, as in `-H "X-Auth-Token: a b"`, ends after the value.
  const opener = /["']/.exec(text.charAt(name - 1))?.[0];
  if (!isAuthorization && opener === undefined) return endOfBareValue(text, start);
  if (isAuthorization && matchAt(schemeWithQuotes, text, start) !== undefined)
    return endOfLine(text, start);
  closingQuote.lastIndex = start;
  const quote = opener === undefined ? closingQuote.exec(text)?.index : text.indexOf(opener, start);
  const limit = quote === undefined || quote < 0 ? text.length : quote;
  const line = start + endOfLine(text.slice(start, limit), 0);
  return line < limit ? line : limit - backslashesBefore(text, limit, start);
}

/** Credentials that lost the name of their header. */
export const httpCredentials: Shape = {
  kind: 'HTTP header',
  begin: /(?:\b|(?<=\\[nrt]))(?:(?:Bearer|Basic|Negotiate)(?:\\?\s|%20){1,4}|Storpool\sv\d:)/gi,
  range: (text, _at, after) => {
    const end = matchAt(/(?=[A-Za-z0-9._~+/-]{12})[A-Za-z0-9._~+/-]*={0,2}/y, text, after) ?? after;
    const isProse = !/[0-9=]|[a-z][A-Z]/.test(text.slice(after, end));
    return isProse ? undefined : { start: after, end };
  },
};
