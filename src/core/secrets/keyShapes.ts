/** Shapes of keys: private ones, those of Ceph, and those of AWS with their signatures. */
import { matchAt } from './quotedText';
import type { Shape } from './shape';
import { word } from './shape';

const pemSpace = String.raw`(?: |\+|%20)`;
const pemHeader = new RegExp(
  String.raw`(?:-{4,5}${pemSpace}?BEGIN${pemSpace}(?:(?:[A-Z0-9]+${pemSpace}){0,4}PRIVATE${pemSpace}KEY|OpenVPN${pemSpace}Static${pemSpace}key)|Private-Lines:)`,
  'y',
);
const pemFooter = /-{4}(?:-| |%20)?END[A-Za-z0-9 +%]{1,60}-{0,5}|Private-MAC/g;

/** A private key as PEM, OpenSSH's own format, or PuTTY's. It is cut off when its footer lacks. */
export const privateKey: Shape = {
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
export const encodedKey: Shape = {
  kind: 'private key',
  begin:
    /LS0tLS1CRUdJTi(?!BDRVJUS|BQVUJMS|BYNTA5|BUUlVTV)|0tLS0tQkVHSU4g(?!Q0VSV|UFVCTE)|tLS0tLUJFR0lOI(?!ENFUlR|FBVQkxJ)|MI[IG][A-Za-z0-9+/_-]{1,6}?(?:IBADANBgkqhkiG9w0BAQEF|IBAAK[BC]|AgEAMBMGByqGSM49|AgEAMBAGByqGSM49)|MHcCAQEE|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjE/g,
  range: (text, at) => ({ start: at, end: matchAt(base64, text, at) ?? at }),
};

/** The type, the time of creation, the length 16 (`…AA`) and the key, in base64. */
export const cephKey: Shape = {
  kind: 'ceph key',
  begin: /AQ[A-Za-z0-9]/g,
  range: word(
    new RegExp(
      String.raw`AQ(?:[A-Za-z0-9+/_-]{36}(?:=|%3[Dd]|\\u003[Dd]){2}|[A-D][A-Za-z0-9+/_-]{10}[BRhx]AA[A-Za-z0-9+/_-]{0,22})`,
      'y',
    ),
  ),
};

export const awsKey: Shape = {
  kind: 'AWS key',
  begin: /A[KS]IA[A-Z0-9]/g,
  range: word(/A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/y),
};

/** The secret that belongs to an id, where it stands beside it. */
export const awsSecret: Shape = {
  kind: 'AWS key',
  begin:
    /A[KS]IA[A-Z0-9]{16}[\s:,/"'|=]{1,8}(?:\w{1,40}["']?\s?[=:]\s?["']?)?(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))/g,
  range: (_text, _at, after) => ({ start: after, end: after + 40 }),
};

export const awsHeader: Shape = {
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
