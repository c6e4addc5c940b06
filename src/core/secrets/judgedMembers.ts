/**
 * Members whose value tells whether it is a secret, as their names mean other things, too: `auth`, `private`,
 * `mysql_root`, `token_header`. Their values are masked where they look as passwords and keys do.
 */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { remembered } from '../base/remembered';
import { isAuthMethod, isFieldName } from './fieldNames';
import { looksChosen, looksRandom } from './looksChosen';
import { words, wordsOf } from './nameWords';

/** Way in which a value is judged. */
type Judgement = 'credentials' | 'login' | 'user' | 'key' | 'proof' | 'given';

const credentials = words('auth chap p11_crypto_plugin');
const logins = words('login authentication');
const users = words('basic user account username');
const keys = words('private priv sk');
/** Last words of names of what is proven, or of how it is. */
const proofs = words('auth authz chap httpauth httpsauth webauth');
/** First words of names that tell whether something is done. */
const questions = words(
  'allow can disable enable force has is last multi need no require requires skip use with',
);
/** Last words of names under which secrets stand as well as names, files and states. */
const given = words(
  'bot conn connection encrypt integration root sae sst verify control_attributes',
);
/** Last words of names that tell something about a secret, unless somebody gave them the secret itself. */
const told = words('class domain group header index user');
/** Words of secrets that those may stand behind. */
const secret = words('password passwords passwd pwd secret secrets token tokens credential');
/** Words for methods of authentication, and for whether there is one. */
const methods = words(`
  admin any anonymous ascii basic bearer cephx cert certificate chap clear cleartext client default digest disabled
  enabled external false gssapi http https internal kerberos key keystone keystoneauth krb ldap local md mandatory mschap
  mutual negotiate no noauth noauth2 none ntlm null oauth off oidc on one open optional pam password passwd pap peer plain
  plaintext radius required rpc saml sasl scram server session sha shared simple ssl tacacs text tls token totp trust true
  tsig two unix user v version way x yes
`);

/**
 * Parts of such names, besides those that secrets' names have, too. They are looked for in text only directly
 * before an assignment.
 */
export const judgedStems: readonly string[] = [
  'encrypt',
  '_root',
  '_conn',
  '_bot',
  '_sst',
  'integration',
];

const judgementOf = remembered((name: string): Judgement | null => {
  if (credentials.has(name)) return 'credentials';
  if (logins.has(name)) return 'login';
  if (users.has(name)) return 'user';
  if (keys.has(name)) return 'key';
  const parts = wordsOf(name);
  const last = parts.at(-1) ?? '';
  if (proofs.has(last)) return questions.has(parts[0] ?? '') ? null : 'proof';
  if (given.has(last) || given.has(parts.join('_'))) return 'given';
  return told.has(last) && parts.some(part => secret.has(part)) ? 'given' : null;
}, 10_000);

/** Tells whether the value of a member is to be judged. */
export const isJudged = (name: string): boolean => judgementOf(name) !== null;

/** Tells whether a value under such a name is a secret. */
export function isJudgedSecret(name: string, value: JsonValue): boolean {
  const judgement = judgementOf(name);
  if (judgement === null) return false;
  if (judgement === 'credentials' || judgement === 'login') return isLogin(judgement, value);
  if (typeof value !== 'string') return false;
  if (judgement === 'user') return hasChosen(value);
  if (judgement === 'key') return looksChosen(value) || looksRandom(value);
  return judgement === 'proof' ? isProof(value) : looksChosen(value);
}

/**
 * Credentials, unless they tell a method or are other mappings: `auth: ['user', 'x']`,
 * `auth: {user: 'a', key: 'x'}` of Swift, `auth: {basic: 'user:x'}` of gnocchi, `p11_crypto_plugin: {login: 'x'}` of barbican.
 */
function isLogin(judgement: 'credentials' | 'login', value: JsonValue): boolean {
  if (Array.isArray(value))
    return judgement === 'login'
      ? value.some(each => typeof each === 'string' && looksChosen(each))
      : !value.every(each => typeof each === 'string' && (isAuthMethod(each) || isFieldName(each)));
  if (isJsonObject(value)) {
    const hasUser = 'user' in value || 'username' in value;
    const isWhole = judgement === 'credentials' && ('basic' in value || 'login' in value);
    return isWhole || (hasUser && ('key' in value || 'value' in value));
  }
  return (
    typeof value === 'string' &&
    (judgement === 'login'
      ? hasChosen(value)
      : hasPassword(value) || /^(?=.*[A-Z])(?=.*[a-z])(?=.{8})[A-Za-z0-9+/]*={0,2}$/.test(value))
  );
}

const hasPassword = (value: string): boolean =>
  /^(?![a-z0-9+.-]+:\/\/)[^\s:]{1,128}:\S/.test(value);

const hasChosen = (value: string): boolean =>
  hasPassword(value) && looksChosen(value.slice(value.indexOf(':') + 1));

/** A proof of who one is, and no method, time, number or address. */
const isProof = (value: string): boolean =>
  !/^\s*$|^[\d.:/ -]+$|^\d{4}-\d\d-\d\d|^[a-z0-9+.-]{2,12}:\/\/|^[/.<]|^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(
    value,
  ) && !wordsOf(value).every(word => methods.has(word));
