/**
 * Finds secrets by their shape alone, whatever name they have and wherever they stand. Sources of
 * the shapes: the Fernet specification (github.com/fernet/spec), RFC 7519 (JSON Web Token), RFC 7468
 * (PEM), Ceph's `CryptoKey::encode` (src/auth/Crypto.cc), AWS Signature Version 2 and 4, Swift's
 * temporary URLs and `AUTH_tk` tokens, crypt(5), and the signing services' own prefixes.
 *
 * Each shape is looked for by literal text that it begins with, and reads each character a bounded
 * number of times. A mark of a masker (`‹password:7f3a12cd›`) has no shape of a secret.
 */
import { isHarmlessParameter } from './harmlessParameters';
import type { TextRange } from './quotedText';
import {
  backslashesBefore,
  endOfBareValue,
  endOfLine,
  isQuote,
  matchAt,
  quotedValue,
  withoutOverlaps,
} from './quotedText';
import { statementAt } from './statements';
import { mayHoldCredentials, passwordsWithoutScheme, urlPasswords } from './urlPasswords';
import { mayHoldWebKey, webKeySecrets } from './webKeys';

type SecretKind =
  | 'fernet token'
  | 'JSON web token'
  | 'private key'
  | 'ceph key'
  | 'AWS key'
  | 'service token'
  | 'password hash'
  | 'URL password'
  | 'URL parameter'
  | 'SAML assertion'
  | 'HTTP header'
  | 'CHAP password';

export interface SecretShape extends TextRange {
  readonly kind: SecretKind;
}

/** Finds the end of a secret of one kind whose literal begins at `at`. */
interface Shape {
  readonly kind: SecretKind;
  /** Matches where such a secret may begin. */
  readonly begin: RegExp;
  /**
   * @param at where `begin` matches
   * @param after end of what it matches
   * @returns `undefined` when there is no such secret
   */
  readonly range: (text: string, at: number, after: number) => TextRange | undefined;
}

/** @returns the secrets in the order of the text; they do not overlap */
export function findSecretShapes(text: string): readonly SecretShape[] {
  if (text.length < shortestSecret || !mayHoldShape(text)) return none;
  const found: SecretShape[] = [];
  for (const shape of shapes) collect(text, shape, found);
  if (mayHoldLongShape(text)) for (const shape of longShapes) collect(text, shape, found);
  if (mayHoldPunctuated(text)) for (const shape of punctuatedShapes) collect(text, shape, found);
  for (const range of [...urlPasswords(text), ...passwordsWithoutScheme(text)])
    found.push({ kind: 'URL password', ...range });
  if (mayHoldWebKey(text))
    for (const range of webKeySecrets(text)) found.push({ kind: 'private key', ...range });
  const secrets = found.filter(({ start }) => !startsWithMark(text, start));
  return withoutOverlaps(secrets);
}

/** Tells quickly whether a text may hold a secret's shape; most texts hold none. */
export const mayHoldShape = (text: string): boolean =>
  anyBegin.test(text) ||
  mayHoldWebKey(text) ||
  mayHoldLongShape(text) ||
  mayHoldPunctuated(text) ||
  (separator.test(text) &&
    (text.includes('://') || anyName.test(text) || mayHoldCredentials(text)));

const mayHoldLongShape = (text: string): boolean =>
  text.length >= shortestLong && longBegins.some(begin => begin.test(text));

const mayHoldPunctuated = (text: string): boolean =>
  text.length >= shortestPunctuated && anyPunctuatedBegin.test(text);

const none: readonly SecretShape[] = [];
/** Length of the shortest secret with what its shape needs around it (`://:x@h`). */
const shortestSecret = 7;

function collect(text: string, { kind, begin, range }: Shape, found: SecretShape[]): void {
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const after = begin.lastIndex;
    const secret = range(text, match.index, after);
    if (!secret || secret.end <= secret.start || isInMark(text, match.index)) continue;
    found.push({ kind, start: secret.start, end: secret.end });
    begin.lastIndex = Math.max(after, secret.end);
  }
}

/**
 * A mark of a masker, also as JSON escapes it, and as Mermaid does, which writes the colon as an
 * entity and ends what is too long with `…`. Older captures have marks of four digits.
 */
const mark =
  /(?:‹|\\{1,16}u2039)[^‹›\\]{1,64}?(?:…|(?::|#58;)(?:[0-9a-f]{4,8}(?:›|\\{1,16}u203a)|[0-9a-f]{0,8}…))/iy;
const maxMarkLength = 115;

/** Tells whether what looks like a secret's name is the name in a mark. */
function isInMark(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - maxMarkLength), at).search(lastMarkBegin);
  if (before < 0) return false;
  const end = matchAt(mark, text, Math.max(0, at - maxMarkLength) + before);
  return end !== undefined && end > at;
}

const lastMarkBegin = /(?:‹|\\{1,16}u2039)[^‹›\\]*$/i;

/** Tells whether a value is, or begins with, a mark. */
export const startsWithMark = (text: string, at: number): boolean =>
  matchAt(mark, text, at) !== undefined;

/**
 * Tells whether a word begins here. In text with escapes it may follow one: `\n`, `\u0022`, `%3D`.
 */
const isStart = (text: string, at: number): boolean =>
  !/[A-Za-z0-9]/.test(text.charAt(at - 1)) ||
  /(?:\\[abfnrtv0]|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})$/.test(
    text.slice(Math.max(0, at - 6), at),
  );

/** Makes the range of a secret that begins a word and goes on as the pattern says. */
const word =
  (pattern: RegExp): Shape['range'] =>
  (text, at) => {
    if (!isStart(text, at)) return undefined;
    const end = matchAt(pattern, text, at);
    return end === undefined ? undefined : { start: at, end };
  };

const padding = String.raw`(?:=|%3[Dd]|\\u003[Dd]){0,2}`;

const fernetWord = word(new RegExp(`gAAAA(?=[A-Za-z0-9_-]{5})[A-Za-z0-9_-]*${padding}`, 'y'));
/**
 * Matches the version and a time after 1989 of a token, with what follows them: so much tells a token
 * also behind other letters.
 */
const gluedFernet = new RegExp(
  `gAAAAAB[A-Za-z0-9_-](?=[A-Za-z0-9_-]{16})[A-Za-z0-9_-]*${padding}`,
  'y',
);

const fernet: Shape = {
  kind: 'fernet token',
  begin: /gAAAA/g,
  range: (text, at, after) => {
    const end = matchAt(gluedFernet, text, at);
    return end === undefined ? fernetWord(text, at, after) : { start: at, end };
  },
};

const webTokenPart = /[A-Za-z0-9_+/-]*={0,2}/y;
/** Matches headers of JSON Web Tokens that begin with a member that only those have. */
const webTokenHeader = /^e(?:yJ|yAi|yAgI|wogICJ|wogICAgI)(?:hbGci|0eXAi|raWQi|lbmMi|jdHki|4NX)/;

const webToken: Shape = {
  kind: 'JSON web token',
  begin: /e(?:yJ|yAi|yAgI|wog|wok|w0K)[A-Za-z0-9_+/-]*={0,2}/g,
  range: (text, at, after) => {
    const hasHeader = webTokenHeader.test(text.slice(at, at + 24));
    if (!hasHeader && !isStart(text, at)) return undefined;
    let end = after;
    let parts = 1;
    while (parts < 5 && text.charAt(end) === '.') {
      const next = matchAt(webTokenPart, text, end + 1) ?? end + 1;
      if (next - end <= 4 && parts === 1) break;
      end = next;
      parts++;
    }
    return hasHeader || (parts > 1 && after - at >= 12) ? { start: at, end } : undefined;
  },
};

const pemSpace = String.raw`(?: |\+|%20)`;
const pemHeader = new RegExp(
  String.raw`(?:-{4,5}${pemSpace}?BEGIN${pemSpace}(?:(?:[A-Z0-9]+${pemSpace}){0,4}PRIVATE${pemSpace}KEY|OpenVPN${pemSpace}Static${pemSpace}key)|Private-Lines:)`,
  'y',
);
const pemFooter = /-{4}(?:-| |%20)?END[A-Za-z0-9 +%]{1,60}-{0,5}|Private-MAC/g;

/** A private key as PEM, OpenSSH's own format, or PuTTY's. It is cut off when its footer lacks. */
const privateKey: Shape = {
  kind: 'private key',
  begin: /-----BEGIN|---- BEGIN|-----%20BEGIN|Private-Lines:/g,
  range: (text, at, after) => {
    if (matchAt(pemHeader, text, at) === undefined) return undefined;
    pemFooter.lastIndex = after;
    return { start: at, end: pemFooter.test(text) ? pemFooter.lastIndex : text.length };
  },
};

const base64 = /[A-Za-z0-9+/_-]*={0,2}/y;

/**
 * A private key whose PEM is in base64 (`client-key-data` of a kubeconfig), at each of the three
 * alignments, or that has no PEM around it: PKCS #1, PKCS #8, SEC 1 and OpenSSH.
 */
const encodedKey: Shape = {
  kind: 'private key',
  begin:
    /LS0tLS1CRUdJTi(?!BDRVJUS|BQVUJMS|BYNTA5|BUUlVTV)|0tLS0tQkVHSU4g(?!Q0VSV|UFVCTE)|tLS0tLUJFR0lOI(?!ENFUlR|FBVQkxJ)|MI[IG][A-Za-z0-9+/_-]{1,6}?(?:IBADANBgkqhkiG9w0BAQEF|IBAAK[BC]|AgEAMBMGByqGSM49|AgEAMBAGByqGSM49)|MHcCAQEE|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjE/g,
  range: (text, at) => ({ start: at, end: matchAt(base64, text, at) ?? at }),
};

/** The type, the time of creation, the length 16 (`…AA`) and the key, in base64. */
const cephKey: Shape = {
  kind: 'ceph key',
  begin: /AQ[A-Za-z0-9]/g,
  range: word(
    new RegExp(
      String.raw`AQ(?:[A-Za-z0-9+/_-]{36}(?:=|%3[Dd]|\\u003[Dd]){2}|[A-D][A-Za-z0-9+/_-]{10}[BRhx]AA[A-Za-z0-9+/_-]{0,22})`,
      'y',
    ),
  ),
};

const awsKey: Shape = {
  kind: 'AWS key',
  begin: /A[KS]IA[A-Z0-9]/g,
  range: word(/A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/y),
};

/** The secret that belongs to an id, where it stands beside it. */
const awsSecret: Shape = {
  kind: 'AWS key',
  begin:
    /A[KS]IA[A-Z0-9]{16}[\s:,/"'|=]{1,8}(?:\w{1,40}["']?\s?[=:]\s?["']?)?(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))/g,
  range: (_text, _at, after) => ({ start: after, end: after + 40 }),
};

const awsHeader: Shape = {
  kind: 'AWS key',
  begin: /AWS4-HMAC-SHA256 |(?:\b|(?<=\\[nrt]))AWS [A-Za-z0-9]/g,
  range: (text, at) => {
    const end = matchAt(
      /AWS4-HMAC-SHA256 [^"'\r\n\\]+|AWS (?=[A-Za-z0-9]{8})[A-Za-z0-9]*:(?=[A-Za-z0-9+/=]{8})[A-Za-z0-9+/=]*/y,
      text,
      at,
    );
    return end === undefined ? undefined : { start: text.indexOf(' ', at) + 1, end };
  },
};

const serviceToken: Shape = {
  kind: 'service token',
  begin:
    /AUTH_tk|PKIZ_|gh[opsur]_|github_pat_|gl(?:agent|cbt|dt|ft|imt|pat|ptt|rt|soat)-|xox[abpors]-|hv[brs]\.|NRAK-|AGE-SECRET-KEY-1|AIza|[sr]k_live_/g,
  range: word(/[A-Za-z_.]{3,10}(?=[A-Za-z0-9_-]{14})[A-Za-z0-9_-]*/y),
};

/** Tokens of further services, of which NVMe's DH-HMAC-CHAP (`DHHC-1:`) is one of cinder's. */
const longToken: Shape = {
  kind: 'service token',
  begin:
    /npm_|pypi-AgE|dckr_pat_|dapi(?=[0-9a-f]{32})|dop_v1_|sk-(?:(?:proj|ant|live)-|(?=[A-Za-z0-9]{32}))|sha256~|SG\.|SWMTKN-1-|DHHC-1:|glsa_|ATATT3|AKCp\d|hooks\.slack\.com\/services\/|discovery\.etcd\.io\/|discord(?:app)?\.com\/api\/webhooks\/|outlook\.office\.com\/webhook\/|webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot/g,
  range: word(
    /(?:DHHC-1:\d\d:|SWMTKN-1-|sha256~|dop_v1_|dapi|ATATT3|AKCp\d|SG\.(?=[\w-]{16,64}\.)|[a-z]{2,4}[_-]|hooks\.slack\.com\/services\/|discovery\.etcd\.io\/|discord(?:app)?\.com\/api\/webhooks\/|outlook\.office\.com\/webhook\/|webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot(?=\d))(?=[\w.:+/@-]{14})[\w.:+/@-]*={0,2}/y,
  ),
};

/** The token of a server of K3s or RKE2: `K10…::server:…`. The user is not secret, and tells what it is. */
const clusterToken: Shape = {
  kind: 'service token',
  begin: /::(?:node|server):(?=[A-Za-z0-9._-]{8})/g,
  range: (text, at, after) => {
    const begin = /K10[A-Za-z0-9]{16,128}$/.exec(text.slice(Math.max(0, at - 131), at));
    const end = matchAt(/[A-Za-z0-9._-]+/y, text, after) ?? after;
    return begin ? { start: at - begin[0].length, end } : undefined;
  },
};

/**
 * The way to a console of vSphere (`webmks` of nova), `wss://host/ticket/…`, and to what takes a message from whoever
 * knows its address: `https://host/hooks/…`.
 */
const urlPart: Shape = {
  kind: 'service token',
  begin:
    /\/(?:ticket\/(?=[\w%.~-]{4})|(?:(?:web)?hooks?\/(?:catch\/\d{1,10}\/)?|integration\/|with\/key\/)(?=[A-Za-z_-]{0,32}\d)[\w-]{0,3}(?=[\w-]{13}))/g,
  range: (text, at, after) => {
    const address = text.slice(Math.max(0, at - 136), at);
    const isTicket = text.startsWith('/ticket/', at);
    const isAddress = (isTicket ? socket : page).test(address);
    const end = matchAt(/[\w%.~-]+/y, text, after) ?? after;
    const start = isTicket ? after : text.slice(0, after).lastIndexOf('/') + 1;
    const isId = uuidBegin.test(text.slice(start, start + 14));
    return isAddress && (isTicket || !isId) ? { start, end } : undefined;
  },
};
const socket = /wss?:\/\/[^\s"'<>]{1,128}$/i;
const page = /https?:\/\/[^\s"'<>]{1,128}$/i;
const uuidBegin = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/**
 * A token that lets nodes join (kubeadm's bootstrap tokens): `[a-z0-9]{6}.[a-z0-9]{16}`. In names of hosts
 * letters and digits change less often, and a digest has no other letters than those of hexadecimal digits,
 * so that such a word is a token only after one that says so.
 */
const joinToken: Shape = {
  kind: 'service token',
  begin: /\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])/g,
  range: (text, at, after) => {
    const before = text.slice(Math.max(0, at - 80), at);
    const id = /(?:^|[^\w./-]|\\[nrt])([a-z0-9]{6})$/.exec(before)?.[1];
    if (id === undefined) return undefined;
    const isDigest = /^[a-z]*\d*$/.test(id) && !/[g-z]/.test(text.slice(at, after));
    const isRandom = /\d[a-z]+\d/.test(text.slice(at, after));
    return (isRandom && !isDigest) || /kubeadm|bootstrap/i.test(before)
      ? { start: at - 6, end: after }
      : undefined;
  },
};

/** A token of Vault before version 1.10; later ones are service tokens. */
const vaultToken: Shape = {
  kind: 'service token',
  begin: /\.(?<=(?:\b|\\[nrt])s\.)(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.-])/g,
  range: (_text, at, after) => ({ start: at - 1, end: after }),
};

/** The last field of a line of PostgreSQL's `.pgpass`: `host:port:database:user:password`. Its ports tell it from other lists. */
const pgpass: Shape = {
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

const passwordHash: Shape = {
  kind: 'password hash',
  begin:
    /\$(?:1|2[abxy]?|[5-9]|y|gy|apr1|argon2(?:id?|d)|scrypt|pbkdf2[a-z0-9-]{0,8})\$|\{(?:S?SHA|S?MD5|CRYPT)\d{0,3}\}|grub\.pbkdf2\.sha\d{1,3}\.\d{1,8}\./g,
  range: (text, _at, after) => {
    const end = matchAt(/(?=[A-Za-z0-9./$=,+_-]{16})[A-Za-z0-9./$=,+_-]*/y, text, after);
    return end === undefined ? undefined : { start: after, end };
  },
};

/** Hashes of passwords as PostgreSQL (SCRAM, MD5) and MySQL store them, and Windows writes them (`user:500:lm:nt:::`). */
const databaseHash: Shape = {
  kind: 'password hash',
  begin:
    /:\d{3,9}:(?=[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}:::)|SCRAM-SHA-\d{1,3}\$\d{1,8}:|\*(?=[0-9A-F]{40}(?![0-9A-Za-z]))|md5(?=[0-9a-f]{32}(?![0-9A-Za-z]))/g,
  range: (text, _at, after) => {
    const end = matchAt(/[A-Za-z0-9+/=$]*(?::[A-Za-z0-9+/=]*)?/y, text, after) ?? after;
    return { start: after, end };
  },
};

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
const urlParameter: Shape = {
  kind: 'URL parameter',
  begin: new RegExp(`(?:[;#]|${query})${parameterNames}${equals}`, 'gi'),
  range: (text, _at, after) => parameterRange(text, after),
};

/** `?key=AIza…`, `?code=…` of OAuth, `?ticket=…` of consoles: each value is a secret that is not known to be none. */
const vagueParameter: Shape = {
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
const listedParameter: Shape = {
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
const samlAssertion: Shape = {
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
const httpHeader: Shape = {
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
const httpCredentials: Shape = {
  kind: 'HTTP header',
  begin: /(?:\b|(?<=\\[nrt]))(?:(?:Bearer|Basic|Negotiate)(?:\\?\s|%20){1,4}|Storpool\sv\d:)/gi,
  range: (text, _at, after) => {
    const end = matchAt(/(?=[A-Za-z0-9._~+/-]{12})[A-Za-z0-9._~+/-]*={0,2}/y, text, after) ?? after;
    const isProse = !/[0-9=]|[a-z][A-Z]/.test(text.slice(after, end));
    return isProse ? undefined : { start: after, end };
  },
};

/** The text that cinder stores for an iSCSI target: `CHAP user password` (`provider_auth`). */
const chap: Shape = {
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

const shapes: readonly Shape[] = [
  fernet,
  webToken,
  privateKey,
  cephKey,
  awsKey,
  awsHeader,
  serviceToken,
  passwordHash,
  urlParameter,
  vagueParameter,
  listedParameter,
  httpHeader,
  httpCredentials,
  chap,
];
/** Shapes that no short text holds, so that most texts are not searched for them. */
const longShapes: readonly Shape[] = [
  encodedKey,
  awsSecret,
  longToken,
  clusterToken,
  urlPart,
  databaseHash,
  samlAssertion,
];
/** Length of the shortest text with such a shape. */
const shortestLong = 28;

/** Shapes that begin with a dot or a colon, which slow down the search for those that begin with letters. */
const punctuatedShapes: readonly Shape[] = [joinToken, vaultToken, pgpass];
const anyPunctuatedBegin =
  /[.](?:(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])|(?<=(?:\b|\\[nrt])s\.)[A-Za-z0-9]{24})|:(?:543\d|6432|\*):[\w*]/;
/** Length of the shortest text with such a shape. */
const shortestPunctuated = 12;

const beginsOf = (searched: readonly Shape[], flags: string): RegExp =>
  new RegExp(
    searched
      .filter(({ begin }) => begin.flags === flags)
      .map(({ begin }) => begin.source)
      .join('|'),
    flags.replace('g', ''),
  );

/** Matches where a shape may begin that is written in one case. */
const anyBegin = beginsOf(shapes, 'g');
/** One expression for all of them takes twice as long. */
const longBegins = longShapes.map(shape => beginsOf([shape], 'g'));
/** Matches the names of headers and parameters, which need a separator after them. */
const anyName = beginsOf(shapes, 'gi');
const separator = /[\s:=,%]/;
